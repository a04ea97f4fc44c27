"""Names of regions: labels that cannot be mistaken, and names that mean the same."""

import re

from collections import defaultdict
from collections.abc import Iterable


_FREE_STATES = ("09", "14", "16")
_OWN_TITLES = ("region ", "regionalverband ", "städteregion ")

# Written out or abbreviated: one spelling for both.
_SAME = {
    "am": "a",
    "an": "a",
    "auf": "a",
    "bei": "b",
    "beim": "b",
    "dem": "d",
    "den": "d",
    "der": "d",
    "erzgebirge": "erzgeb",
    "im": "i",
    "in": "i",
    "ob": "o",
    "sachsen": "sa",
    "sankt": "st",
    "vogtland": "vogtl",
    "vor": "v",
}
_JOINING = frozenset(("a", "b", "d", "i", "o", "v", "u", "und"))
_BEFORE_ADDITION = re.compile(
    r"(?<=\w)(?: ?[/(,]| (?:a|b|i|o|v)[. ]| (?:am|an|auf|bei"
    r"|beim|im|in|ob|vor) ).*"
)


def state_label(key: str, name: str) -> str:
    """Return the name of a state that no city shares."""
    if key in _FREE_STATES:
        return f"Freistaat {name}"
    return name if name.endswith("land") and key == "10" else f"Land {name}"


def district_label(name: str, title: str) -> str:
    """Put the title in front, since cities and districts share names.

    >>> district_label("Leipzig", "Landkreis"), district_label("Vogtlandkreis", "Kreis")
    ('Landkreis Leipzig', 'Vogtlandkreis')
    """
    lower = name.casefold()
    says_so = lower.endswith("kreis") or lower.startswith(_OWN_TITLES)
    return name if says_so or not title else f"{title} {name}"


def same_name(name: str) -> tuple[str, ...]:
    """Return the words of a name such that two spellings of it are equal.

    >>> same_name("Neustadt a. d. Aisch") == same_name("Neustadt an der Aisch")
    True
    """
    words = re.findall(r"\w+", name.casefold())
    return tuple(_SAME.get(word, word) for word in words)


class PlaceNames:
    """Finds a municipality by the name of a place in it, within one district.

    Equal names first; then a municipality whose name only goes on ("Ramsau
    b.Berchtesgaden" for Ramsau); then one that the name starts with ("Krummhörn
    Visquard"). A name that would fit several municipalities fits none.
    """

    def __init__(self, municipalities: Iterable[tuple[str, str]]) -> None:
        self._whole: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._short: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for key, name in municipalities:
            self._whole[same_name(name)].add(key)
            self._short[same_name(_BEFORE_ADDITION.sub("", name))].add(key)

    def find(self, place: str) -> str:
        """Return the key of the municipality, or "" """
        words = same_name(place)
        for names in (self._whole, self._short):
            if words in names:
                return _only(names[words])
        for length in range(len(words) - 1, 0, -1):
            if words[:length] in self._whole and words[length] not in _JOINING:
                return _only(self._whole[words[:length]])
        return ""


def _only(keys: set[str]) -> str:
    return next(iter(keys)) if len(keys) == 1 else ""
