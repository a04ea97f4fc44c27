"""Rules of a table as rows in memory, ready to be published."""

import uuid

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.models import Locale

from hilfe_ukraine.domain.table.compare import RegionChange
from hilfe_ukraine.domain.table.rows import RuleRow
from hilfe_ukraine.models import (
    Category,
    Region,
    RegionRouting,
    ResponsibleBody,
    RoutingRule,
    RuleCondition,
    RuleText,
)


@dataclass(frozen=True)
class Rows:
    """What rules name, by key, read once for all of them."""

    categories: Mapping[str, Category]
    bodies: Mapping[str, ResponsibleBody]
    locales: Mapping[str, Locale]
    regions: Mapping[str, Region]
    routings: Mapping[str, RegionRouting]

    @classmethod
    def load(cls, changes: Sequence[RegionChange]) -> "Rows":
        """Read what the rules of ``changes`` may name, in five statements."""
        keys = [change.region for change in changes]
        routings = RegionRouting.objects.filter(region__key__in=keys)
        return cls(
            categories=Category.objects.in_bulk(field_name="key"),
            bodies=ResponsibleBody.objects.in_bulk(field_name="key"),
            locales={row.language_code: row for row in Locale.objects.all()},
            regions=Region.objects.in_bulk(keys, field_name="key"),
            routings={
                row.region.key: row
                for row in routings.select_related("region", "latest_revision")
            },
        )


def rules_to_publish(change: RegionChange, rows: Rows) -> list[RoutingRule]:
    """Return all rules of a region; a rule that was there keeps its row and uuid."""
    routing = rows.routings.get(change.region)
    stored = {str(rule.uuid): rule for rule in routing.rules.all()} if routing else {}
    return [
        _rule(row, stored.get(row.id), position, rows)
        for position, row in enumerate(change.rules)
    ]


def _rule(
    row: RuleRow, stored: RoutingRule | None, position: int, rows: Rows
) -> RoutingRule:
    rule = stored or RoutingRule(uuid=row.id or uuid.uuid4())
    rule.sort_order = position
    rule.title = row.title
    rule.outcome = row.outcome
    rule.valid_from, rule.valid_until = row.valid_from, row.valid_until
    rule.decided_by, rule.decided_on = row.decided_by, row.decided_on
    rule.decision_letter, rule.note = row.letter, row.note
    rule.categories = _named(row.categories, rows.categories)
    rule.bodies = _named(row.bodies, rows.bodies)
    rule.conditions = [
        RuleCondition(
            sort_order=place,
            fact=condition.fact,
            operator=condition.operator.value,
            value=", ".join(map(str, condition.values)),
        )
        for place, condition in enumerate(row.conditions)
    ]
    rule.texts = [
        RuleText(locale=rows.locales[language], text=text)
        for language, text in row.texts
    ]
    return rule


def _named(keys: Iterable[str], rows: Mapping[str, Any]) -> list[Any]:
    return [rows[key] for key in keys]
