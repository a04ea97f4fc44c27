"""Words for what is wrong with a table, and for what it would change."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

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
from hilfe_ukraine.domain.table.problems import Code, Problem
from hilfe_ukraine.domain.table.rows import BodyRow, RuleRow


#: What is wrong, and what to do.
PROBLEMS: Mapping[Code, Any] = {
    Code.NOT_A_TABLE: _lazy(
        "This is not a table. Upload an Excel file (.xlsx), or a .zip with three CSV "
        "files; an old .xls can be saved as .xlsx."
    ),
    Code.PROTECTED: _lazy(
        "The file is protected by a password, or it is an old .xls. Save it as .xlsx "
        "without a password."
    ),
    Code.DAMAGED: _lazy(
        "The file is damaged or was cut off. Open it, save it again, and upload that."
    ),
    Code.TOO_BIG: _lazy("The file is too big: at most %(most)s MB can be read."),
    Code.NOT_TEXT: _lazy(
        "The letters cannot be read. Save the file as “CSV UTF-8”, or use .xlsx."
    ),
    Code.NO_SHEET: _lazy(
        "The sheet “%(name)s” is missing. It may be empty, but its headings must be "
        "there."
    ),
    Code.SHEET_TWICE: _lazy("The sheet “%(name)s” is there twice. Delete one of them."),
    Code.NO_COLUMN: _lazy(
        "The column “%(name)s” is missing. Empty cells would erase what is stored, so "
        "every column must be there."
    ),
    Code.COLUMN_TWICE: _lazy("The column “%(name)s” is there twice. Delete one."),
    Code.TOO_MANY_ROWS: _lazy(
        "There are too many rows: at most %(most)s can be read. Delete empty rows at "
        "the end, or use several files."
    ),
    Code.MERGED: _lazy(
        "Cells are merged here, so only the first one has a value. Undo the merging "
        "and fill in each cell."
    ),
    Code.FORMULA: _lazy(
        "This is a formula (%(text)s). Only values are read: copy the cell and paste "
        "it as a value."
    ),
    Code.ERROR_VALUE: _lazy("The spreadsheet shows an error here: %(text)s."),
    Code.EMPTY: _lazy("This cell must be filled in."),
    Code.TOO_LONG: _lazy(
        "The text has %(length)s characters; at most %(most)s are possible."
    ),
    Code.NOT_A_KEY: _lazy(
        "“%(text)s” is no key. Use small letters, digits and underscores, starting "
        "with a letter."
    ),
    Code.NOT_A_NUMBER: _lazy(
        "“%(text)s” is not a whole number between 1 and %(most)s."
    ),
    Code.NOT_A_DATE: _lazy(
        "“%(text)s” is not a date. Write it as 4.3.2022 or 2022-03-04."
    ),
    Code.NOT_A_CHOICE: _lazy("“%(text)s” is not possible here. Choose: %(name)s."),
    Code.NOT_AN_EMAIL: _lazy("“%(text)s” is not an e-mail address."),
    Code.NOT_AN_ID: _lazy(
        "“%(text)s” is not an ID that was exported. For a new rule, leave the cell "
        "empty."
    ),
    Code.LOST_ZERO: _lazy(
        "The spreadsheet took this for a number (%(text)s), so a zero at its beginning "
        "is lost. Format the cell as text and enter it again."
    ),
    Code.NOT_A_CONDITION: _lazy(
        "“%(text)s” is not a condition. Write, for example: "
        "dwelling = house, flat; rooms >= 2"
    ),
    Code.NO_REGION: _lazy(
        "There is no region with the official key “%(text)s”. It has 2, 5 or 8 digits."
    ),
    Code.SAME_PLACE: _lazy(
        "This municipality is the whole district: enter the key of the district, "
        "%(other)s."
    ),
    Code.NO_CATEGORY: _lazy("There is no category with the key “%(text)s”."),
    Code.NO_BODY: _lazy(
        "There is no body with the key “%(text)s”, neither in this file nor stored."
    ),
    Code.RETIRED_BODY: _lazy("The body “%(text)s” is retired. Name another one."),
    Code.NO_TEXT: _lazy("The sheet of texts has no text “%(text)s”."),
    Code.NO_LANGUAGE: _lazy(
        "“%(text)s” is not a language of this site. There are: %(known)s."
    ),
    Code.NOT_ASKED: _lazy(
        "None of the categories of this rule asks for “%(text)s”, so the rule would "
        "never match."
    ),
    Code.NOT_COMPARABLE: _lazy(
        "“%(text)s” cannot be compared: only one whole number can be a limit."
    ),
    Code.TWICE: _lazy("“%(text)s” is there twice. Each may be there once."),
    Code.SAME_RULE: _lazy(
        "This rule says the same as the one in %(row)s. Delete one of them."
    ),
    Code.UNUSED_TEXT: _lazy(
        "No rule names the text “%(text)s”. Name it in a rule, or delete the row."
    ),
    Code.NEEDS_BODY: _lazy("Name at least one body to forward to."),
    Code.NEEDS_TEXT: _lazy(
        "Name the text that the citizen reads, and enter it in the sheet of texts."
    ),
    Code.ENDS_BEFORE: _lazy("The last day is before the first one."),
    Code.DESK_NEEDS_REGION: _lazy("Name the region of the desk."),
    Code.DESK_OF_DESK: _lazy(
        "“%(text)s” is a desk itself, or this very body: a desk cannot have desks."
    ),
    Code.DESK_TWICE: _lazy(
        "Another desk of the same body is for the region “%(text)s” already."
    ),
    Code.OWN_DEPUTY: _lazy("A body cannot stand in for itself."),
    Code.FOREIGN_REGION: _lazy(
        "You may not change the routing of %(text)s. Delete the rows of this region."
    ),
    Code.FOREIGN_BODY: _lazy(
        "You may not add or change bodies. Delete this row, or ask the administration."
    ),
    Code.BUSY: _lazy("%(text)s: %(why)s"),
}

_OLD_REGION = _lazy("%(text)s was abolished. Use %(successor)s.")
_OLD_REGION_WITHOUT = _lazy("%(text)s was abolished.")
_BAD_NUMBER = _lazy("“%(text)s” is not a whole number from 1 on.")
_BAD_CHOICE = _lazy("“%(text)s” is not possible. Possible values: %(choices)s.")


def problem_in_words(problem: Problem) -> str:
    """Return what is wrong and what to do, in the language that is active."""
    values = dict(problem.values)
    german = (get_language() or "").startswith("de")
    values["name"] = values.get("de" if german else "en", "")
    return str(_message(problem.code, values)) % values


def _message(code: Code, values: Mapping[str, str]) -> Any:
    if code is Code.OLD_REGION:
        return _OLD_REGION if values["successor"] else _OLD_REGION_WITHOUT
    if code is Code.BAD_VALUE:
        return _BAD_CHOICE if values["choices"] else _BAD_NUMBER
    return PROBLEMS[code]


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
