"""A body's address is right again: what was held goes out."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Delivery, Referral, ResponsibleBody

from .doubt import USABLE, lock_body
from .log import ADDRESS_RIGHT, log_action
from .one_by_one import one_by_one
from .send_again import send_again
from .unreached import unreached_referrals


_GOES = (DeliveryState.READY.value, DeliveryState.HELD.value)
_CAME_BACK = (DeliveryState.DEAD.value, DeliveryState.BOUNCED.value)


def address_is_right_again(
    *, body: ResponsibleBody, now: datetime, user: Any = None
) -> bool:
    """Send what was held for a body, and what came back; nothing is passed on.

    Call it after the body's state has left "suspect"; does nothing while it has not,
    and when nothing was held. One transaction, or the caller's; logged.
    """
    with transaction.atomic():
        locked = lock_body(body.pk)
        if locked.contact_state not in USABLE:
            return False
        # In this order: an erasure locks the offer, then its referrals and messages.
        sent = _send_again(locked, user, now)
        waited = Referral.objects.filter(body=locked, pass_on_at__isnull=False)
        cleared = waited.update(pass_on_at=None)
        sent += _send_held(locked, now)
        if cleared or sent:
            _cancel_letters(locked)
            log_action(locked, ADDRESS_RIGHT, user, messages=sent)
    return bool(cleared or sent)


def send_for_trusted(*, now: datetime) -> int:
    """Send what is still held for bodies that are trusted; returns for how many.

    The body's form does it at once; this is for every other way a body may change.
    """
    # Few rows wait, and an index knows them; to ask each body would take long.
    waited = Referral.objects.filter(pass_on_at__isnull=False)
    bodies = ResponsibleBody.objects.filter(
        Q(pk__in=waited.values("body")) | Q(pk__in=_held_for_doubt().values("body")),
        contact_state__in=[state.value for state in USABLE],
    )
    return one_by_one(
        list(bodies.values_list("pk", flat=True)),
        lambda pk: address_is_right_again(body=ResponsibleBody(pk=pk), now=now),
        what="trusted body",
    )


def _held_for_doubt() -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        state=DeliveryState.HELD.value, held_reason=Delivery.HeldReasons.SUSPECT
    )


def _send_held(body: ResponsibleBody, now: datetime) -> int:
    """Tries, and the days until a message is given up, count anew."""
    return (
        _held_for_doubt()
        .filter(body=body)
        .update(
            state=DeliveryState.READY.value,
            held_reason=Delivery.HeldReasons.NONE,
            next_attempt_at=now,
            first_due_at=now,
            attempts=0,
        )
    )


def _send_again(body: ResponsibleBody, user: Any, now: datetime) -> int:
    """Nobody got what died or came back, so it goes once more to the right address."""
    forwards = Delivery.objects.filter(kind=Delivery.Kinds.FORWARD)
    goes = forwards.filter(referral=OuterRef("referral"), state__in=_GOES)
    lost = forwards.filter(
        ~Exists(goes),
        referral__in=unreached_referrals().filter(body=body),
        state__in=_CAME_BACK,
    )
    newest = {row.referral_id: row for row in lost.order_by("created_at", "pk")}
    for row in newest.values():
        send_again(delivery=row, user=user, now=now)
    return len(newest)


def _cancel_letters(body: ResponsibleBody) -> None:
    letters = Delivery.objects.filter(
        kind=Delivery.Kinds.SUSPECT,
        about_body=body,
        state=DeliveryState.READY.value,
    )
    letters.update(state=DeliveryState.CANCELLED.value)
