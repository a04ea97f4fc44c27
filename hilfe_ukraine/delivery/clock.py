"""The time that leases go by, and the day it is for the portal."""

import time

from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from django.db import connection
from django.utils import timezone


def shared_now() -> datetime:
    """Return the database's time on PostgreSQL, else this machine's.

    Workers on several machines must agree whether a lease is over, even if one of
    their clocks is wrong. SQLite means one machine, and so one clock.
    """
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def reckoned_now() -> datetime:
    """Return the shared time as this process reckons it: one statement a minute.

    For requests, which only say when a message is due. Leases go by the exact one.
    """
    return timezone.now() + _ahead(_minute())


def _minute() -> int:
    return int(time.monotonic() // 60)


@lru_cache(maxsize=1)
def _ahead(minute: int) -> timedelta:
    """How far the shared time is ahead of this machine's, measured in that minute."""
    return shared_now() - timezone.now()


def portal_time(now: datetime) -> datetime:
    """Return ``now`` by the portal's clock, whoever is logged in.

    Wagtail's admin shows times in the zone of its user. What is shown stays in that;
    which day it is, for validity, pauses and holidays, goes by this one.
    """
    portal: tzinfo = timezone.get_default_timezone()
    return timezone.localtime(now, portal)


def forget_clock() -> None:
    """Measure anew at once; for tests that put the clock wrong."""
    _ahead.cache_clear()
