"""What would change if a body got categories in several regions at once.

Built on what is published, never on a draft: a routing on which somebody is at work is
left out and told (``hindrances``).
"""

import hashlib
import json

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hilfe_ukraine.actions.routing_table import compile_rules
from hilfe_ukraine.domain.rule_change import RuleChange, give
from hilfe_ukraine.models import (
    Region,
    RegionRouting,
    ResponsibleBody,
    RoutingRule,
    RoutingVersion,
)

from .hindrances import hindrances


@dataclass(frozen=True)
class Wish:
    """Who is to get what, where: pairs of region key and category key."""

    body: ResponsibleBody
    cells: frozenset[tuple[str, str]]

    def categories_in(self, region: str) -> frozenset[str]:
        """Keys of the categories wished in one region."""
        return frozenset(category for key, category in self.cells if key == region)


@dataclass(frozen=True)
class RegionPlan:
    """What happens in one region; ``rules`` are those that stand there, by uuid.

    ``hindrance`` says in (lazy) words why nothing does.
    """

    region: Region
    routing: RegionRouting | None
    change: RuleChange
    rules: Mapping[str, RoutingRule] = field(default_factory=dict)
    hindrance: Any = ""

    @property
    def is_done(self) -> bool:
        """Whether publishing the plan changes this region."""
        return bool(self.change) and not self.hindrance


@dataclass(frozen=True)
class Plan:
    """What a wish comes to; ``fingerprint`` is another one when anything changed."""

    wish: Wish
    regions: tuple[RegionPlan, ...]
    fingerprint: str

    @property
    def done(self) -> tuple[RegionPlan, ...]:
        """The regions that publishing changes."""
        return tuple(plan for plan in self.regions if plan.is_done)


def plan_for(*, wish: Wish, user: Any, today: date) -> Plan:
    """Return what would change; reads only, a fixed number of statements.

    Regions that are not in the register are left out. The caller has checked that
    ``user`` may publish in all of them.
    """
    keys = {key for key, _ in wish.cells}
    version = RoutingVersion.current()
    routings = routings_of(keys)
    hindered = hindrances(list(routings.values()), user=user)
    plans = [
        _plan(region, routings.get(region.key), wish, hindered, today)
        for region in Region.objects.current().filter(key__in=keys).order_by("key")
    ]
    return Plan(wish, tuple(plans), _fingerprint(wish, plans, version, today))


def routings_of(keys: Iterable[str]) -> dict[str, RegionRouting]:
    """Return the routings of these regions by key, with all that their rules need."""
    rows = RegionRouting.objects.filter(region__key__in=list(keys))
    rows = rows.select_related("region").prefetch_related(
        "rules__categories__texts__locale",
        "rules__bodies",
        "rules__conditions",
        "rules__texts__locale",
    )
    return {row.region.key: row for row in rows}


def _plan(
    region: Region,
    routing: RegionRouting | None,
    wish: Wish,
    hindered: Mapping[str, Any],
    today: date,
) -> RegionPlan:
    rules = compile_rules(routing) if routing else ()
    rows = routing.rules.all() if routing else ()
    return RegionPlan(
        region=region,
        routing=routing,
        change=give(rules, wish.categories_in(region.key), wish.body.key, today),
        rules={str(row.uuid): row for row in rows},
        hindrance=hindered.get(region.key, ""),
    )


def _fingerprint(
    wish: Wish, plans: Iterable[RegionPlan], version: int, today: date
) -> str:
    """Sum up all that the preview showed; ids, numbers and codes only."""
    rows = [
        (
            plan.region.key,
            plan.routing and (plan.routing.pk, plan.routing.latest_revision_id),
            bool(plan.hindrance),
        )
        for plan in plans
    ]
    seen = [version, str(today), wish.body.key, sorted(wish.cells), rows]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()
