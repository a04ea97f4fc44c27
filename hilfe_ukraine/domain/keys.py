"""Keys made of names, and names recognised where a key was meant."""

import re
import unicodedata

from collections.abc import Collection, Iterable
from difflib import get_close_matches


_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_OTHERS = re.compile(r"[^a-z0-9]+")
_FIRST = re.compile(r"^[^a-z]+")
_ALIKE = 0.75
_LONGEST_SLIP = 100


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

    What two keys might be meant by leads to none. To be asked with :func:`hint`.
    """
    found: dict[str, str] = {}
    for key, name in names:
        for text in {_bare(key), _bare(name)} - {""}:
            found[text] = key if found.get(text, key) == key else ""
    return found


def hint(text: str, found: dict[str, str]) -> dict[str, str]:
    """Return which key may be ``meant``; ``is_name`` says that its very name was given.

    What is neither a key nor a name may be a slip: then the nearest one is meant, if
    it begins alike. Never for numbers, for another number is another place.
    """
    bare = _bare(text)
    if bare in found or bare.isdigit():
        key = found.get(bare, "")
        is_name = bool(key) and bare != _bare(key)
        return {"meant": key, "is_name": "yes" if is_name else ""}
    alike = [known for known in found if found[known] and known[:1] == bare[:1]]
    nearest = get_close_matches(bare[:_LONGEST_SLIP], alike, n=1, cutoff=_ALIKE)
    return {"meant": found[nearest[0]] if nearest else "", "is_name": ""}


def _plain(text: str) -> str:
    small = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    letters = unicodedata.normalize("NFKD", small)
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return _OTHERS.sub("_", bare)


def _bare(text: str) -> str:
    return _plain(text).replace("_", "")
