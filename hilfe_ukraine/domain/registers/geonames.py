"""GeoNames postal codes: ``DE.txt`` (tabs, no header) or a table with a header.

Each line names a place, its postcode and the key of its district. Lines with a number
as the code of their state are large recipients (companies, offices), not places.
"""

from collections.abc import Iterator, Sequence

from hilfe_ukraine.domain.regions import Level

from .keys import STATES, checked_key, checked_postcode
from .records import PostcodeRecord, Record
from .table import rows
from .text import RegisterText


COLUMNS = ("country_code", "zipcode", "place", "state_code", "community_code")
#: Places of the same columns in ``DE.txt``, which has twelve.
_TAB_COLUMNS = (0, 1, 2, 4, 8)
_TAB_WIDTH = 12
_COUNTRY_LENGTH = 2


def looks_like_it(head: str) -> bool:
    """Whether the first line of a file is one of this format."""
    if _has_header(head):
        return True
    values = head.split("\t")
    return len(values) == _TAB_WIDTH and len(values[0]) == _COUNTRY_LENGTH


def read(text: RegisterText) -> Iterator[Record]:
    """Yield the places of Germany with the key of their district.

    Raises ``RegisterError`` for damaged lines and keys that contradict each other.
    """
    for line, values in _lines(text):
        country, postcode, place, state, district = values
        if country != "DE" or (state.isascii() and state.isdigit()):
            continue
        checked_postcode(text, line, postcode)
        if district:
            checked_key(text, line, district, Level.DISTRICT)
            if state and STATES[district[:2]][0] != state:
                message = f"district {district} does not lie in the state {state}"
                raise text.error(line, message)
        yield PostcodeRecord(postcode, district, place.strip(), text.where(line))


def _lines(text: RegisterText) -> Iterator[tuple[int, Sequence[str]]]:
    if _has_header(text.head):
        yield from rows(text, COLUMNS)
        return
    for line, content in text.lines():
        if content:
            yield line, _tab_values(text, line, content)


def _has_header(head: str) -> bool:
    return all(name in head for name in COLUMNS)


def _tab_values(text: RegisterText, line: int, content: str) -> Sequence[str]:
    values = content.split("\t")
    if len(values) != _TAB_WIDTH:
        message = f"{_TAB_WIDTH} values expected, {len(values)} found"
        raise text.error(line, f"{message} (is it cut off?)")
    return [values[place] for place in _TAB_COLUMNS]
