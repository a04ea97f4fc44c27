"""Rows that were ticked in a list, to do the same to each of them."""

from collections.abc import Iterable
from uuid import UUID


#: To at most so many something is done by one click: it must end within one request.
AT_ONCE = 500


def uuids_in(texts: Iterable[str]) -> list[UUID]:
    """Return what is a uuid; a form can be tampered with."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
