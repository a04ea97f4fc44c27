"""The time that leases go by."""

from datetime import datetime

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
