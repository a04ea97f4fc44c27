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
    #: Later; but whoever failed so may have stored the message before.
    PERHAPS_TAKEN = auto()
    #: The same of a gateway, which would answer so to every other message.
    GATEWAY_IS_ILL = auto()
    #: Never; another try would be refused as well.
    REFUSED = auto()
    #: The receiver is there no more, and wants nothing ever again.
    GONE = auto()


_MEANINGS = {
    408: Meaning.LATER,
    410: Meaning.GONE,
    425: Meaning.LATER,
    # Who answers so has not begun with the message.
    429: Meaning.HOST_IS_ILL,
    503: Meaning.HOST_IS_ILL,
    # The system behind it may have gone on with the message.
    502: Meaning.GATEWAY_IS_ILL,
    504: Meaning.GATEWAY_IS_ILL,
}


def meaning_of(status: int) -> Meaning:
    """Return what ``status`` means. Redirects are never followed: they are refusals.

    >>> [meaning_of(status).name for status in (204, 302)]
    ['TAKEN', 'REFUSED']
    """
    if 200 <= status < 300:
        return Meaning.TAKEN
    if 500 <= status < 600:
        return _MEANINGS.get(status, Meaning.PERHAPS_TAKEN)
    return _MEANINGS.get(status, Meaning.REFUSED)


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
