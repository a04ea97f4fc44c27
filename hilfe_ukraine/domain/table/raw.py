"""Sheets as they came out of a file, and their rows under the headings we know."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .columns import SHEETS, Sheet, same_words
from .problems import Code, Problems


#: More rows than all districts of Germany with twenty rules each.
MOST_ROWS = 10_000


class CellKind(StrEnum):
    """What a file says a cell is."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True)
class Cell:
    """One cell; whole numbers are written without a point, days stand in ``day``."""

    text: str = ""
    kind: CellKind = CellKind.TEXT
    day: date | None = None

    @property
    def is_empty(self) -> bool:
        return not self.text.strip()


EMPTY = Cell()


@dataclass(frozen=True)
class RawSheet:
    """One sheet of a file; ``merged`` names ranges such as ``A2:B3``."""

    title: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[str] = ()


@dataclass(frozen=True)
class Record:
    """One row under its headings."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    letters: Mapping[str, str] = field(default_factory=dict)

    def cell(self, name: str) -> Cell:
        """Return the cell of a column; an empty one where the column is missing."""
        return self.cells.get(name, EMPTY)

    def where(self, name: str) -> str:
        """Return where the cell is, as a spreadsheet names it: ``Rules!D7``."""
        return f"{self.sheet}!{self.letters.get(name, '')}{self.number}"


def letter(position: int) -> str:
    """Return the letters of a column counted from 0.

    >>> letter(0), letter(27)
    ('A', 'AB')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def records_of(
    raws: Sequence[RawSheet], file: str, problems: Problems
) -> dict[str, list[Record]]:
    """Return the rows of each of our sheets; sheets with other titles do not count."""
    found = {}
    for sheet in SHEETS:
        named = [raw for raw in raws if sheet.is_called(raw.title)]
        if not named:
            problems.add(file, Code.NO_SHEET, de=sheet.de, en=sheet.en)
        elif len(named) > 1:
            problems.add(file, Code.SHEET_TWICE, de=sheet.de, en=sheet.en)
        rows = list(_records(sheet, named[0], problems)) if len(named) == 1 else []
        found[sheet.name] = rows
    return found


def _records(sheet: Sheet, raw: RawSheet, problems: Problems) -> Iterator[Record]:
    for area in raw.merged:
        problems.add(f"{raw.title}!{area}", Code.MERGED)
    rows = [
        (number, row)
        for number, row in enumerate(raw.rows, start=1)
        if any(not cell.is_empty for cell in row)
    ]
    if len(rows) > MOST_ROWS + 1:
        problems.add(raw.title, Code.TOO_MANY_ROWS, most=str(MOST_ROWS))
        return
    first, headings = rows[0] if rows else (1, ())
    places = _places(sheet, raw.title, first, headings, problems)
    letters = {name: letter(place) for name, place in places.items()}
    for number, row in rows[1:]:
        cells = {name: row[place] for name, place in places.items() if place < len(row)}
        record = Record(raw.title, number, cells, letters)
        if any(not cell.is_empty for cell in cells.values()):
            yield _without_formulas(record, problems)


def _places(
    sheet: Sheet,
    title: str,
    number: int,
    headings: Sequence[Cell],
    problems: Problems,
) -> dict[str, int]:
    """Find the columns by their headings, in any order."""
    words = [same_words(cell.text) for cell in headings]
    places = {}
    for column in sheet.columns:
        known = {same_words(column.de), same_words(column.en)}
        found = [place for place, word in enumerate(words) if word in known]
        names = {"de": column.de, "en": column.en}
        if len(found) > 1:
            where = f"{title}!{letter(found[1])}{number}"
            problems.add(where, Code.COLUMN_TWICE, **names)
        elif not found and column.is_needed:
            problems.add(title, Code.NO_COLUMN, **names)
        if found:
            places[column.name] = found[0]
    return places


_REFUSED = {CellKind.FORMULA: Code.FORMULA, CellKind.ERROR: Code.ERROR_VALUE}


def _without_formulas(record: Record, problems: Problems) -> Record:
    """Refuse what a spreadsheet computes: nobody sees in it what will be stored."""
    cells = dict(record.cells)
    for name, cell in record.cells.items():
        code = _REFUSED.get(cell.kind)
        if code:
            problems.add(record.where(name), code, text=cell.text)
            cells[name] = EMPTY
    return Record(record.sheet, record.number, cells, record.letters)
