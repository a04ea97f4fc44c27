"""Tables as files: flat memory, and no cell that a spreadsheet would execute."""

import csv

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone, translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE


Cell = str | int | date | datetime | None

_CHUNK = 500
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_BOM = "\ufeff"


@dataclass(frozen=True)
class Column:
    """A heading, and how to get its cell from a row."""

    heading: Any
    value: Callable[[Any], Cell]


def defuse(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def csv_response(
    rows: Any, columns: Iterable[Column], name: str
) -> StreamingHttpResponse:
    """Stream ``rows`` (a QuerySet) as CSV; UTF-8 with the mark Excel looks for."""
    lines = _as_the_reader_reads(_csv_lines(rows, list(columns)))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    return _as_download(response, f"{name}.csv")


def xlsx_response(rows: Any, columns: Iterable[Column], name: str) -> FileResponse:
    """Write ``rows`` into a temporary file, row by row, and send that."""
    columns = list(columns)
    book = Workbook(write_only=True, iso_dates=True)
    sheet = book.create_sheet(title="1")
    sheet.append(_xlsx_cell(sheet, str(column.heading)) for column in columns)
    for row in _in_chunks(rows):
        sheet.append(_xlsx_cell(sheet, column.value(row)) for column in columns)
    # Closed by the response, which sends it piece by piece.
    file = TemporaryFile()  # noqa: SIM115
    book.save(file)
    file.seek(0)
    response = FileResponse(
        file,
        content_type=(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        ),
    )
    return _as_download(response, f"{name}.xlsx")


def _as_download(response: Any, filename: str) -> Any:
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "no-store"
    return response


def _in_chunks(rows: Any) -> Iterator[Any]:
    # With prefetch_related, Django loads what belongs to each chunk at once.
    return rows.iterator(chunk_size=_CHUNK)


class _Line:
    """A "file" for the csv module that hands each line back."""

    def write(self, text: str) -> str:
        return text


def _csv_lines(rows: Any, columns: list[Column]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield _BOM + writer.writerow(defuse(str(column.heading)) for column in columns)
    for row in _in_chunks(rows):
        yield writer.writerow(_csv_cell(column.value(row)) for column in columns)


def _as_the_reader_reads(lines: Iterator[str]) -> Iterator[str]:
    """Make each line in the language and time zone of now.

    The request, and with it what its user has chosen, is over when lines are asked for.
    """
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def next_line() -> str:
        with translation.override(language), timezone.override(zone):
            return next(lines, "")

    return iter(next_line, "")


def _csv_cell(value: Cell) -> str | int:
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return defuse(value)


def _xlsx_cell(sheet: Any, value: Cell) -> Any:
    if isinstance(value, datetime):
        # Excel knows no time zones.
        return WriteOnlyCell(sheet, timezone.localtime(value).replace(tzinfo=None))
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        # Whatever it looks like, it is text.
        cell.data_type = "s"
        return cell
    return WriteOnlyCell(sheet, value)
