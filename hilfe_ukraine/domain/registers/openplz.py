"""OpenPLZ ``streets.csv``: a million streets, each with postcode and municipality."""

from collections.abc import Iterator

from hilfe_ukraine.domain.regions import Level

from .keys import checked_key, checked_postcode
from .records import PostcodeRecord, Record
from .table import rows
from .text import RegisterText


COLUMNS = ("PostalCode", "Locality", "RegionalKey")


def looks_like_it(head: str) -> bool:
    """Whether the first line of a file is one of this format."""
    return all(name in head for name in COLUMNS)


def read(text: RegisterText) -> Iterator[Record]:
    """Yield each pair of postcode and municipality once.

    Raises ``RegisterError`` for damaged lines.
    """
    seen: set[tuple[str, str]] = set()
    for line, (postcode, place, key) in rows(text, COLUMNS):
        if (postcode, key) in seen:
            continue
        seen.add((postcode, key))
        checked_postcode(text, line, postcode)
        checked_key(text, line, key, Level.MUNICIPALITY)
        yield PostcodeRecord(postcode, key, place.strip(), text.where(line))
