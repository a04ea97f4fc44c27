"""A body gets categories in several regions: one action, published as one set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.domain.errors import HilfeUkraineError
from hilfe_ukraine.domain.rule_change import NewRule, RuleChange, order_after
from hilfe_ukraine.models import (
    Category,
    RegionRouting,
    ResponsibleBody,
    RoutingRule,
    RoutingSet,
)

from .category_plan import Plan, Wish, plan_for, routings_of
from .publish_set import SetRefused, lock_routings, publish_set


class ChangedMeanwhile(HilfeUkraineError):
    """The routing is another one than that of the preview; nothing was done."""


@dataclass(frozen=True)
class DecidedBy:
    """Who decided it, for all rules that are added."""

    office: str = ""
    day: date | None = None
    letter: str = ""
    note: str = ""


def drafts_of(plan: Plan, *, decided: DecidedBy | None = None) -> list[RegionRouting]:
    """Return the routings of ``plan.done`` as they would be, in memory only.

    Good for ``table_with`` and ``publish_set``. Read anew: the rows of the plan stay
    as they are. A fixed number of statements.
    """
    routings = routings_of(step.region.key for step in plan.done)
    categories = {
        row.key: row for row in Category.objects.prefetch_related("texts__locale")
    }
    return [
        _draft(
            routings.get(step.region.key) or RegionRouting(region=step.region),
            step.change,
            {key: categories[key] for key in plan.wish.categories_in(step.region.key)},
            plan.wish.body,
            decided or DecidedBy(),
        )
        for step in plan.done
    ]


def _draft(
    routing: RegionRouting,
    change: RuleChange,
    categories: Mapping[str, Category],
    body: ResponsibleBody,
    decided: DecidedBy,
) -> RegionRouting:
    rows = {str(rule.uuid): rule for rule in routing.rules.all()}
    for narrow in change.narrowed:
        row = rows[narrow.uuid]
        row.categories = [
            each for each in row.categories.all() if each.key in narrow.left
        ]
    rules = [
        rows[each]
        if isinstance(each, str)
        else _new_rule(each, categories, body, decided)
        for each in order_after(rows, change)
    ]
    for position, rule in enumerate(rules):
        rule.sort_order = position
    routing.rules = rules
    return routing


def _new_rule(
    rule: NewRule,
    categories: Mapping[str, Category],
    body: ResponsibleBody,
    decided: DecidedBy,
) -> RoutingRule:
    row = RoutingRule(
        title=_title(rule, categories, body),
        outcome=RoutingRule.Outcomes.FORWARD,
        decided_by=decided.office,
        decided_on=decided.day,
        decision_letter=decided.letter,
        note=decided.note,
    )
    row.categories = [categories[key] for key in sorted(rule.categories)]
    row.bodies = [body]
    return row


def _title(
    rule: NewRule, categories: Mapping[str, Category], body: ResponsibleBody
) -> str:
    """Return a line for colleagues, in the language of who does it."""
    names = ", ".join(str(categories[key]) for key in sorted(rule.categories))
    return f"{names}: {body}"[:160]


def give_category(
    *, wish: Wish, decided: DecidedBy, fingerprint: str, user: Any, now: datetime
) -> RoutingSet:
    """Publish what the preview with this ``fingerprint`` showed, as one set.

    One transaction: each routing gets a revision and an entry in its history. Raises
    :class:`ChangedMeanwhile` and does nothing where the routing, the body or the day
    is another one than in the preview, or two people do it at the same moment.
    """
    try:
        with transaction.atomic():
            # The plan is made, and its rules are read once more: nobody in between.
            lock_routings(region for region, _ in wish.cells)
            plan = plan_for(wish=wish, user=user, today=local_date(now))
            if plan.fingerprint != fingerprint or not plan.done:
                raise ChangedMeanwhile
            return publish_set(
                routings=drafts_of(plan, decided=decided),
                source=RoutingSet.Sources.MATRIX,
                user=user,
                now=now,
                name=str(wish.body),
                counts={"regions": len(plan.done)},
            )
    except (SetRefused, IntegrityError) as error:
        raise ChangedMeanwhile from error
