"""What must happen once a minute, whoever does it: a worker, the loop, or both."""

import logging

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

from hilfe_ukraine.models import OutboxStatus

from .confirm import release_due
from .daily_digest import send_digests


logger = logging.getLogger(__name__)

_HEARTBEAT = timedelta(seconds=10)

#: Each takes ``now``, does what is due, and finds nothing to do when called again.
CHORES: tuple[Callable[[datetime], object], ...] = (
    lambda now: release_due(now=now),
    lambda now: send_digests(now=now),
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

    Its age tells whether anything would be sent at all. One statement.
    """
    fresh = OutboxStatus.objects.filter(pk=1, swept_at__gt=now - _HEARTBEAT)
    if not fresh.exists():
        OutboxStatus.objects.update_or_create(pk=1, defaults={"swept_at": now})
