"""Conditions of a rule as cells: fixed facts have columns, all others one for them.

``dwelling = house, flat; rooms >= 2`` holds any number of them.
"""

import re

from collections.abc import Iterable, Mapping

from hilfe_ukraine.domain.facts import (
    HELPER,
    HELPER_CHOICES,
    LARGEST,
    QUANTITY,
    STAY_DAYS,
    Condition,
    Operator,
    Value,
)

from .columns import HELPERS, word_for
from .problems import Code
from .values import Reader


_SIGNS = {
    Operator.IS: "=",
    Operator.IS_NOT: "≠",
    Operator.AT_LEAST: "≥",
    Operator.AT_MOST: "≤",
}
_OPERATORS = {sign: operator for operator, sign in _SIGNS.items()} | {
    "!=": Operator.IS_NOT,
    "<>": Operator.IS_NOT,
    ">=": Operator.AT_LEAST,
    "<=": Operator.AT_MOST,
}
_CONDITION = re.compile(r"([a-z][a-z0-9_]*)\s*(!=|<>|>=|<=|[=≠≥≤])\s*([^=≠≥≤<>!]+)")

#: Column to fact and comparison; a column holds one condition with one number.
_NUMBERS = {
    "stay_from": (STAY_DAYS, Operator.AT_LEAST),
    "stay_to": (STAY_DAYS, Operator.AT_MOST),
    "quantity_from": (QUANTITY, Operator.AT_LEAST),
    "quantity_to": (QUANTITY, Operator.AT_MOST),
}


def in_order(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return conditions in the order in which they are compared and written."""
    unique = {
        Condition(row.fact, row.operator, tuple(sorted(set(row.values), key=str)))
        for row in conditions
    }
    return tuple(
        sorted(unique, key=lambda row: (row.fact, row.operator, str(row.values)))
    )


def read_conditions(reader: Reader) -> tuple[Condition, ...]:
    """Return the conditions that the cells of a rule state, in order."""
    found = []
    for name, (fact, operator) in _NUMBERS.items():
        number = reader.whole(name, LARGEST)
        if number is not None:
            found.append(Condition(fact, operator, (number,)))
    helper = reader.choice("helper", HELPERS, is_needed=False)
    if helper:
        found.append(Condition(HELPER, Operator.IS, (helper,)))
    for part in reader.text("answers").replace("\n", ";").split(";"):
        if part.strip():
            found += _read_one(reader, part.strip())
    return in_order(found)


def _read_one(reader: Reader, part: str) -> list[Condition]:
    match = _CONDITION.fullmatch(part)
    values = _values(match[3]) if match else ()
    if match is None or not values:
        reader.problem("answers", Code.NOT_A_CONDITION, text=part)
        return []
    return [Condition(match[1], _OPERATORS[match[2]], values)]


def _values(text: str) -> tuple[Value, ...]:
    parts = (part.strip() for part in text.split(","))
    return tuple(
        int(part) if part.isascii() and part.isdigit() else part
        for part in parts
        if part
    )


def write_conditions(
    conditions: Iterable[Condition], language: str
) -> Mapping[str, str]:
    """Return the cells that :func:`read_conditions` reads these conditions from."""
    cells: dict[str, str] = {}
    others = []
    for condition in in_order(conditions):
        name, text = _own_column(condition, language)
        if name and name not in cells:
            cells[name] = text
        else:
            others.append(in_words(condition))
    return {**cells, "answers": "; ".join(others)}


def _own_column(condition: Condition, language: str) -> tuple[str, str]:
    for name, tested in _NUMBERS.items():
        if tested == (condition.fact, condition.operator) and _is_one_number(condition):
            return name, str(condition.values[0])
    if (condition.fact, condition.operator) == (HELPER, Operator.IS):
        values = condition.values
        if len(values) == 1 and values[0] in HELPER_CHOICES:
            return "helper", word_for(str(values[0]), HELPERS, language)
    return "", ""


def _is_one_number(condition: Condition) -> bool:
    values = condition.values
    return len(values) == 1 and isinstance(values[0], int) and 1 <= values[0] <= LARGEST


def in_words(condition: Condition) -> str:
    """Return the condition as it is written in the table."""
    values = ", ".join(map(str, condition.values))
    return f"{condition.fact} {_SIGNS[condition.operator]} {values}"
