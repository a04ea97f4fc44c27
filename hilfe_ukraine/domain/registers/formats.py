"""The formats there are, and how a file shows which one it has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from . import geonames, gv100ad, openplz, plz_ort, succession
from .records import Record
from .text import RegisterText


@dataclass(frozen=True)
class Format:
    """A way of writing registers: how to recognise one and how to read it."""

    looks_like_it: Callable[[str], bool]
    read: Callable[[RegisterText], Iterator[Record]]


#: By the names that people use for them.
FORMATS = {
    "gv100ad": Format(gv100ad.looks_like_it, gv100ad.read),
    "geonames": Format(geonames.looks_like_it, geonames.read),
    "openplz": Format(openplz.looks_like_it, openplz.read),
    "plz-ort": Format(plz_ort.looks_like_it, plz_ort.read),
    "succession": Format(succession.looks_like_it, succession.read),
}


def recognised(text: RegisterText) -> Format | None:
    """Return the format of a file by its first line, or ``None``."""
    found = (form for form in FORMATS.values() if form.looks_like_it(text.head))
    return next(found, None)


def read_records(text: RegisterText, name: str = "") -> Iterator[Record]:
    """Yield the records of a file in the format called ``name``, else recognised.

    Raises ``RegisterError`` for damaged files and for those of no known format.
    """
    form = FORMATS[name] if name else recognised(text)
    if form is None:
        raise text.error(1, f"this is none of the formats {', '.join(FORMATS)}")
    yield from form.read(text)
