"""Who gets what in which region, from ``data/routing.toml``."""

from collections.abc import Mapping
from typing import Any

from hilfe_ukraine.models import (
    Category,
    Region,
    RegionRouting,
    ResponsibleBody,
    RoutingRule,
    RuleCondition,
    RuleText,
)

from .tables import in_each_language, read_toml


Row = Mapping[str, Any]


def load() -> None:
    """Publish a routing for each region that has none."""
    existing = set(RegionRouting.objects.values_list("region__key", flat=True))
    for row in read_toml("routing")["routing"]:
        if row["region"] not in existing:
            _publish(row)


def _publish(row: Row) -> None:
    routing = RegionRouting(
        region=Region.objects.get(key=row["region"]),
        note=row.get("note", ""),
        live=False,
    )
    routing.rules = [_rule(rule, position) for position, rule in enumerate(row["rule"])]
    routing.full_clean()
    routing.save()
    # As an administrator publishes: through a revision, with the signal of Wagtail.
    routing.save_revision().publish()


def _rule(row: Row, position: int) -> RoutingRule:
    rule = RoutingRule(
        sort_order=position,
        title=row["title"],
        outcome=row.get("outcome", RoutingRule.Outcomes.FORWARD),
        decided_by=row["decided_by"],
        decided_on=row["decided_on"],
        decision_letter=row.get("letter", ""),
    )
    rule.categories = _by_key(Category, row.get("categories", ()))
    rule.bodies = _by_key(ResponsibleBody, row.get("bodies", ()))
    rule.conditions = [_condition(text) for text in row.get("when", ())]
    if "text" in row:
        rule.texts = [
            RuleText(locale=locale, text=text)
            for locale, text in in_each_language(row["text"])
        ]
    return rule


def _condition(text: str) -> RuleCondition:
    """Read ``dwelling is house, flat``."""
    fact, operator, value = text.split(" ", 2)
    return RuleCondition(fact=fact, operator=operator, value=value)


def _by_key(model: Any, keys: Any) -> list[Any]:
    """Return the rows in the order of ``keys``; a missing one is an error."""
    return [model.objects.get(key=key) for key in keys]
