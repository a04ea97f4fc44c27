"""What must happen once a minute, whoever does it: a worker, the loop, or both."""

import logging

from collections.abc import Callable
from datetime import datetime

from django.db import connection

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

#: Each takes ``now``, does what is due, and finds nothing to do when called again.
CHORES: tuple[Callable[..., object], ...] = (
    release_due,
    turn_the_day,
    erase_due,
    remind_to_confirm,
    expire_due,
    ask_if_still_valid,
    fall_back_when_due,
    note_refusals,
    hold_for_suspects,
    send_for_trusted,
    pass_on_due,
    tell_of_repeats,
    send_digests,
    count_lost,
    forget_old_uploads,
    # Last: one saved body lets all that waits be decided again.
    reroute_waiting,
)


def keep_house(*, now: datetime) -> None:
    """Do all chores; one that fails is logged and does not hold up the others.

    Each makes its own transactions. Two that run at once do no harm.
    """
    for chore in CHORES:
        try:
            chore(now=now)
        except Exception as error:  # noqa: BLE001 - the others are due as well
            # Not the text: a database error repeats values, and those name people.
            logger.error("housekeeping: %s, going on", type(error).__name__)
            if not connection.in_atomic_block:
                connection.close()
