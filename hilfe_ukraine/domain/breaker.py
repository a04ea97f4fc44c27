"""When a carrier counts as out of order, and when it is tried again."""

from datetime import timedelta


#: Failures in a row after which nothing is claimed for a carrier any more.
OPENS_AFTER = 5

_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(hours=1)


def opens(failures: int, *, was_open: bool) -> bool:
    """Whether the carrier is out of order now; a failed probe opens it at once."""
    return was_open or failures >= OPENS_AFTER


def rest(trips: int) -> timedelta:
    """Return how long it stays open; ``trips`` counts openings in a row, from 1.

    One minute, doubling, at most one hour.
    """
    return min(_FIRST * (1 << min(trips - 1, 10)), _LONGEST)
