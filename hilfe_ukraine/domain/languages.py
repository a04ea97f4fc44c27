"""How well somebody speaks a language: four levels, in keys that stay."""

from collections.abc import Mapping
from enum import StrEnum


class Level(StrEnum):
    """From best to least, as the form offers them."""

    NATIVE = "native"
    FLUENT = "fluent"
    GOOD = "good"
    BASIC = "basic"


#: What somebody speaks: code of a language (ISO 639, ``uk``), and how well.
Spoken = Mapping[str, Level]

#: Letters of the portal's languages that stand elsewhere in the alphabet than among the
#: numbers of computers: as, or behind, the letter they grew out of.
_LETTERS = str.maketrans(
    {"ä": "a", "ö": "o", "ü": "u", "ё": "е"}
    | {"ґ": "г\uffff", "є": "е\uffff", "і": "и\uffff", "ї": "и\uffff\uffff"}
)


def alphabetical(name: str) -> str:
    """Return the key that sorts names as people of the portal's languages do."""
    return name.casefold().translate(_LETTERS)
