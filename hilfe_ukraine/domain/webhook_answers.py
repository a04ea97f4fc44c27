"""What the answer of a receiver means, by its status and its Retry-After."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum, auto


class Meaning(Enum):
    """What follows from an answer."""

    TAKEN = auto()
    #: Later; the message is not to blame.
    LATER = auto()
    #: Later, and so would it be for every other message to this host.
    HOST_IS_ILL = auto()
    #: Never; another try would be refused as well.
    REFUSED = auto()
    #: The receiver is there no more, and wants nothing ever again.
    GONE = auto()


_LATER = frozenset({408, 425})
# 500 may be about this one message; these are about the host.
_HOST_IS_ILL = frozenset({429, 502, 503, 504})


def meaning_of(status: int) -> Meaning:
    """Return what ``status`` means. Redirects are never followed: they are refusals.

    >>> meaning_of(204), meaning_of(302)
    (<Meaning.TAKEN: 1>, <Meaning.REFUSED: 4>)
    """
    if 200 <= status < 300:
        return Meaning.TAKEN
    if status == 410:
        return Meaning.GONE
    if status in _HOST_IS_ILL:
        return Meaning.HOST_IS_ILL
    if status in _LATER or 500 <= status < 600:
        return Meaning.LATER
    return Meaning.REFUSED


def wish_of(retry_after: str, *, now: datetime) -> timedelta | None:
    """Return how long a ``Retry-After`` asks to wait; ``None`` if it says nothing.

    Seconds, or a date as HTTP writes them; one that is over asks for nothing.

    >>> from datetime import UTC
    >>> wish_of("120", now=datetime(2022, 3, 4, tzinfo=UTC))
    datetime.timedelta(seconds=120)
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        # More digits than any wait has would not fit into a timedelta.
        return timedelta(seconds=int(text[:9]))
    try:
        until = parsedate_to_datetime(text)
        return max(until - now, timedelta())
    except (ValueError, TypeError, OverflowError):
        return None
