"""Celery tasks. The database is the queue: a message is a hint and holds ids only.

A lost hint is found again by the next sweep, a doubled one finds nothing to do. Let
beat start them with :func:`hilfe_ukraine.beat.beat_schedule`.
"""

import uuid

from captcha.models import CaptchaStore
from celery import shared_task

from .actions import housekeeping, sweeping
from .actions.sending import forward
from .beat import EXPIRES_SECONDS
from .conf import conf
from .delivery.clock import shared_now
from .delivery.failpoint import failpoint
from .delivery.turns import due_ids


def _limits(seconds: float) -> dict[str, float]:
    """Return both limits of a task: first it is asked to end, then it is ended.

    A child that hangs, say on a connection that went silent, must not hang for ever: a
    few of them, and nothing would be sent any more. Both are given, since Celery
    refuses a task whose own hard limit is below the soft one of the host.
    """
    return {"soft_time_limit": seconds * 0.9, "time_limit": seconds}


# One try ends before the lease does, so that two workers never send one row at once.
_TRY = _limits(conf.lease.total_seconds() / 2)
_CHORE = _limits(600)


@shared_task(name="hilfe_ukraine.sweep", ignore_result=True, **_TRY)
def sweep() -> None:
    """Publish a hint for each row that is due, at most one batch.

    Does nothing if another sweep has just done so. A hint says when it was published,
    see :func:`forward_delivery`. Celery drops it much later, for it compares the clocks
    of two machines.
    """
    now = shared_now()
    sweeping.note_sweep(now=now)
    if not sweeping.begin_hints(now=now):
        return
    for delivery_uuid in due_ids(now, conf.sweep_batch):
        failpoint("before_hint")
        hint = [str(delivery_uuid), now.timestamp()]
        forward_delivery.apply_async(hint, expires=EXPIRES_SECONDS)
        failpoint("after_hint")


@shared_task(
    name="hilfe_ukraine.forward",
    ignore_result=True,
    acks_late=True,
    reject_on_worker_lost=True,
    **_TRY,
)
def forward_delivery(delivery_uuid: str, published: float | None = None) -> None:
    """Try once to send one row; does nothing if it is not due any more.

    A hint older than two sweeps, by the clock all machines share, only says that there
    is work: what is first by now is sent in its place, so that what is urgent never
    waits behind a queue of hints. Dropped it must not be: where hints come faster than
    they are dropped, the next ones would all be too old as well. ``None``: a hint of an
    earlier version.
    """
    now = shared_now()
    oldest = now - 2 * conf.sweep_interval
    if published is None or published >= oldest.timestamp():
        forward.forward(uuid.UUID(delivery_uuid), now=now)
    else:
        forward.forward_first(now=now)


@shared_task(name="hilfe_ukraine.keep_house", ignore_result=True, **_CHORE)
def keep_house() -> None:
    """Do what is due once a minute, such as letting unconfirmed offers go on."""
    housekeeping.keep_house(now=shared_now())


@shared_task(name="hilfe_ukraine.clean_captchas", ignore_result=True, **_CHORE)
def clean_captchas() -> None:
    """Delete captchas that nobody can answer any more."""
    CaptchaStore.remove_expired()
