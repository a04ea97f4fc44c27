"""Offers that do not get through by webhook go by e-mail instead."""

import uuid

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from hilfe_ukraine.actions.log import FELL_BACK, log_action
from hilfe_ukraine.actions.one_by_one import one_by_one
from hilfe_ukraine.actions.refer import lock_offer
from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.delivery.channels.webhook import WebhookChannel
from hilfe_ukraine.delivery.outbox import BY_CHANNEL, repeat_of, same_message
from hilfe_ukraine.domain.states import LIVE_REFERRALS, DeliveryState
from hilfe_ukraine.models import (
    Attempt,
    Breaker,
    Delivery,
    OutboxStatus,
    ResponsibleBody,
)


_BATCH = 100

_GONE = Q(state=DeliveryState.HELD, held_reason=Delivery.HeldReasons.GONE)
_WAITING = Q(state=DeliveryState.READY) | _GONE
_DEAD = Q(state=DeliveryState.DEAD)
_CANCELLED = DeliveryState.CANCELLED.value

# A try that ended so may have reached the body.
_PERHAPS_SENT = (*Attempt.OPEN_ENDED, Attempt.Outcomes.DELIVERED)


def fall_back_when_due(*, now: datetime) -> int:
    """Let go by e-mail what failed for too long by webhook; returns how many.

    At once what was given up; after ``conf.webhook_fallback_after`` what waits and has
    failed, or is held because the receiver is gone. What only waits, for example
    since everything is stopped, has not failed. One transaction each, at most a batch;
    doing it again finds the rest.
    """
    late = Q(first_due_at__lte=now - conf.webhook_fallback_after)
    due = _DEAD | (_WAITING & late & (_GONE | _has_failed()))
    runs = ~Q(Exists(OutboxStatus.objects.stopped()))
    return _each(_by_webhook().filter(due, runs)[:_BATCH], due, now)


def fall_back_if_given_up(*, delivery: Delivery, now: datetime) -> bool:
    """Let a row that was given up go by e-mail; returns whether it does.

    Nothing happens for other rows, and where there is no e-mail address: it stays on
    the list of what was given up. One transaction; logged.
    """
    return _fall_back(delivery.uuid, _DEAD, now)


def fall_back_for(*, body: ResponsibleBody, now: datetime) -> int:
    """Let everything that waits for the webhook of a body go by e-mail.

    For when its address changes. What is being sent at this moment is left alone: it
    ends at the old address, or comes to :func:`fall_back_when_due`. One transaction
    each; not to be called inside one that has locked the body.
    """
    due = _DEAD | _WAITING
    return _each(_by_webhook().filter(due, body=body), due, now)


def _each(rows: QuerySet[Delivery], due: Q, now: datetime) -> int:
    uuids = list(rows.values_list("uuid", flat=True))
    return one_by_one(uuids, lambda row: _fall_back(row, due, now), what="delivery")


def _by_webhook() -> QuerySet[Delivery]:
    """Offers on their way by webhook that a letter could reach their body with."""
    in_hand = Q(referral__state__in=LIVE_REFERRALS)
    rows = Delivery.objects.filter(
        ~Q(kind=Delivery.Kinds.FORWARD) | in_hand,
        channel=WebhookChannel.id,
        kind__in=BY_CHANNEL,
        offer__erased_at=None,
    )
    return rows.exclude(body__email="").order_by("first_due_at", "pk")


def _has_failed() -> Q:
    ill = Breaker.objects.filter(carrier=OuterRef("carrier"), failures__gt=0)
    return Q(attempts__gt=0) | Q(Exists(ill))


def _fall_back(delivery_uuid: uuid.UUID, due: Q, now: datetime) -> bool:
    """Cancel the row and write its letter, if it is still as ``due`` says."""
    rows = _by_webhook().filter(due, uuid=delivery_uuid)
    with transaction.atomic():
        offer_id = rows.values_list("offer", flat=True).first()
        if offer_id is None:
            return False
        # The offer is locked first, everywhere: what ends it meanwhile is seen below.
        offer = lock_offer(offer_id)
        row = rows.select_for_update(of=("self",)).first()
        if row is None:
            return False
        # On SQLite only this keeps out a worker that claims the row meanwhile.
        mine = Delivery.objects.filter(pk=row.pk, state=row.state)
        if not mine.filter(lease_no=row.lease_no).update(state=_CANCELLED):
            return False
        row.offer = offer  # its personal data stays closed
        letter = _letter(row, now)
        letter.save(force_insert=True)
        log_action(offer, FELL_BACK, delivery=letter.uuid)
    return True


def _letter(row: Delivery, now: datetime) -> Delivery:
    """The same message by e-mail; a repeat if one of the rows or tries before was."""
    earlier = same_message(row)
    tries = Attempt.objects.filter(delivery__in=earlier, outcome__in=_PERHAPS_SENT)
    # After a restore from a backup only the mark on the row is left of its tries.
    marked = earlier.filter(possible_duplicate=True)
    is_repeat = tries.exists() or marked.exists()
    return repeat_of(row, now=now, channel=EmailChannel.id, is_repeat=is_repeat)
