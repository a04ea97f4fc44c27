"""A machine whose clock is wrong. Only this process believes it."""

import time

from datetime import UTC, datetime, timedelta

from celery.app.base import Celery
from django.utils import timezone as django_timezone


def shift(by: timedelta) -> None:
    """Let Django, this app and Celery see a time that is ``by`` off."""
    if not by:
        return
    real_now, real_time = django_timezone.now, time.time
    django_timezone.now = lambda: real_now() + by
    time.time = lambda: real_time() + by.total_seconds()
    Celery.now = lambda self: datetime.now(UTC) + by
