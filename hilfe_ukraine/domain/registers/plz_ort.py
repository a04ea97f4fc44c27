"""``zuordnung_plz_ort.csv`` of suche-postleitzahl.org: postcodes of municipalities.

It names districts and states as well, so that it also does where no other register
was loaded. A city that is its own district has no name of a district.
"""

from collections.abc import Iterator

from hilfe_ukraine.domain.regions import Level

from .keys import STATES, checked_key, checked_postcode
from .records import PostcodeRecord, Record, RegionRecord
from .table import rows
from .text import RegisterText


COLUMNS = ("ags", "ort", "plz", "landkreis", "bundesland")
_TITLES = ("Landkreis", "Kreis", "Regionalverband")


def looks_like_it(head: str) -> bool:
    """Whether the first line of a file is one of this format."""
    return all(name in head for name in COLUMNS)


def read(text: RegisterText) -> Iterator[Record]:
    """Yield regions, none of them official, and postcodes.

    Raises ``RegisterError`` for damaged lines and keys that contradict their state.
    """
    for line, (key, place, postcode, district, state) in rows(text, COLUMNS):
        where = text.where(line)
        checked_key(text, line, key, Level.MUNICIPALITY)
        checked_postcode(text, line, postcode)
        if STATES[key[:2]][1] != state:
            raise text.error(line, f"{key} does not lie in {state!r}")
        if not place.strip():
            raise text.error(line, f"{key} has no name")
        yield RegionRecord(key[:2], state, official=False, where=where)
        name, title = _split(district.strip()) if district else (place, "Stadt")
        yield RegionRecord(key[:5], name, title, official=False, where=where)
        yield RegionRecord(key, place, official=False, where=where)
        yield PostcodeRecord(postcode, key, place, where)


def _split(district: str) -> tuple[str, str]:
    title, _, name = district.partition(" ")
    return (name, title) if name and title in _TITLES else (district, "")
