"""Checking rows against what is stored; every problem with its cell."""

from collections.abc import Mapping
from dataclasses import replace

from hilfe_ukraine.domain.bodies import circle_of_deputies
from hilfe_ukraine.domain.facts import Condition, Operator, Question
from hilfe_ukraine.domain.keys import meant_keys

from .conditions import in_words
from .known import Known
from .problems import Code, Problems
from .rows import BodyRow, RuleRow, Table
from .values import Reader


def check_table(table: Table, known: Known, problems: Problems) -> None:
    """Note what is wrong with the rows of ``table``.

    What is stored exactly so is not looked at: a rule that was published once, and
    has become questionable since, does not hold up all the others.
    """
    bodies = {**known.bodies, **{row.key: row for row, _ in table.bodies if row.key}}
    names = meant_keys((row.key, row.name) for row in bodies.values())
    deputies = {row.key: row.deputy for row in bodies.values()}
    keys: set[str] = set()
    named = {row.key for row, _ in table.bodies}
    desks = {
        (row.desk_of, row.region)
        for row in known.bodies.values()
        if row.key not in named
    }
    for body, record in table.bodies:
        reader = Reader(record, problems)
        if body.key in keys:
            reader.problem("key", Code.TWICE, text=body.key)
        keys.add(body.key)
        if known.bodies.get(body.key) != body:
            _check_body(body, bodies, names, known, reader)
            _check_deputy(body, deputies, known, reader)
        place = (body.desk_of, body.region)
        if all(place) and place in desks:
            reader.problem("region", Code.DESK_TWICE, text=body.region)
        desks.add(place)
    stored = {replace(row, id="") for rows in known.routings.values() for row in rows}
    seen: dict[RuleRow, str] = {}
    for rule, record in table.rules:
        reader = Reader(record, problems)
        same = replace(rule, id="")
        if same not in stored:
            _check_rule(rule, known, reader)
            _check_bodies(rule, bodies, names, known, reader)
            _check_whole(rule, reader)
        if same in seen:
            reader.problem("title", Code.SAME_RULE, row=seen[same])
        seen.setdefault(same, record.where("title"))


def _check_body(
    body: BodyRow,
    bodies: Mapping[str, BodyRow],
    names: dict[str, str],
    known: Known,
    reader: Reader,
) -> None:
    if body.email and not known.is_email(body.email):
        reader.problem("email", Code.NOT_AN_EMAIL, text=body.email)
    _check_region(body.region, known, reader)
    for name in ("desk_of", "deputy"):
        key = getattr(body, name)
        if key and key not in bodies:
            reader.unknown(name, Code.NO_BODY, key, names)
    if body.desk_of and not body.region:
        reader.problem("region", Code.DESK_NEEDS_REGION)
    parent = bodies.get(body.desk_of)
    if parent and (parent.desk_of or parent.key == body.key):
        reader.problem("desk_of", Code.DESK_OF_DESK, text=parent.key)


def _check_deputy(
    body: BodyRow, deputies: Mapping[str, str], known: Known, reader: Reader
) -> None:
    if body.deputy and body.deputy == body.key:
        reader.problem("deputy", Code.OWN_DEPUTY)
    elif body.key and (way := circle_of_deputies(body.key, deputies)):
        reader.problem("deputy", Code.CIRCLE, names=" → ".join(way))
    before = known.bodies.get(body.key)
    if body.deputy in known.retired and not (before and before.deputy == body.deputy):
        reader.problem("deputy", Code.RETIRED_BODY, text=body.deputy)


def _check_region(key: str, known: Known, reader: Reader) -> None:
    region = known.regions.get(key)
    if key and region is None:
        reader.unknown("region", Code.NO_REGION, key, known.meant_regions)
    elif region and not region.is_current:
        became = known.regions.get(region.successor)
        words = f"{became.key} ({became.label})" if became else ""
        reader.problem("region", Code.OLD_REGION, text=region.label, successor=words)
    elif region and region.stands_for:
        reader.problem("region", Code.SAME_PLACE, text=key, other=region.stands_for)


def _check_rule(rule: RuleRow, known: Known, reader: Reader) -> None:
    _check_region(rule.region, known, reader)
    for key in rule.categories:
        if key not in known.categories:
            reader.unknown("categories", Code.NO_CATEGORY, key, known.meant_categories)
    for condition in rule.conditions:
        _check_condition(condition, rule, known, reader)


def _check_bodies(
    rule: RuleRow,
    bodies: Mapping[str, BodyRow],
    names: dict[str, str],
    known: Known,
    reader: Reader,
) -> None:
    for key in rule.bodies:
        if key not in bodies:
            reader.unknown("bodies", Code.NO_BODY, key, names)
        elif key in known.retired:
            reader.problem("bodies", Code.RETIRED_BODY, text=key)


def _check_whole(rule: RuleRow, reader: Reader) -> None:
    """What was refused in a cell is not missing there as well."""
    needs_body = rule.outcome == "forward" and not rule.bodies
    if needs_body and not reader.is_refused("bodies"):
        reader.problem("bodies", Code.NEEDS_BODY)
    needs_text = rule.outcome in ("redirect", "keep") and not rule.texts
    if needs_text and not reader.is_refused("text"):
        reader.problem("text", Code.NEEDS_TEXT)
    if rule.valid_from and rule.valid_until and rule.valid_from > rule.valid_until:
        reader.problem("valid_until", Code.ENDS_BEFORE)


def _check_condition(
    condition: Condition, rule: RuleRow, known: Known, reader: Reader
) -> None:
    column = _column_of(condition, reader)
    question = known.questions_for(rule.categories).get(condition.fact)
    if question is None:
        reader.problem(column, Code.NOT_ASKED, text=condition.fact)
        return
    compares = condition.operator in (Operator.AT_LEAST, Operator.AT_MOST)
    if compares and (question.choices or len(condition.values) != 1):
        reader.problem(column, Code.NOT_COMPARABLE, text=in_words(condition))
    for value in condition.values:
        if not _fits(question, str(value)):
            choices = ", ".join(question.choices)
            reader.problem(column, Code.BAD_VALUE, text=str(value), choices=choices)


_COLUMNS_OF = {
    "stay_days": ("stay_from", "stay_to"),
    "quantity": ("quantity_from", "quantity_to"),
    "helper": ("helper",),
}


def _column_of(condition: Condition, reader: Reader) -> str:
    """The first filled column that may have said so; they share one row anyway."""
    for name in _COLUMNS_OF.get(condition.fact, ()):
        if not reader.record.cell(name).is_empty:
            return name
    return "answers"


def _fits(question: Question, text: str) -> bool:
    try:
        question.parse(text)
    except ValueError:
        return False
    return True
