"""What is stored, as the values a table is checked against and written from."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from wagtail.models import Locale

from hilfe_ukraine.actions.routing.hindrances import hindrances
from hilfe_ukraine.domain.facts import Condition, Operator
from hilfe_ukraine.domain.table.conditions import in_order
from hilfe_ukraine.domain.table.known import Known, KnownRegion
from hilfe_ukraine.domain.table.rows import BodyRow, RuleRow
from hilfe_ukraine.domain.table.values import plain
from hilfe_ukraine.models import (
    Category,
    Region,
    RegionRouting,
    ResponsibleBody,
    RoutingRule,
)


def read_known(*, user: Any) -> Known:
    """Read the whole configuration: about a dozen statements however much there is.

    ``user`` is who would publish, for what stands against it; ``None`` for a command.
    """
    bodies = list(ResponsibleBody.objects.select_related("parent", "deputy", "region"))
    routings = list(routings_with_rules())
    categories = Category.objects.prefetch_related("questions", "texts")
    busy = hindrances(routings, user=user)
    return Known(
        regions=_regions(),
        categories={category.key: category.asked() for category in categories},
        bodies={body.key: body_row(body) for body in bodies},
        routings={
            routing.region.key: tuple(
                rule_row(rule, routing.region.key) for rule in routing.rules.all()
            )
            for routing in routings
        },
        languages=tuple(Locale.objects.values_list("language_code", flat=True)),
        retired=frozenset(
            body.key
            for body in bodies
            if body.contact_state == ResponsibleBody.ContactStates.RETIRED
        ),
        busy={key: str(why) for key, why in busy.items()},
        is_email=_is_email,
        titles=tuple(
            (category.key, text.title)
            for category in categories
            for text in category.texts.all()
        ),
    )


def routings_with_rules() -> Any:
    """All routings, also unpublished ones, with everything their rows hold."""
    rows = RegionRouting.objects.select_related("region").order_by("region__key")
    return rows.prefetch_related(
        "rules__conditions",
        "rules__texts__locale",
        "rules__categories",
        "rules__bodies",
    )


def _regions() -> dict[str, KnownRegion]:
    rows = Region.objects.select_related("successor", "parent")
    choosable = set(Region.objects.choosable().values_list("pk", flat=True))
    return {
        row.key: KnownRegion(
            key=row.key,
            label=row.label,
            is_current=row.valid_until is None,
            successor=row.successor.key if row.successor else "",
            stands_for=_district_of(row) if row.pk not in choosable else "",
        )
        for row in rows
    }


def _district_of(region: Region) -> str:
    return region.parent.key if region.parent and region.valid_until is None else ""


def body_row(body: ResponsibleBody) -> BodyRow:
    """Return the body as a row; its desk, region and deputy must be loaded."""
    return BodyRow(
        key=body.key,
        name=plain(body.name),
        kind=body.kind,
        desk_of=body.parent.key if body.parent else "",
        region=body.region.key if body.region else "",
        email=plain(body.email),
        phone=plain(body.phone),
        deputy=body.deputy.key if body.deputy else "",
        reaction_days=body.reaction_days,
        note=plain(body.note),
    )


def rule_row(rule: RoutingRule, region: str) -> RuleRow:
    """Return the rule as a row; everything that belongs to it must be loaded."""
    texts = ((text.locale.language_code, plain(text.text)) for text in rule.texts.all())
    return RuleRow(
        region=region,
        outcome=rule.outcome,
        title=plain(rule.title),
        categories=tuple(sorted(row.key for row in rule.categories.all())),
        conditions=in_order(
            Condition(row.fact, Operator(row.operator), row.values)
            for row in rule.conditions.all()
            if row.operator in list(Operator)
        ),
        bodies=tuple(sorted(row.key for row in rule.bodies.all())),
        texts=tuple(sorted((language, text) for language, text in texts if text)),
        valid_from=rule.valid_from,
        valid_until=rule.valid_until,
        decided_by=plain(rule.decided_by),
        decided_on=rule.decided_on,
        letter=plain(rule.decision_letter),
        note=plain(rule.note),
        id=str(rule.uuid),
    )


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
