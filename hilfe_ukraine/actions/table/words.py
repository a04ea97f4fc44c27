"""Words for what a table would change."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hilfe_ukraine.domain.facts import Condition
from hilfe_ukraine.domain.table.columns import (
    BODIES,
    KINDS,
    OUTCOMES,
    RULES,
    Words,
    word_for,
)
from hilfe_ukraine.domain.table.compare import Change
from hilfe_ukraine.domain.table.conditions import in_words
from hilfe_ukraine.domain.table.rows import BodyRow, RuleRow


def changed_columns(change: Change) -> Iterator[tuple[str, str, str]]:
    """Yield heading, old and new value of every column that differs."""
    language = (get_language() or "")[:2]
    for name in change.columns:
        yield (
            _heading(name, language),
            _value(getattr(change.before, name), name, language),
            _value(getattr(change.after, name), name, language),
        )


_WORDS: Mapping[str, Words] = {"kind": KINDS, "outcome": OUTCOMES}


def _heading(name: str, language: str) -> str:
    special = {"conditions": _("Conditions"), "texts": _("Text")}
    for column in (*RULES.columns, *BODIES.columns):
        if column.name == name:
            return column.heading(language)
    return special[name]


def _value(value: Any, name: str, language: str) -> str:
    if value is None or value in ("", ()):
        return _("empty")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, tuple):
        return "; ".join(_part(part) for part in value)
    return word_for(str(value), _WORDS.get(name, {}), language)


def _part(part: Any) -> str:
    """One key, one condition, or one text in its language."""
    if isinstance(part, Condition):
        return in_words(part)
    return ": ".join(part) if isinstance(part, tuple) else str(part)


def row_in_words(row: BodyRow | RuleRow) -> str:
    """Return one line that says what a body or a rule is."""
    language = (get_language() or "")[:2]
    if isinstance(row, BodyRow):
        return f"{row.name} ({row.key}, {row.email})"
    what = ", ".join(row.categories) or _("all categories")
    conditions = [in_words(condition) for condition in row.conditions]
    target = [word_for(row.outcome, OUTCOMES, language), ", ".join(row.bodies)]
    sentence = "; ".join([what, *conditions]) + ": " + " ".join(filter(None, target))
    return f"{row.title} ({sentence})" if row.title else sentence
