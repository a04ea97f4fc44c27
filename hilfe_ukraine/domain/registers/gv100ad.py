"""GV100AD: the municipality register of Destatis (GV-ISys), fixed width.

220 characters a line. Columns, counted from 0: 0-2 type of record, 2-10 state of the
register, 10-18 key, 22-72 name, 122-124 type of region, 165-170 postcode of the seat.
"""

import re

from collections.abc import Iterator

from hilfe_ukraine.domain.regions import Level

from .keys import checked_key, checked_postcode
from .records import Record, RegionRecord, SeatRecord
from .text import RegisterText


WIDTH = 220
_STATE, _DISTRICT, _ASSOCIATION, _MUNICIPALITY = "10", "40", "50", "60"
_OTHERS = ("20", "30", _ASSOCIATION)
_UNINHABITED = "66"
_LEVELS = {
    _STATE: (Level.STATE, slice(10, 12)),
    _DISTRICT: (Level.DISTRICT, slice(10, 15)),
    _MUNICIPALITY: (Level.MUNICIPALITY, slice(10, 18)),
}
_LOOK = re.compile(r"(10|20|30|40|50|60)[0-9]{8}[0-9]{2}")

#: Types of district -> what stands before the name. Cities mostly name their own.
_TITLES = {"41": "Stadt", "42": "Stadt", "43": "Kreis", "44": "Landkreis"}
_CITY_TYPES = ("41", "42")
_NO_TITLES = ("kreisfreie Stadt", "Stadtkreis")


def looks_like_it(head: str) -> bool:
    """Whether the first line of a file is one of this format."""
    return _LOOK.match(head) is not None


def read(text: RegisterText) -> Iterator[Record]:
    """Yield regions and the postcodes of their seats.

    Uninhabited areas, administrative regions and associations are left out. Raises
    ``RegisterError`` for damaged lines and for an end in the middle of a line.
    """
    for line, content in text.lines():
        if not content.strip():
            continue
        if len(content) != WIDTH:
            raise text.error(
                line,
                f"{len(content)} characters instead of {WIDTH} (is it cut off?)",
            )
        yield from _record(text, line, content)


def _record(text: RegisterText, line: int, content: str) -> Iterator[Record]:
    kind, region_type = content[:2], content[122:124]
    if kind in _OTHERS or region_type == _UNINHABITED:
        return
    if kind not in _LEVELS:
        raise text.error(line, f"{kind!r} is not a type of record")
    level, columns = _LEVELS[kind]
    key = checked_key(text, line, content[columns].strip(), level)
    official = content[22:72].strip()
    if not official:
        raise text.error(line, f"{key} has no name")
    name, title = split_name(official)
    if level is Level.DISTRICT:
        title = _district_title(title, region_type)
    yield RegionRecord(key, name, title, where=text.where(line))
    seat = content[165:170].strip()
    if level is Level.MUNICIPALITY and seat:
        yield SeatRecord(checked_postcode(text, line, seat), key)


def split_name(official: str) -> tuple[str, str]:
    """Return plain name and title, without the Sorbian name.

    >>> split_name("Kamenz / Kamjenc, Stadt")
    ('Kamenz', 'Stadt')
    """
    name, _, title = official.partition(", ")
    return name.partition(" / ")[0].strip(), title.strip()


def _district_title(title: str, region_type: str) -> str:
    if region_type in _CITY_TYPES and title and title not in _NO_TITLES:
        return title.partition(", ")[0]
    return _TITLES.get(region_type, "")
