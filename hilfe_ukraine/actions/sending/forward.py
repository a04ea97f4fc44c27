"""Sending what is due, and telling the host site what came of it."""

import uuid

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from hilfe_ukraine.actions.one_by_one import one_by_one
from hilfe_ukraine.actions.openings import note_content_by_mail
from hilfe_ukraine.delivery.attempt import Clock, make_attempt
from hilfe_ukraine.delivery.channels.webhook import WebhookChannel
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.delivery.turns import due_ids
from hilfe_ukraine.models import Delivery
from hilfe_ukraine.signals import delivery_failed, delivery_succeeded

from .bounce import note_refusal
from .webhooks import heed_webhook_result


_SIGNALS = {
    Happened.DELIVERED: delivery_succeeded,
    Happened.GIVEN_UP: delivery_failed,
}
_OTHERWISE = (Happened.GONE, Happened.CANCELLED, Happened.FENCED)
#: So many of the first ones may be in other hands by now: no more workers are usual.
_FIRST = 10
_MATTERS_TO_WEBHOOKS = (Happened.DELIVERED, Happened.GIVEN_UP, Happened.GONE)


@dataclass(frozen=True)
class Summary:
    """How many rows were delivered, failed for now, and were given up.

    ``otherwise`` counts what was held or cancelled instead, or overtaken by another
    worker. ``errors`` counts rows at which the database, or this code, raised one; they
    may be due still.
    """

    delivered: int = 0
    will_retry: int = 0
    given_up: int = 0
    otherwise: int = 0
    errors: int = 0

    @property
    def has_moved(self) -> bool:
        """Whether any row is not as it was."""
        return replace(self, errors=0) != Summary()


def forward(
    delivery_uuid: uuid.UUID, *, now: datetime, clock: Clock = shared_now
) -> Happened:
    """Try once to send one row; does nothing if it is not due or in other hands.

    Not to be called inside a transaction. Errors of the database are raised. The host
    gets a signal when the row was delivered or given up; an error in its receiver is
    logged by Django and changes nothing. What a webhook answered, and that there is no
    such mailbox, has its consequences here. If the process ends before that, a chore
    of ``housekeeping`` makes up for what was given up. That a receiver is gone, or a
    test was delivered, shows the next time: at the next offer, at the next test.
    """
    tried = make_attempt(
        delivery_uuid,
        now=now,
        clock=clock,
        note_content=lambda row: note_content_by_mail(delivery=row),
    )
    happened = tried.happened
    if tried.channel == WebhookChannel.id and happened in _MATTERS_TO_WEBHOOKS:
        _heed(delivery_uuid, happened, clock())
    signal = _SIGNALS.get(happened)
    if signal is not None:
        transaction.on_commit(
            lambda: signal.send_robust(sender=Delivery, delivery_uuid=delivery_uuid)
        )
    if happened is Happened.GIVEN_UP:
        note_refusal(delivery_uuid=delivery_uuid, now=clock())
    return happened


def forward_first(*, now: datetime, clock: Clock = shared_now) -> Happened:
    """Try once to send what is first of all that is due, as :func:`forward` does.

    If another worker has just taken it up, the one after it, and so on, a few times.
    """
    for delivery_uuid in due_ids(now, _FIRST):
        happened = forward(delivery_uuid, now=now, clock=clock)
        if happened is not Happened.NOTHING:
            return happened
    return Happened.NOTHING


def _heed(delivery_uuid: uuid.UUID, happened: Happened, now: datetime) -> None:
    row = Delivery.objects.select_related("body").get(uuid=delivery_uuid)
    heed_webhook_result(delivery=row, happened=happened, now=now)


def forward_due(
    *,
    now: datetime,
    limit: int,
    clock: Clock = shared_now,
) -> Summary:
    """Send what is due at ``now``, one row after the other, at most ``limit``.

    Leases run from ``clock``, since many rows take longer than one lease. An error at
    one row is logged with its id, and the next row comes.
    """
    counts: Counter[Happened] = Counter()

    def count(delivery_uuid: uuid.UUID) -> bool:
        counts[forward(delivery_uuid, now=clock(), clock=clock)] += 1
        return True

    due = due_ids(now, limit)
    went = one_by_one(due, count, what="delivery")
    return Summary(
        delivered=counts[Happened.DELIVERED],
        will_retry=counts[Happened.WILL_RETRY],
        given_up=counts[Happened.GIVEN_UP],
        otherwise=sum(counts[happened] for happened in _OTHERWISE),
        errors=len(due) - went,
    )
