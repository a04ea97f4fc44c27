"""What a person does to a message that did not get through, or should go once more."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from hilfe_ukraine.actions.log import HOLD, MARK_HANDLED, SEND_AGAIN, log_action
from hilfe_ukraine.actions.one_by_one import Done, to_each
from hilfe_ukraine.delivery.outbox import choose_way, repeat_of, same_message
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.domain.states import (
    DELIVERY_STEPS,
    DeliveryState,
    check_delivery_step,
)
from hilfe_ukraine.models import Delivery, HelpOffer, Note


_SENT = (DeliveryState.DELIVERED, DeliveryState.BOUNCED)
_UNDER_WAY = (DeliveryState.READY, DeliveryState.INFLIGHT, DeliveryState.HELD)
_STARTS = ["next_attempt_at", "first_due_at", "attempts", "channel", "carrier"]
_STATE = ["state", "held_reason"]


def acts_on(row: Delivery) -> frozenset[str]:
    """Return what a person may do to ``row``: ``send_again``, ``hold``, ``handled``.

    What these refuse for another reason, such as a repeat that is on its way, shows
    only when they lock the rows.
    """
    state = DeliveryState(row.state)
    waits, steps = state is DeliveryState.READY, DELIVERY_STEPS[state]
    # What is being sent comes back by itself.
    starts_over = DeliveryState.READY in steps and state is not DeliveryState.INFLIGHT
    is_sendable = waits or starts_over or state in _SENT
    acts = {
        "send_again": is_sendable and not (row.is_void or row.has_ended),
        "hold": waits,
        "handled": DeliveryState.HANDLED in steps,
    }
    return frozenset(act for act, is_open in acts.items() if is_open)


def send_again(*, delivery: Delivery, user: Any, now: datetime) -> Delivery:
    """Make a message due at ``now`` and return the row that will be sent.

    A row that waits, is held or was given up starts over: tries and days count anew,
    and it goes by the way that is right for its receiver now; while its offer is paused
    or restricted, it waits for the end of that all the same. For one that was
    delivered or bounced a new row is written, marked as a repeat. One transaction;
    logged. Raises ``ForbiddenTransition`` while the row, or a repeat of it, is on its
    way, when it was handled or cancelled, when its offer was erased, and when the body
    that it is for does not have the offer any more.
    """
    with transaction.atomic():
        row = _lock_with_repeats(delivery)
        if row.is_void:
            raise ForbiddenTransition("the offer was erased")
        if row.has_ended:
            raise ForbiddenTransition("the body does not have the offer any more")
        state = DeliveryState(row.state)
        if state in _SENT:
            row = _repeat(row, now)
        else:
            _start_over(row, state, now)
        _log(row, SEND_AGAIN, user)
    return row


def send_many_again(
    deliveries: Iterable[Delivery], *, user: Any, now: datetime
) -> Done:
    """Send each of ``deliveries`` as :func:`send_again` does, one transaction each.

    One that changed meanwhile is left as it is and does not hold up the others.
    """
    return to_each(deliveries, lambda row: send_again(delivery=row, user=user, now=now))


def hold(*, delivery: Delivery, user: Any) -> None:
    """Keep back a message that waits, until somebody sends it again.

    It stands on the list of what is held. One transaction; logged. Raises
    ``ForbiddenTransition`` for any state but ``ready``.
    """
    with transaction.atomic():
        waits = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.READY.value)
        by_hand = Delivery.HeldReasons.BY_HAND.value
        if not waits.update(state=DeliveryState.HELD.value, held_reason=by_hand):
            raise ForbiddenTransition("the message does not wait any more")
        _log(delivery, HOLD, user)


def mark_handled(*, delivery: Delivery, user: Any, note: str, now: datetime) -> None:
    """Take a row off the work list that was given up, held or came back.

    Somebody did by hand what it was for. Writes the row and, if there are words, a
    note about the offer, unless there is none or it was erased. One transaction;
    logged. Raises ``ForbiddenTransition`` for any other state.
    """
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        check_delivery_step(DeliveryState(row.state), DeliveryState.HANDLED)
        _set_state(row, DeliveryState.HANDLED)
        row.save(update_fields=_STATE)
        if note and row.offer and not row.offer.erased_at:
            Note.objects.create(offer=row.offer, text=note, author=user, created_at=now)
        _log(row, MARK_HANDLED, user)


def _lock_with_repeats(delivery: Delivery) -> Delivery:
    """Lock all rows of the message, so that two people do not repeat it at once."""
    if delivery.offer_id:
        # The offer is locked first, everywhere, or an erasure and this would wait for
        # each other.
        HelpOffer.objects.select_for_update().only("pk").get(pk=delivery.offer_id)
    rows = same_message(delivery).select_for_update().order_by("pk")
    return next(row for row in rows if row.pk == delivery.pk)


def _start_over(row: Delivery, state: DeliveryState, now: datetime) -> None:
    if state is DeliveryState.INFLIGHT:
        raise ForbiddenTransition("the message is being sent")
    if state is not DeliveryState.READY:
        check_delivery_step(state, DeliveryState.READY)
    _set_state(row, DeliveryState.READY)
    row.next_attempt_at = row.first_due_at = now
    row.attempts = 0
    choose_way(row)
    row.save(update_fields=_STATE + _STARTS)


def _set_state(row: Delivery, state: DeliveryState) -> None:
    row.state = state.value
    row.held_reason = Delivery.HeldReasons.NONE.value


def _repeat(row: Delivery, now: datetime) -> Delivery:
    """Write the same message once more, under the next number."""
    if same_message(row).filter(state__in=_UNDER_WAY).exists():
        raise ForbiddenTransition("a repeat is on its way already")
    repeat = repeat_of(row, now=now)
    repeat.save(force_insert=True)
    return repeat


def _log(row: Delivery, action: str, user: Any) -> None:
    log_action(row.offer or row, action, user, delivery=row.uuid)
