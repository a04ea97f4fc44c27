"""Writing a result down although the database is away for a moment."""

import time

from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, InternalError, OperationalError, connection

from hilfe_ukraine.conf import conf


_Written = TypeVar("_Written")

_LONGEST_SECONDS = 60.0
_PAUSE_SECONDS = 1.0
# Away, restarting, locked, or (InternalError) read-only while another takes over.
_AWAY = (OperationalError, InterfaceError, InternalError)


def insist(
    write: Callable[[], _Written],
    *,
    pause: Callable[[float], None] = time.sleep,
    watch: Callable[[], float] = time.monotonic,
) -> _Written:
    """Call ``write`` until the database takes it, each time on a new connection.

    For one minute, or half a lease if that is shorter: the other half was for sending.
    After that the error is raised. Without it, each restart of the database would
    turn what is being sent at that moment into possible repeats. ``write`` must be
    safe to call again, for the answer to a COMMIT may be what was lost.
    """
    end = watch() + min(_LONGEST_SECONDS, conf.lease.total_seconds() / 2)
    while True:
        try:
            return write()
        except _AWAY:
            if connection.in_atomic_block or watch() >= end:
                raise
            connection.close()
            pause(_PAUSE_SECONDS)
