"""What a person does to a message that did not get through, or should go once more."""

from datetime import datetime
from typing import Any

from django.db import transaction

from hilfe_ukraine.delivery.outbox import new_delivery
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.domain.states import DeliveryState, check_delivery_step
from hilfe_ukraine.models import Delivery, HelpOffer, Note

from .log import MARK_HANDLED, SEND_AGAIN, log_action


_SENT = (DeliveryState.DELIVERED, DeliveryState.BOUNCED)
_UNDER_WAY = (DeliveryState.READY, DeliveryState.INFLIGHT, DeliveryState.HELD)
_STARTS = ["state", "held_reason", "next_attempt_at", "first_due_at", "attempts"]


def send_again(*, delivery: Delivery, user: Any, now: datetime) -> Delivery:
    """Make a message due at ``now`` and return the row that will be sent.

    A row that was given up starts over, a held one goes on, a waiting one comes
    first. For one that was delivered or bounced a new row is written, marked as a
    repeat. One transaction; logged. Raises ``ForbiddenTransition`` while the row is
    being sent, when it was handled or cancelled, for one about no offer, and for one
    about an erased offer that is not the request to erase.
    """
    with transaction.atomic():
        row = _lock(delivery)
        _refuse_erased(row)
        state = DeliveryState(row.state)
        if state in _SENT:
            row = _repeat(row, now)
        else:
            _make_ready(row, state, now)
        _log(row, SEND_AGAIN, user)
    return row


def mark_handled(*, delivery: Delivery, user: Any, note: str, now: datetime) -> None:
    """Take a row that was given up off the work list: somebody did it by hand.

    Writes the row and, if there are words, a note about the offer. One transaction;
    logged. Raises ``ForbiddenTransition`` for any other state.
    """
    with transaction.atomic():
        row = _lock(delivery)
        check_delivery_step(DeliveryState(row.state), DeliveryState.HANDLED)
        row.state = DeliveryState.HANDLED.value
        row.save(update_fields=["state"])
        if note and row.offer:
            Note.objects.create(offer=row.offer, text=note, author=user, created_at=now)
        _log(row, MARK_HANDLED, user)


def _lock(delivery: Delivery) -> Delivery:
    if delivery.offer_id:
        # The offer is locked first, everywhere, or an erasure and this would wait for
        # each other.
        HelpOffer.objects.select_for_update().only("pk").get(pk=delivery.offer_id)
    return Delivery.objects.select_for_update().get(pk=delivery.pk)


def _refuse_erased(row: Delivery) -> None:
    erased = HelpOffer.objects.filter(deliveries=row, erased_at__isnull=False)
    if row.kind != Delivery.Kinds.ERASED and erased.exists():
        raise ForbiddenTransition("the offer was erased")


def _make_ready(row: Delivery, state: DeliveryState, now: datetime) -> None:
    if state is DeliveryState.INFLIGHT:
        raise ForbiddenTransition("the message is being sent")
    if state is not DeliveryState.READY:
        check_delivery_step(state, DeliveryState.READY)
        # The days until it is given up count anew, or one failure would end it.
        row.first_due_at = now
    if state is DeliveryState.DEAD:
        row.attempts = 0
    row.state = DeliveryState.READY.value
    row.held_reason = Delivery.HeldReasons.NONE.value
    row.next_attempt_at = now
    row.save(update_fields=_STARTS)


def _repeat(row: Delivery, now: datetime) -> Delivery:
    """Write the same message once more, under the next number."""
    kind = Delivery.Kinds(row.kind)
    earlier = Delivery.objects.filter(offer=row.offer, referral=row.referral, kind=kind)
    if row.offer is None:
        raise ForbiddenTransition("a message about no offer is not sent again")
    if earlier.filter(state__in=_UNDER_WAY).exists():
        raise ForbiddenTransition("a repeat is on its way already")
    repeat = new_delivery(
        kind=kind,
        receiver=Delivery.Receivers(row.receiver),
        about=row.referral or row.offer,
        now=now,
        body=row.body,
        number=earlier.count() + 1,
    )
    repeat.save(force_insert=True)
    return repeat


def _log(row: Delivery, action: str, user: Any) -> None:
    log_action(row.offer or row, action, user, delivery=row.uuid)
