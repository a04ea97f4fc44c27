"""The global stop: offers are still taken, and nothing leaves."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from hilfe_ukraine.actions.log import RESUME_SENDING, STOP_SENDING, log_action
from hilfe_ukraine.models import OutboxStatus
from hilfe_ukraine.models.stuck import waiting_messages

from .doubt import put_off_all


def stop_sending(*, user: Any, reason: str, now: datetime) -> bool:
    """Stop everything that leaves; returns whether that was news.

    What is being sent at this moment ends first; nothing new is claimed. One that is
    stopped already keeps its time, its person and its reason. One transaction; logged.
    ``user`` is ``None`` for a command. ``reason`` is shown to administrators and must
    not name people; it is cut off at the length of its column.
    """
    with transaction.atomic():
        status = _lock()
        if status.stopped_at is not None:
            return False
        longest = OutboxStatus._meta.get_field("reason").max_length
        status.stopped_at, status.stopped_by = now, user
        status.reason = " ".join(reason.split())[:longest]
        status.save(update_fields=["stopped_at", "stopped_by", "reason"])
        log_action(status, STOP_SENDING, user)
    return True


def resume_sending(*, user: Any, now: datetime) -> bool:
    """Let messages leave again; returns whether that was news.

    What has waited goes at the next sweep, in the usual order and no faster than each
    receiver's pace; the time of the stop does not count for when it is given up, late,
    or goes by e-mail. It counts for what is held since its receiver is gone: that had
    failed before. Offers of bodies out of reach stay for another working day, since
    nobody was told of them meanwhile. One transaction, after one for each such body;
    logged, with the moment it was stopped.
    """
    # First: as long as everything is stopped, nothing is passed on.
    if OutboxStatus.objects.stopped().exists():
        put_off_all(now=now)
    with transaction.atomic():
        status = _lock()
        if status.stopped_at is None:
            return False
        stopped_at = status.stopped_at
        ids = {"stopped_at": stopped_at.isoformat(), "at": now.isoformat()}
        status.stopped_at, status.stopped_by, status.reason = None, None, ""
        status.save(update_fields=["stopped_at", "stopped_by", "reason"])
        _let_clocks_go_on(stopped_at, now)
        log_action(status, RESUME_SENDING, user, **ids)
    return True


def _let_clocks_go_on(stopped_at: datetime, now: datetime) -> None:
    """What nobody was allowed to send has not failed in that time."""
    waiting = waiting_messages()
    waiting.filter(first_due_at__gte=stopped_at, first_due_at__lt=now).update(
        first_due_at=now
    )
    waiting.filter(first_due_at__lt=stopped_at).update(
        first_due_at=F("first_due_at") + (now - stopped_at)
    )


def _lock() -> OutboxStatus:
    OutboxStatus.the_one()
    return OutboxStatus.objects.select_for_update().get(pk=1)
