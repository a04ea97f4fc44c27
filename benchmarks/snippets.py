"""The made-up country's rules as rows of a database, and one decision from them."""

from collections.abc import Callable, Iterator
from datetime import date

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hilfe_ukraine.actions.decide import decide_now
from hilfe_ukraine.actions.places import find_postcode
from hilfe_ukraine.actions.routing_table import compile_table, current_table
from hilfe_ukraine.domain.facts import HELPER, STAY_DAYS
from hilfe_ukraine.domain.regions import level_of, lineage
from hilfe_ukraine.domain.rules import Rule
from hilfe_ukraine.models import (
    Category,
    CategoryQuestion,
    PostcodeArea,
    Region,
    RegionRouting,
    ResponsibleBody,
    RoutingRule,
    RoutingVersion,
    RuleCondition,
)

from . import germany


_TODAY = date(2022, 3, 4)


def fill() -> None:
    """Make the tables and write everything that is configured."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    land = germany.country()
    _regions(land)
    _categories()
    ResponsibleBody.objects.bulk_create(
        ResponsibleBody(key=key, name=key, kind="district", contact_state="confirmed")
        for key in land.rules.bodies
    )
    _routings(land)
    RoutingVersion.raise_it()


def _regions(land: germany.Country) -> None:
    towns = [key for place in land.postcodes.values() for key in place.candidates]
    keys = sorted({above for key in towns for above in lineage(key)}, key=len)
    made: dict[str, Region] = {}
    for length in (2, 5, 8):
        rows = [_region(key, made) for key in keys if len(key) == length]
        made |= {row.key: row for row in Region.objects.bulk_create(rows)}
    PostcodeArea.objects.bulk_create(
        PostcodeArea(postcode=postcode, region=made[key])
        for postcode, place in land.postcodes.items()
        for key in place.candidates
    )


def _region(key: str, made: dict[str, Region]) -> Region:
    parent = made.get("".join(lineage(key)[1:2]))
    level = level_of(key).value
    return Region(key=key, name=key, label=f"Ort {key}", level=level, parent=parent)


def _categories() -> None:
    for key in germany.CATEGORIES:
        questions = germany.questions_of(key)
        category = Category.objects.create(key=key, asks_period=STAY_DAYS in questions)
        for name, question in questions.items():
            if name not in (HELPER, STAY_DAYS):
                CategoryQuestion.objects.create(
                    parent=category, key=name, choices="\n".join(question.choices)
                )


def _routings(land: germany.Country) -> None:
    regions = {row.key: row for row in Region.objects.filter(key__in=land.districts)}
    routings = RegionRouting.objects.bulk_create(
        RegionRouting(region=regions[key], live=True) for key in land.districts
    )
    written = {row.region.key: row for row in routings}
    pairs = [
        (rule, RoutingRule(routing=written[key], title=rule.uuid, sort_order=number))
        for key in land.districts
        for number, rule in enumerate(land.rules.by_region[key])
    ]
    RoutingRule.objects.bulk_create(row for _, row in pairs)
    RuleCondition.objects.bulk_create(
        row for rule, parent in pairs for row in _conditions(rule, parent)
    )
    _link(pairs, "categories", Category)
    _link(pairs, "bodies", ResponsibleBody)


def _conditions(rule: Rule, parent: RoutingRule) -> Iterator[RuleCondition]:
    for condition in rule.conditions:
        yield RuleCondition(
            rule=parent,
            fact=condition.fact,
            operator=condition.operator.value,
            value=",".join(map(str, condition.values)),
        )


def _link(pairs: list, name: str, model: type) -> None:
    """Write the rows between rules and what they name, all at once."""
    pks = dict(model.objects.values_list("key", "pk"))
    through = getattr(RoutingRule, name).field.remote_field.through
    column = f"{model._meta.model_name}_id"
    through.objects.bulk_create(
        through(routingrule_id=row.pk, **{column: pks[key]})
        for rule, row in pairs
        for key in getattr(rule, name)
    )


def decide_once() -> object:
    """Decide as a request does: the version, the place, the rules."""
    table = current_table()
    return decide_now(
        table=table,
        place=find_postcode("12345").place,
        category=table.categories["category_6"],
        facts={},
        fallback=table.body_rows["fallback"],
        today=_TODAY,
    )


def bare_statements() -> object:
    """The same two statements, and nothing made of them."""
    version = RoutingVersion.current()
    areas = PostcodeArea.objects.filter(
        postcode="12345", kind=PostcodeArea.Kinds.AREA, region__valid_until=None
    )
    return version, list(areas.select_related("region__parent__parent"))


def repeat(act: Callable[[], object], times: int) -> None:
    for _ in range(times):
        act()


def statements_of(act: Callable[[], object]) -> int:
    """How many statements it costs, once the table is compiled."""
    act()
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


def compile_anew() -> object:
    return compile_table(1)
