"""What can be wrong with a table: a code and its cell; words are made further up."""

import re

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .columns import SHEETS


class Code(StrEnum):
    """What is wrong. The values that a message names stand behind each."""

    # The file: nothing below was looked at.
    NOT_A_TABLE = "not_a_table"
    PROTECTED = "protected"
    DAMAGED = "damaged"
    TOO_BIG = "too_big"
    NOT_TEXT = "not_text"
    # The shape of a sheet.
    NO_SHEET = "no_sheet"
    SHEET_TWICE = "sheet_twice"
    NO_COLUMN = "no_column"
    COLUMN_TWICE = "column_twice"
    TOO_MANY_ROWS = "too_many_rows"
    MERGED = "merged"
    # One cell.
    FORMULA = "formula"
    ERROR_VALUE = "error_value"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_A_KEY = "not_a_key"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    NOT_A_CHOICE = "not_a_choice"
    NOT_AN_EMAIL = "not_an_email"
    NOT_AN_ID = "not_an_id"
    LOST_ZERO = "lost_zero"
    NOT_A_CONDITION = "not_a_condition"
    # What a cell names.
    NO_REGION = "no_region"
    OLD_REGION = "old_region"
    SAME_PLACE = "same_place"
    NO_CATEGORY = "no_category"
    NO_BODY = "no_body"
    RETIRED_BODY = "retired_body"
    NO_TEXT = "no_text"
    NO_LANGUAGE = "no_language"
    NOT_ASKED = "not_asked"
    BAD_VALUE = "bad_value"
    NOT_COMPARABLE = "not_comparable"
    # Rows that do not fit together.
    TWICE = "twice"
    SAME_RULE = "same_rule"
    NEEDS_BODY = "needs_body"
    NEEDS_TEXT = "needs_text"
    ENDS_BEFORE = "ends_before"
    DESK_NEEDS_REGION = "desk_needs_region"
    DESK_OF_DESK = "desk_of_desk"
    DESK_TWICE = "desk_twice"
    OWN_DEPUTY = "own_deputy"
    CIRCLE = "circle"
    # What must not be changed now, or not by this user.
    FOREIGN_REGION = "foreign_region"
    FOREIGN_BODY = "foreign_body"
    BUSY = "busy"


#: With one of these nothing else can be found: no cell was looked at.
OF_THE_FILE = frozenset(
    {
        Code.NOT_A_TABLE,
        Code.PROTECTED,
        Code.DAMAGED,
        Code.TOO_BIG,
        Code.NOT_TEXT,
    }
)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where: ``Rules!D7``, ``Rules`` or the file."""

    where: str
    code: Code
    values: tuple[tuple[str, str], ...] = ()


class Problems:
    """Collects every problem, each once."""

    def __init__(self, found: Iterable[Problem] = ()) -> None:
        self._found = dict.fromkeys(found)
        self._places = {problem.where for problem in self._found}

    def add(self, where: str, code: Code, **values: str) -> None:
        """Note a problem; ``values`` are what its message names."""
        self._found[Problem(where, code, tuple(values.items()))] = None
        self._places.add(where)

    def __len__(self) -> int:
        return len(self._found)

    def has(self, where: str) -> bool:
        """Whether anything is wrong there."""
        return where in self._places

    @property
    def found(self) -> tuple[Problem, ...]:
        """All problems so far, as somebody reads the file: sheet, row, column."""
        return tuple(sorted(self._found, key=_place))


_CELL = re.compile(r"(.*)!([A-Z]*)(\d+)(:\w+)?", re.DOTALL)


def _place(problem: Problem) -> tuple[int, str, int, int, str]:
    match = _CELL.fullmatch(problem.where)
    if match is None:
        return _sheet(problem.where), problem.where, 0, 0, ""
    return _sheet(match[1]), match[1], int(match[3]), len(match[2]), match[2]


def _sheet(title: str) -> int:
    """The place of a sheet in the file; the file itself comes first."""
    places = (number for number, one in enumerate(SHEETS, 1) if one.is_called(title))
    return next(places, 0)
