"""What must happen once a minute, whoever does it: a worker, the loop, or both."""

import logging

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

from hilfe_ukraine.models import OutboxStatus

from .confirm import release_due
from .expire import ask_if_still_valid, expire_due
from .offered_before import tell_of_repeats
from .pass_on import pass_on_due
from .reroute_waiting import reroute_waiting, turn_the_day
from .retention import erase_due
from .send_links import remind_to_confirm
from .sending.bounce import note_refusals
from .sending.daily_digest import send_digests
from .sending.doubt import hold_for_suspects
from .sending.fall_back import fall_back_when_due
from .sending.stuck import count_lost
from .sending.trust import send_for_trusted
from .table.uploads import forget_old_uploads


logger = logging.getLogger(__name__)

_HEARTBEAT = timedelta(seconds=10)

#: Each takes ``now``, does what is due, and finds nothing to do when called again.
CHORES: tuple[Callable[[datetime], object], ...] = (
    lambda now: release_due(now=now),
    lambda now: turn_the_day(now=now),
    lambda now: erase_due(now=now),
    lambda now: remind_to_confirm(now=now),
    lambda now: expire_due(now=now),
    lambda now: ask_if_still_valid(now=now),
    fall_back_when_due,
    lambda now: note_refusals(now=now),
    lambda now: hold_for_suspects(now=now),
    lambda now: send_for_trusted(now=now),
    lambda now: pass_on_due(now=now),
    lambda now: tell_of_repeats(now=now),
    lambda now: send_digests(now=now),
    lambda now: count_lost(now=now),
    lambda now: forget_old_uploads(now=now),
    # Last: one saved body lets all that waits be decided again.
    lambda now: reroute_waiting(now=now),
)


def keep_house(*, now: datetime) -> None:
    """Do all chores; one that fails is logged and does not hold up the others.

    Each makes its own transactions. Two that run at once do no harm.
    """
    for chore in CHORES:
        try:
            chore(now)
        except Exception as error:  # noqa: BLE001 - the others are due as well
            # Not the text: a database error repeats values, and those name people.
            logger.error("housekeeping: %s, going on", type(error).__name__)
            if not connection.in_atomic_block:
                connection.close()


def note_sweep(*, now: datetime) -> None:
    """Note that somebody looked for due messages; at most every ten seconds.

    Its age tells whether anything would be sent at all. Mostly one statement.
    """
    fresh = OutboxStatus.objects.filter(pk=1, swept_at__gt=now - _HEARTBEAT)
    if not fresh.exists():
        OutboxStatus.objects.update_or_create(pk=1, defaults={"swept_at": now})
