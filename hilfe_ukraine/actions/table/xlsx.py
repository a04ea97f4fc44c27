"""A table as an Excel file: read within limits, written row by row."""

import zipfile

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from hilfe_ukraine.domain.table.columns import SHEETS
from hilfe_ukraine.domain.table.problems import Code
from hilfe_ukraine.domain.table.raw import EMPTY, MOST_ROWS, Cell, CellKind, RawSheet
from hilfe_ukraine.domain.table.writing import SheetLine

from .limits import MOST_COLUMNS, TableRefused, open_archive


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WIDEST, _MARGIN = 60, 2
_DOCUMENT_TYPE = [
    "<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")
]


def is_xlsx(content: bytes) -> bool:
    """Whether this looks like a workbook, or like one that is locked by a password."""
    return content.startswith(_OLE) or b"[Content_Types].xml" in content


def read_xlsx(content: bytes) -> list[RawSheet]:
    """Return our sheets of a workbook; raises :class:`TableRefused`.

    Others are not looked at: two hundred of them with one cell far below would keep a
    process busy for hours.

    Excel locks a file by wrapping it into another format, in which old ``.xls`` files
    are, too: neither can be read.
    """
    if content.startswith(_OLE):
        raise TableRefused(Code.PROTECTED)
    with open_archive(content) as archive:
        _refuse_entities(archive)
    try:
        book = load_workbook(BytesIO(content), data_only=False, keep_links=False)
        return [_raw_sheet(sheet) for sheet in book.worksheets if _is_ours(sheet.title)]
    except TableRefused:
        raise
    except Exception as error:
        # openpyxl raises whatever its XML, zip and number readers raise.
        raise TableRefused(Code.DAMAGED) from error


def _is_ours(title: str) -> bool:
    return any(sheet.is_called(title) for sheet in SHEETS)


def _refuse_entities(archive: zipfile.ZipFile) -> None:
    """No spreadsheet writes document types; who sends one wants to harm.

    In whatever part, since a workbook may call its parts as it likes, and in UTF-16.
    """
    for name in archive.namelist():
        content = archive.read(name)
        if any(sign in content for sign in _DOCUMENT_TYPE):
            raise TableRefused(Code.DAMAGED)


def _raw_sheet(sheet: Any) -> RawSheet:
    if sheet.max_row > MOST_ROWS * 2:
        raise TableRefused(Code.TOO_MANY_ROWS, most=str(MOST_ROWS))
    last = min(sheet.max_column, MOST_COLUMNS)
    rows = [[_raw_cell(cell) for cell in row] for row in sheet.iter_rows(max_col=last)]
    merged = [str(area) for area in sheet.merged_cells.ranges]
    return RawSheet(sheet.title, rows, sorted(merged))


def _raw_cell(cell: Any) -> Cell:
    value, kind = cell.value, cell.data_type
    if value is None:
        return EMPTY
    if kind == "f":
        # A formula over several cells is an object of openpyxl.
        return Cell(str(getattr(value, "text", value)), CellKind.FORMULA)
    if kind == "e":
        return Cell(str(value), CellKind.ERROR)
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return Cell(day.isoformat(), CellKind.DATE, day)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Cell(str(value), CellKind.NUMBER if is_number else CellKind.TEXT)


def write_xlsx(
    file: BinaryIO,
    sheets: Mapping[str, Iterable[SheetLine]],
    choices: Mapping[tuple[str, int], Sequence[str]],
) -> None:
    """Write a workbook, one row in memory at a time.

    Args:
        file: open for writing.
        sheets: title to lines; the first line of each is its heading.
        choices: words to choose from, by title and number of the column from 1.

    Text is always written as text, whatever it looks like.
    """
    book = Workbook(write_only=True, iso_dates=True)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title=title)
        sheet.freeze_panes = "A2"
        rows = iter(lines)
        heading = next(rows)
        for place, text in enumerate(heading, start=1):
            width = max(len(str(text)) + _MARGIN, 14)
            column = sheet.column_dimensions[get_column_letter(place)]
            column.width = min(width, _WIDEST)
        for (of, place), words in choices.items():
            if of == title:
                sheet.data_validations.append(_list_of(words, place))
        sheet.append(_heading(sheet, heading))
        for line in rows:
            sheet.append(_cells(sheet, line))
    book.save(file)


def _list_of(words: Sequence[str], place: int) -> DataValidation:
    letter = get_column_letter(place)
    chosen = DataValidation(type="list", formula1=f'"{",".join(words)}"')
    chosen.add(f"{letter}2:{letter}{MOST_ROWS}")
    return chosen


def _heading(sheet: Any, line: SheetLine) -> Iterator[WriteOnlyCell]:
    for cell in _cells(sheet, line):
        cell.font = Font(bold=True)
        yield cell


def _cells(sheet: Any, line: SheetLine) -> Iterator[WriteOnlyCell]:
    for value in line:
        if isinstance(value, str):
            yield _text_cell(sheet, value)
            continue
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        yield cell


def _text_cell(sheet: Any, value: str) -> WriteOnlyCell:
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, text or None)
    if text:
        cell.data_type = "s"
    # Text, also where it is empty yet: no spreadsheet takes 01067 for a number.
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text="\n" in text, vertical="top")
    return cell
