"""When to try again, and when to stop.

E-mail follows RFC 5321 4.5.4.1: give up only after four to five days, with at least
30 minutes between later tries. The first quick tries bridge a restart of the relay.
"""

from datetime import datetime, timedelta


_MINUTES = (1, 5, 15, 30, 60, 120, 240, 480)
EMAIL_INTERVALS = tuple(timedelta(minutes=minutes) for minutes in _MINUTES)
EMAIL_LAST_INTERVAL = timedelta(hours=12)
EMAIL_GIVE_UP_AFTER = timedelta(days=5)

#: An attempt that ends without any outcome was killed with its worker. After so many
#: in a row the row itself is to blame and a person must look.
POISON_AFTER = 5

_JITTER = 0.2


def next_email_attempt(
    *, failures: int, first_due_at: datetime, now: datetime, spread: float
) -> datetime | None:
    """Return when to try an e-mail again, or ``None`` when it is time to give up.

    ``failures`` counts the tries so far (1 after the first). ``spread`` is a random
    number from -1 to 1; the wait varies by up to 20 % of itself, so that a thousand
    rows do not come back in one second.
    """
    if now - first_due_at >= EMAIL_GIVE_UP_AFTER:
        return None
    index = failures - 1
    wait = (
        EMAIL_INTERVALS[index] if index < len(EMAIL_INTERVALS) else EMAIL_LAST_INTERVAL
    )
    return now + wait * (1 + _JITTER * spread)
