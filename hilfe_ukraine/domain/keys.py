"""Keys made of names, and names recognised where a key was meant."""

import re
import unicodedata

from collections.abc import Collection, Iterable


_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_OTHERS = re.compile(r"[^a-z0-9]+")
_FIRST = re.compile(r"^[^a-z]+")


def key_from(name: str, taken: Collection[str] = (), *, longest: int = 60) -> str:
    """Return a key of small letters, digits and underscores that is not ``taken``.

    Empty for a name without a letter that could be written so.
    """
    key = _FIRST.sub("", _plain(name))[:longest].strip("_")
    number, free = 1, key
    while key and free in taken:
        number += 1
        free = f"{key[: longest - len(str(number)) - 1]}_{number}"
    return free


def meant_keys(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return keys by what people write instead; ``names`` are pairs of key and name.

    What two keys might be meant by is left out. To be asked with :func:`meant`.
    """
    found: dict[str, str] = {}
    for key, name in names:
        for text in {_bare(key), _bare(name)} - {""}:
            found[text] = key if found.get(text, key) == key else ""
    return found


def meant(text: str, found: dict[str, str]) -> str:
    """Return the key that ``text`` seems to mean, or nothing."""
    return found.get(_bare(text), "")


def _plain(text: str) -> str:
    small = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    letters = unicodedata.normalize("NFKD", small)
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return _OTHERS.sub("_", bare)


def _bare(text: str) -> str:
    return _plain(text).replace("_", "")
