"""The published configuration, compiled to values and kept per process.

One statement asks whether the compiled table is still right; everything else is read
only when routing, a page, a body, a category or the register changed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import IntegrityError

from hilfe_ukraine.domain.bodies import Body, ContactState
from hilfe_ukraine.domain.facts import Condition, Operator
from hilfe_ukraine.domain.routing import Outcome, Rule
from hilfe_ukraine.models import (
    Category,
    RegionRouting,
    ResponsibleBody,
    RoutingRule,
    RoutingVersion,
    RuleCondition,
)

from .regions.retired_regions import regions_of_today


T = TypeVar("T")


@dataclass(frozen=True)
class RoutingTable:
    """Everything configured, as it was under one routing version.

    ``categories`` and ``body_rows`` are model rows with their texts and questions
    loaded; they are shared between requests and must not be changed. ``today_keys``
    leads from abolished regions to what they belong to now; ``by_region`` and the
    desks of ``bodies`` follow it already.
    """

    version: int
    by_region: dict[str, tuple[Rule, ...]]
    bodies: dict[str, Body]
    body_rows: dict[str, ResponsibleBody]
    categories: dict[str, Category]
    rule_titles: dict[str, str]
    today_keys: dict[str, str] = field(default_factory=dict)


#: No category asks for a fact without a name, so this one holds for no offer.
_NEVER = Condition("", Operator.IS, ())

_table: RoutingTable | None = None


def current_table() -> RoutingTable:
    """Return the table for what is published now; one statement when unchanged."""
    global _table  # noqa: PLW0603 - the cache of this process
    version = RoutingVersion.current()
    if _table is None or _table.version != version:
        _table = compile_table(version)
    return _table


def forget_table() -> None:
    """Drop the cached table, for tests that put another database under the process."""
    global _table  # noqa: PLW0603 - the cache of this process
    _table = None


@contextmanager
def forgets_if_it_fails() -> Iterator[None]:
    """Put around a transaction that changes routing and then decides by it.

    Its table must not outlive it: the next change would have the same version.
    """
    try:
        yield
    except BaseException:
        forget_table()
        raise


def again_if_stale(act: Callable[[], T]) -> T:
    """Run ``act``; if a row it relied on is gone, run it once more with a new table.

    Rows deleted behind the admin's back raise no version. ``act`` is a transaction of
    its own that leaves nothing when it fails.
    """
    try:
        return act()
    except IntegrityError:
        forget_table()
        return act()


def compile_table(version: int) -> RoutingTable:
    """Read all published configuration; a dozen statements however much there is."""
    bodies = list(ResponsibleBody.objects.select_related("deputy", "parent", "region"))
    routings = RegionRouting.objects.filter(live=True).select_related("region")
    routings = routings.prefetch_related(
        "rules__conditions",
        "rules__texts__locale",
        "rules__categories",
        "rules__bodies",
    )
    categories = Category.objects.prefetch_related(
        "texts__locale", "questions__texts__locale"
    )
    today_keys = regions_of_today()
    return RoutingTable(
        version=version,
        by_region=_by_region(routings, today_keys),
        bodies=compile_bodies(bodies, today_keys),
        body_rows={body.key: body for body in bodies},
        categories={category.key: category for category in categories},
        rule_titles=titles_of(routings),
        today_keys=today_keys,
    )


def _by_region(
    routings: Iterable[RegionRouting], today_keys: Mapping[str, str]
) -> dict[str, tuple[Rule, ...]]:
    """Rules by region; those of an abolished one come after its successor's own."""
    rules: dict[str, tuple[Rule, ...]] = {}
    for routing in sorted(routings, key=lambda row: row.region.key in today_keys):
        key = today_keys.get(routing.region.key, routing.region.key)
        rules[key] = rules.get(key, ()) + compile_rules(routing)
    return rules


def titles_of(routings: Iterable[RegionRouting]) -> dict[str, str]:
    """Return what people call each rule, by its uuid."""
    return {
        str(rule.uuid): str(rule)
        for routing in routings
        for rule in routing.rules.all()
    }


def compile_rules(routing: RegionRouting) -> tuple[Rule, ...]:
    """Return the rules of one routing, from the top; its rows may be unsaved."""
    return tuple(
        compile_rule(rule, region=routing.region.key, revision=routing.live_revision_id)
        for rule in routing.rules.all()
        if rule.outcome in list(Outcome)
    )


def compile_rule(rule: RoutingRule, *, region: str, revision: int | None) -> Rule:
    """Return the rule as a value; half-filled conditions never hold."""
    return Rule(
        uuid=str(rule.uuid),
        region=region,
        outcome=Outcome(rule.outcome),
        categories=frozenset(category.key for category in rule.categories.all()),
        conditions=tuple(_compile_condition(row) for row in rule.conditions.all()),
        valid_from=rule.valid_from,
        valid_until=rule.valid_until,
        bodies=tuple(sorted(body.key for body in rule.bodies.all())),
        texts=tuple(
            sorted(
                # A browser ends lines otherwise than a table: that is no other text.
                (text.locale.language_code, text.text.replace("\r\n", "\n"))
                for text in rule.texts.all()
                if text.text
            )
        ),
        revision=revision,
    )


def _compile_condition(row: RuleCondition) -> Condition:
    if row.operator not in list(Operator) or not row.values:
        return _NEVER
    return Condition(row.fact, Operator(row.operator), row.values)


def compile_bodies(
    rows: Iterable[ResponsibleBody], today_keys: Mapping[str, str]
) -> dict[str, Body]:
    """Return the bodies as values, each with its desks; rows may be unsaved."""
    rows = list(rows)
    desks: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.parent and row.region:
            key = row.region.key
            places = desks.setdefault(row.parent.key, {})
            # A desk of today's region is nearer than one of a region it took in.
            if key not in today_keys:
                places[key] = row.key
            else:
                places.setdefault(today_keys[key], row.key)
    return {
        row.key: Body(
            key=row.key,
            state=ContactState(row.contact_state),
            paused_until=row.paused_until,
            deputy=row.deputy.key if row.deputy else "",
            desks=tuple(desks.get(row.key, {}).items()),
        )
        for row in rows
    }


def fallback_rule(body: ResponsibleBody | None) -> Rule | None:
    """Return a page's fallback body as the last rule of all, or ``None``."""
    if body is None:
        return None
    return Rule(uuid="", region="", outcome=Outcome.FORWARD, bodies=(body.key,))
