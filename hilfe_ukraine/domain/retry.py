"""When to try again, and when to stop.

E-mail follows RFC 5321 4.5.4.1: give up only after four to five days, with at least
30 minutes between later tries. The first quick tries bridge a restart of the relay.
Webhooks follow the table of Standard Webhooks 1.0.0, about three days in all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class RetryPlan:
    """Waits between tries; after the listed ones, ``last`` until ``give_up_after``."""

    waits: tuple[timedelta, ...]
    last: timedelta
    give_up_after: timedelta


def _minutes(*numbers: float) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=number) for number in numbers)


EMAIL = RetryPlan(
    waits=_minutes(1, 5, 15, 30, 60, 120, 240, 480),
    last=timedelta(hours=12),
    give_up_after=timedelta(days=5),
)
WEBHOOK = RetryPlan(
    waits=_minutes(1 / 12, 5, 30, 120, 300, 600, 840, 1200, 1440),
    last=timedelta(hours=24),
    give_up_after=timedelta(hours=75, minutes=30),
)

#: A receiver may ask for a longer wait; one that asks for more is asked again sooner.
LONGEST_WISH = timedelta(hours=6)

#: An attempt that ends without any outcome was killed with its worker. After so many
#: in a row the row itself is to blame and a person must look.
POISON_AFTER = 5

_JITTER = 0.2


def next_attempt(
    plan: RetryPlan,
    *,
    failures: int,
    first_due_at: datetime,
    now: datetime,
    spread: float,
    wish: timedelta | None = None,
) -> datetime | None:
    """Return when to try again, or ``None`` when it is time to give up.

    ``failures`` counts the tries so far (1 after the first). ``spread`` is a random
    number from -1 to 1; the wait varies by up to 20 % of itself, so that a thousand
    rows do not come back in one second. ``wish`` is the ``Retry-After`` of the
    receiver: never sooner than that, up to six hours.
    """
    if now - first_due_at >= plan.give_up_after:
        return None
    index = failures - 1
    wait = plan.waits[index] if index < len(plan.waits) else plan.last
    wait *= 1 + _JITTER * spread
    if wish is not None:
        wait = max(wait, min(wish, LONGEST_WISH))
    return now + wait
