"""Opening the files of registers: plain, ``.gz`` or ``.zip``, read line by line."""

import gzip
import zipfile
import zlib

from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from hilfe_ukraine.domain.errors import RegisterError
from hilfe_ukraine.domain.region_set import RegionSet, RegisterFile, parse_region_set
from hilfe_ukraine.domain.registers.formats import read_records, recognised
from hilfe_ukraine.domain.registers.records import Record, SuccessionRecord
from hilfe_ukraine.domain.registers.text import RegisterText


#: Names of the registers that ship with the app, each a folder below ``data``.
SHIPPED = ("saxony",)

_DATA = files("hilfe_ukraine") / "data"
_BROKEN = (EOFError, OSError, zlib.error, zipfile.BadZipFile)


def read_shipped(name: str) -> RegionSet:
    """Return a register that ships with the app; ``name`` is one of :data:`SHIPPED`.

    Raises ``RegisterError`` with file and line if the data is damaged, and ``OSError``
    if it is not there at all.
    """
    regions, postcodes = (
        RegisterFile(file, (_DATA / name / file).read_bytes())
        for file in ("regions.csv", "postcodes.csv")
    )
    return parse_region_set(regions, postcodes)


def shipped_succession() -> list[SuccessionRecord]:
    """Return the successions that ship with the app, for whichever state."""
    content = (_DATA / "succession.csv").read_bytes().splitlines(keepends=True)
    records = read_records(RegisterText.opened("succession.csv", content), "succession")
    return [record for record in records if isinstance(record, SuccessionRecord)]


def read_files(
    paths: Iterable[Path],
    *,
    form: str = "",
    progress: Callable[[int], None] = lambda size: None,
) -> Iterator[Record]:
    """Yield the records of all files, one line in memory at a time.

    Args:
        paths: files as they were published; in a ``.zip`` every file of a known
            format counts, and at least one must be there.
        form: name of the format; recognised by the first line if empty.
        progress: told how many bytes of the files were read since the last time.

    Raises ``RegisterError``, which names file and line, for anything wrong with them.
    """
    for path in paths:
        try:
            for text in _texts(path, progress):
                yield from _records(text, path, form)
        except _BROKEN as error:
            raise RegisterError(f"{path.name} cannot be read: {error}") from error


def _records(text: RegisterText, path: Path, form: str) -> Iterator[Record]:
    # Archives come with a readme; only what is a register counts.
    if path.suffix != ".zip" or form or recognised(text):
        yield from read_records(text, form)


def _texts(path: Path, progress: Callable[[int], None]) -> Iterator[RegisterText]:
    with path.open("rb") as file:
        if path.suffix == ".zip":
            yield from _members(path, zipfile.ZipFile(file), progress)
            return
        lines: Iterable[bytes] = gzip.GzipFile(fileobj=file)
        if path.suffix != ".gz":
            lines = file
        yield RegisterText.opened(path.name, _told(lines, file.tell, progress))


def _members(
    path: Path, archive: zipfile.ZipFile, progress: Callable[[int], None]
) -> Iterator[RegisterText]:
    found = False
    for member in archive.infolist():
        if Path(member.filename).suffix in (".txt", ".csv"):
            with archive.open(member) as source:
                text = RegisterText.opened(f"{path.name}: {member.filename}", source)
                found = found or recognised(text) is not None
                yield text
        progress(member.compress_size)
    if not found:
        raise RegisterError(f"{path.name} contains no register that is known")


def _told(
    lines: Iterable[bytes], tell: Callable[[], int], progress: Callable[[int], None]
) -> Iterator[bytes]:
    """Pass the lines on, and tell from time to time how far the file was read."""
    before = 0
    for number, line in enumerate(lines):
        if number % 4096 == 0:
            progress(tell() - before)
            before = tell()
        yield line
    progress(tell() - before)
