"""A table as three CSV files in one zip file."""

import csv
import zipfile

from collections.abc import Iterable, Mapping
from datetime import date
from io import StringIO, TextIOWrapper
from pathlib import PurePosixPath
from typing import BinaryIO

from hilfe_ukraine.domain.table.problems import Code
from hilfe_ukraine.domain.table.raw import EMPTY, MOST_ROWS, Cell, CellKind, RawSheet
from hilfe_ukraine.domain.table.writing import SheetLine

from .limits import MOST_COLUMNS, TableRefused, open_archive


_BOM = "\ufeff"
#: What a spreadsheet would take for a formula; an apostrophe in front makes it text.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
# UTF-8 that some program took for Latin-1: "Ã¶" for "ö".
_GARBLED = ("Ã¤", "Ã¶", "Ã¼", "Ã\x9f", "ÃŸ", "Ã„", "Ã–", "Ãœ")


def read_csv(content: bytes) -> list[RawSheet]:
    """Return one sheet for each ``.csv`` file; raises :class:`TableRefused`.

    UTF-8 with or without a byte order mark, or Windows-1252; commas, semicolons or
    tabs. What starts with ``=`` counts as a formula.
    """
    with open_archive(content) as archive:
        parts = [part for part in archive.infolist() if _is_csv(part.filename)]
        if not parts:
            raise TableRefused(Code.NOT_A_TABLE)
        return [
            _raw_sheet(PurePosixPath(part.filename), archive.read(part))
            for part in parts
        ]


def _is_csv(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() == ".csv" and not path.name.startswith(".")


def _raw_sheet(path: PurePosixPath, content: bytes) -> RawSheet:
    text = _decoded(path.name, content)
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    rows = []
    try:
        # Strict: a quotation mark that never ends is a file that was cut off.
        reader = csv.reader(
            StringIO(text, newline=""), delimiter=delimiter, strict=True
        )
        for row in reader:
            rows.append([_raw_cell(value) for value in row[:MOST_COLUMNS]])
            if len(rows) > MOST_ROWS * 2:
                raise TableRefused(Code.TOO_MANY_ROWS, path.name, most=str(MOST_ROWS))
    except csv.Error as error:
        raise TableRefused(Code.DAMAGED, path.name) from error
    return RawSheet(path.stem, rows)


def _decoded(name: str, content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text or any(garbled in text for garbled in _GARBLED):
            break
        return text
    raise TableRefused(Code.NOT_TEXT, name)


def _raw_cell(value: str) -> Cell:
    if not value:
        return EMPTY
    if value.startswith("=") and len(value) > 1:
        return Cell(value, CellKind.FORMULA)
    return Cell(value[1:] if _is_defused(value) else value)


def _is_defused(text: str) -> bool:
    return text.startswith("'") and text.lstrip("'").startswith(_DANGEROUS)


def write_csv(file: BinaryIO, sheets: Mapping[str, Iterable[SheetLine]]) -> None:
    """Write one ``.csv`` file for each title, as German spreadsheets open them."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for title, lines in sheets.items():
            with archive.open(f"{title}.csv", "w") as part:
                text = TextIOWrapper(part, encoding="utf-8", newline="")
                text.write(_BOM)
                writer = csv.writer(text, delimiter=";")
                writer.writerows([_written(value) for value in line] for line in lines)
                text.flush()
                text.detach()


def _written(value: str | int | date | None) -> str | int:
    if value is None or isinstance(value, int):
        return "" if value is None else value
    text = value if isinstance(value, str) else value.isoformat()
    # One more apostrophe where there are some: reading takes exactly one away.
    return f"'{text}" if text.lstrip("'").startswith(_DANGEROUS) else text
