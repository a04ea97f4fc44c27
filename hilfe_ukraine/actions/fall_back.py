"""Offers that do not get through by webhook go by e-mail instead."""

import logging

from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q

from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.delivery.channels.webhook import WebhookChannel
from hilfe_ukraine.delivery.outbox import new_delivery
from hilfe_ukraine.domain.states import LIVE_REFERRALS, DeliveryState
from hilfe_ukraine.models import (
    Attempt,
    Breaker,
    Delivery,
    OutboxStatus,
    Referral,
    ResponsibleBody,
)
from hilfe_ukraine.models.deliveries import DeliveryQuerySet

from .log import FELL_BACK, log_action


logger = logging.getLogger(__name__)

_BATCH = 100

_GONE = Q(state=DeliveryState.HELD, held_reason=Delivery.HeldReasons.GONE)
_WAITING = Q(state=DeliveryState.READY) | _GONE
_DEAD = Q(state=DeliveryState.DEAD)

# A try that ended so, or did not end, may have reached the body.
_PERHAPS_SENT = (
    Attempt.Outcomes.UNKNOWN.value,
    Attempt.Outcomes.AMBIGUOUS.value,
    Attempt.Outcomes.DELIVERED.value,
)


def fall_back_when_due(now: datetime) -> int:
    """Let go by e-mail what failed for too long by webhook; returns how many.

    At once what was given up; after ``conf.webhook_fallback_after`` what waits and has
    failed, or is held because the receiver is gone. What only waits, for example
    since everything is stopped, has not failed. One transaction each, at most a batch;
    doing it again finds the rest.
    """
    late = Q(first_due_at__lte=now - conf.webhook_fallback_after)
    due = _DEAD | (_WAITING & late & (_GONE | _has_failed()))
    runs = ~Q(Exists(OutboxStatus.objects.stopped()))
    found = _by_webhook().filter(due, runs).order_by("first_due_at")[:_BATCH]
    return sum(_fall_back_surely(row, due, now) for row in found.only("pk", "uuid"))


def fall_back_if_given_up(*, delivery: Delivery, now: datetime) -> bool:
    """Let a row that was given up go by e-mail; returns whether it does.

    Nothing happens for other rows, and where there is no e-mail address: it stays on
    the list of what was given up. One transaction; logged.
    """
    return _fall_back(delivery.pk, _DEAD, now)


def fall_back_for(*, body: ResponsibleBody, now: datetime) -> int:
    """Let everything that waits for the webhook of a body go by e-mail.

    For when its address changes. What is being sent at this moment is left alone: it
    ends at the old address, or comes to :func:`fall_back_when_due`. Joins the caller's
    transaction.
    """
    waiting = _by_webhook().filter(_DEAD | _WAITING, body=body)
    found = waiting.order_by("first_due_at").values_list("pk", flat=True)
    return sum(_fall_back(pk, _DEAD | _WAITING, now) for pk in list(found))


def _by_webhook() -> DeliveryQuerySet:
    """Offers on their way by webhook that a letter could reach their body with."""
    rows = Delivery.objects.filter(
        channel=WebhookChannel.id,
        kind=Delivery.Kinds.FORWARD,
        offer__erased_at=None,
        referral__state__in=LIVE_REFERRALS,
    )
    return rows.exclude(body__email="")


def _has_failed() -> Q:
    ill = Breaker.objects.filter(carrier=OuterRef("carrier"), failures__gt=0)
    return Q(attempts__gt=0) | Q(Exists(ill))


def _fall_back_surely(row: Delivery, due: Q, now: datetime) -> bool:
    """Do it, or log why not: one bad row must not hold up the others."""
    try:
        return _fall_back(row.pk, due, now)
    except DatabaseError as error:
        # Not the text: it repeats values, and those may name people.
        logger.error("delivery %s: %s", row.uuid, type(error).__name__)
        return False


def _fall_back(pk: int, due: Q, now: datetime) -> bool:
    """Cancel the row and write its letter, if it is still as ``due`` says."""
    with transaction.atomic():
        rows = _by_webhook().filter(due, pk=pk).select_related("referral__offer")
        row = rows.select_for_update(of=("self",)).first()
        if row is None or row.referral is None:
            return False
        # A worker that claims meanwhile raises the number, and then it is his.
        mine = Delivery.objects.filter(pk=pk, state=row.state, lease_no=row.lease_no)
        if not mine.update(state=DeliveryState.CANCELLED):
            return False
        letter = _letter(row, row.referral, now)
        letter.save(force_insert=True)
        log_action(row.referral.offer, FELL_BACK, delivery=letter.uuid)
    return True


def _letter(row: Delivery, referral: Referral, now: datetime) -> Delivery:
    kind = Delivery.Kinds.FORWARD
    earlier = Delivery.objects.filter(referral=referral, kind=kind)
    perhaps = Attempt.objects.filter(
        delivery__in=earlier, outcome__in=_PERHAPS_SENT
    ).exists()
    return new_delivery(
        kind=kind,
        receiver=Delivery.Receivers.BODY,
        about=referral,
        now=now,
        body=row.body,
        channel=EmailChannel.id,
        number=earlier.count() + 1,
        is_repeat=perhaps,
    )
