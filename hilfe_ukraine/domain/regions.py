"""Official keys (AGS) and what they say about a place.

The key of a municipality has eight digits; the first five are its district, the
first two its state (Destatis, Gemeindeverzeichnis GV-ISys).
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Level(StrEnum):
    """Levels of the register that routing knows, with the length of their keys."""

    STATE = "state"
    DISTRICT = "district"
    MUNICIPALITY = "municipality"


_LEVEL_BY_LENGTH = {2: Level.STATE, 5: Level.DISTRICT, 8: Level.MUNICIPALITY}


def level_of(key: str) -> Level:
    """Return the level of an official key; raises ``ValueError`` for any other."""
    if not (key.isascii() and key.isdigit()) or len(key) not in _LEVEL_BY_LENGTH:
        raise ValueError(f"{key!r} is not an official key of 2, 5 or 8 digits")
    return _LEVEL_BY_LENGTH[len(key)]


@lru_cache(maxsize=65_536)
def lineage(key: str) -> tuple[str, ...]:
    """Return the key and those above it, the most specific first.

    >>> lineage("14626110")
    ('14626110', '14626', '14')
    """
    level_of(key)
    return tuple(key[:length] for length in (8, 5, 2) if length <= len(key))


def common_region(keys: tuple[str, ...]) -> str:
    """Return the most specific region that contains all ``keys``, or ``""``.

    >>> common_region(("14625010", "14626110"))
    '14'
    """
    shared = set.intersection(*(set(lineage(key)) for key in keys))
    return max(shared, key=len, default="")


@dataclass(frozen=True)
class Place:
    """Where the help is: the regions one postcode may mean, or a whole state.

    ``candidates`` are official keys, most specific, in a stable order: the
    municipalities of a postcode (the district for a single-municipality district),
    or just the state's key for help that is not bound to a place.
    """

    candidates: tuple[str, ...]

    def narrowed_to(self, key: str) -> "Place":
        """Return the place with only ``key`` left; ``key`` must be a candidate.

        The municipality of a single-municipality district (Dresden: 14612000)
        stands for its district, since both are one place.
        """
        if key in self.candidates:
            return Place((key,))
        if key[:5] in self.candidates and key[5:] == "000":
            return Place((key[:5],))
        raise ValueError(key)

    @property
    def region(self) -> str:
        """The most specific region that certainly contains the place, or ``""``."""
        return common_region(self.candidates)
