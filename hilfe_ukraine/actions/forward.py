"""Sending what is due, and telling the host site what came of it."""

import uuid

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hilfe_ukraine.delivery.attempt import Clock, make_attempt
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.delivery.turns import due_ids
from hilfe_ukraine.models import Delivery
from hilfe_ukraine.signals import delivery_failed, delivery_succeeded

from .bounce import note_refusal


_SIGNALS = {
    Happened.DELIVERED: delivery_succeeded,
    Happened.GIVEN_UP: delivery_failed,
}


@dataclass(frozen=True)
class Summary:
    """How many rows were delivered, failed for now, and were given up."""

    delivered: int = 0
    will_retry: int = 0
    given_up: int = 0


def forward(
    delivery_uuid: uuid.UUID, *, now: datetime, clock: Clock = shared_now
) -> Happened:
    """Try once to send one row; does nothing if it is not due or in other hands.

    Not to be called inside a transaction. Errors of the database are raised. The host
    gets a signal when the row was delivered or given up; an error in its receiver is
    logged by Django and changes nothing. If there is no such mailbox, the address of
    the body is in doubt from now on.
    """
    happened = make_attempt(delivery_uuid, now=now, clock=clock)
    signal = _SIGNALS.get(happened)
    if signal is not None:
        transaction.on_commit(
            lambda: signal.send_robust(sender=Delivery, delivery_uuid=delivery_uuid)
        )
    if happened is Happened.GIVEN_UP:
        note_refusal(delivery_uuid=delivery_uuid, now=clock())
    return happened


def forward_due(
    *,
    now: datetime,
    limit: int,
    clock: Clock = shared_now,
) -> Summary:
    """Send what is due at ``now``, one row after the other, at most ``limit``.

    Leases run from ``clock``, since many rows take longer than one lease.
    """
    counts: Counter[Happened] = Counter()
    for delivery_uuid in due_ids(now, limit):
        counts[forward(delivery_uuid, now=clock(), clock=clock)] += 1
    return Summary(
        delivered=counts[Happened.DELIVERED],
        will_retry=counts[Happened.WILL_RETRY],
        given_up=counts[Happened.GIVEN_UP],
    )
