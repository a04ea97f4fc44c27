"""A register read completely and checked before anything of it is stored.

Every reader of a register returns a :class:`RegionSet`; the one here reads the two
files that ship with the app. ``actions.regions.import_regions`` applies it.
"""

import csv
import io

from collections.abc import Iterator
from dataclasses import dataclass

from .errors import RegisterError
from .regions import Level, level_of, lineage


_REGION_COLUMNS = ["key", "level", "name", "label", "parent"]
_POSTCODE_COLUMNS = ["postcode", "region"]
_POSTCODE_LENGTH = 5


@dataclass(frozen=True)
class RegionRow:
    """A region by its official key; ``parent`` is the key above it, "" for a state."""

    key: str
    level: Level
    name: str
    label: str
    parent: str


@dataclass(frozen=True)
class AreaRow:
    """A postcode and the key of a region it touches."""

    postcode: str
    region: str


@dataclass(frozen=True)
class RegionSet:
    """All regions and postcodes of one or more states, parents before children.

    Whoever builds one vouches that every parent and every region of an area is in it.
    """

    regions: tuple[RegionRow, ...]
    areas: tuple[AreaRow, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """Keys of the states that the set describes completely."""
        return tuple(row.key for row in self.regions if row.level == Level.STATE)


@dataclass(frozen=True)
class RegisterFile:
    """A file as it was read; ``name`` stands in error messages."""

    name: str
    content: bytes


def parse_region_set(regions: RegisterFile, postcodes: RegisterFile) -> RegionSet:
    """Read the format that ships with the app: UTF-8, comma separated, with header.

    Raises :class:`RegisterError`, which names file and line, if anything is damaged,
    contradictory or cut off. A file that ends too early must not pass: the import
    would take the missing regions for abolished ones.
    """
    by_key = _parse_regions(regions)
    areas = _parse_areas(postcodes, by_key)
    found = {area.region for area in areas}
    for row in by_key.values():
        if row.level == Level.MUNICIPALITY and not {row.key, row.parent} & found:
            end = len(postcodes.content.splitlines())
            raise _error(postcodes, end, f"the file ends without {row.key} {row.name}")
    return RegionSet(tuple(by_key.values()), areas)


def _parse_regions(file: RegisterFile) -> dict[str, RegionRow]:
    rows: dict[str, RegionRow] = {}
    for line, values in _lines(file, _REGION_COLUMNS):
        row = _region(file, line, values)
        if row.key in rows:
            raise _error(file, line, f"{row.key} stands there twice")
        if row.parent and row.parent not in rows:
            raise _error(file, line, f"{row.parent} does not stand above {row.key}")
        rows[row.key] = row
    return rows


def _region(file: RegisterFile, line: int, values: list[str]) -> RegionRow:
    key, level, name, label, parent = values
    try:
        expected = level_of(key)
    except ValueError as error:
        raise _error(file, line, str(error)) from error
    if level != expected:
        raise _error(file, line, f"{key} is a {expected}, not {level!r}")
    if parent != "".join(lineage(key)[1:2]):
        raise _error(file, line, f"{parent!r} is not the region above {key}")
    if not (name.strip() and label.strip()):
        raise _error(file, line, f"{key} has no name or no label")
    return RegionRow(key, expected, name, label, parent)


def _parse_areas(
    file: RegisterFile, regions: dict[str, RegionRow]
) -> tuple[AreaRow, ...]:
    # A dictionary keeps the order of the file and finds what stands there twice.
    areas: dict[AreaRow, None] = {}
    for line, (postcode, region) in _lines(file, _POSTCODE_COLUMNS):
        area = AreaRow(postcode, region)
        if not _is_postcode(postcode):
            raise _error(file, line, f"{postcode!r} is not a postcode of five digits")
        if region not in regions:
            raise _error(file, line, f"region {region!r} is not in the register")
        if area in areas:
            raise _error(file, line, f"{postcode} in {region} stands there twice")
        areas[area] = None
    return tuple(areas)


def _lines(file: RegisterFile, columns: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and values below the header."""
    reader = csv.reader(io.StringIO(_decode(file), newline=""), strict=True)
    try:
        if next(reader, None) != columns:
            raise _error(file, 1, f"the columns {','.join(columns)} are expected")
        for values in reader:
            if len(values) != len(columns):
                raise _error(file, reader.line_num, f"{len(columns)} values expected")
            yield reader.line_num, values
    except csv.Error as error:
        raise _error(file, reader.line_num, str(error)) from error


def _decode(file: RegisterFile) -> str:
    try:
        return file.content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = file.content.count(b"\n", 0, error.start) + 1
        raise _error(file, line, "the text is not UTF-8") from error


def _is_postcode(text: str) -> bool:
    return len(text) == _POSTCODE_LENGTH and text.isascii() and text.isdigit()


def _error(file: RegisterFile, line: int, message: str) -> RegisterError:
    return RegisterError(f"{file.name}, line {line}: {message}")
