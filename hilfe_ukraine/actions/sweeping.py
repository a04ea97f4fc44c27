"""What every look for due messages notes, every two seconds."""

from datetime import datetime, timedelta

from django.db.models import Q

from hilfe_ukraine.conf import conf
from hilfe_ukraine.models import OutboxStatus


_HEARTBEAT = timedelta(seconds=10)


def note_sweep(*, now: datetime) -> None:
    """Note that somebody looked for due messages; at most every ten seconds.

    Its age tells whether anything would be sent at all. Mostly one statement.
    """
    fresh = OutboxStatus.objects.filter(pk=1, swept_at__gt=now - _HEARTBEAT)
    if not fresh.exists():
        OutboxStatus.objects.update_or_create(pk=1, defaults={"swept_at": now})


def begin_hints(*, now: datetime) -> bool:
    """Note that hints are published now; returns whether it is time for them.

    While no worker runs, calls of the sweep pile up in the broker. One of them is
    enough: a hint for each of them would keep all workers from sending for minutes.
    Call it after :func:`note_sweep`, which makes the row where it is missing.
    """
    just_now = Q(hinted_at__gt=now - conf.sweep_interval / 2, hinted_at__lte=now)
    status = OutboxStatus.objects.filter(Q(hinted_at=None) | ~just_now, pk=1)
    return bool(status.update(hinted_at=now))
