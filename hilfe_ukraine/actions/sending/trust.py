"""A body's address is right again: what was held goes out."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from hilfe_ukraine.actions.log import ADDRESS_RIGHT, log_action
from hilfe_ukraine.actions.one_by_one import one_by_one
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Delivery, Referral, ResponsibleBody

from .doubt import USABLE, lock_body
from .send_again import send_again
from .unreached import unreached_referrals


_FORWARDS = Delivery.objects.filter(kind=Delivery.Kinds.FORWARD)
_GOES = (DeliveryState.READY.value, DeliveryState.HELD.value)
_CAME_BACK = (DeliveryState.DEAD.value, DeliveryState.BOUNCED.value)


_BATCH = 100


def send_for_trusted(*, now: datetime) -> int:
    """Send what is held for bodies that are trusted again; returns for how many.

    Whoever changes a body only saves it: many offers may have come back.
    """
    # Few rows wait, and an index knows them; to ask each body would take long.
    waited = Referral.objects.filter(pass_on_at__isnull=False)
    bodies = ResponsibleBody.objects.filter(
        Q(pk__in=waited.values("body")) | Q(pk__in=_held_for_doubt().values("body")),
        contact_state__in=[state.value for state in USABLE],
    )
    return one_by_one(
        list(bodies.values_list("pk", flat=True)),
        lambda pk: address_is_right_again(body_id=pk, now=now),
        what="trusted body",
    )


def address_is_right_again(*, body_id: int, now: datetime, limit: int = _BATCH) -> bool:
    """Send what was held for a body, and what came back; nothing is passed on.

    Returns whether there was anything. Does nothing while the body's state is not one
    that is used. At most ``limit`` of what came back, each in a transaction of its own:
    call it again for the rest. Logged.
    """
    lost = _lost(body_id).order_by("pk").values_list("pk", flat=True)
    sent = one_by_one(
        list(lost[:limit]), lambda pk: _send_again(body_id, pk, now), what="referral"
    )
    with transaction.atomic():
        body = lock_body(body_id)
        if body.contact_state not in USABLE:
            return False
        # In this order: an erasure locks the offer, then its referrals and messages.
        waited = Referral.objects.filter(body=body, pass_on_at__isnull=False)
        cleared = waited.exclude(pk__in=_lost(body_id)).update(pass_on_at=None)
        sent += _send_held(body, now)
        if cleared or sent:
            _cancel_letters(body)
            log_action(body, ADDRESS_RIGHT, messages=sent)
    return bool(cleared or sent)


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


def _lost(body_id: int) -> QuerySet[Referral]:
    """Nobody got them, so they go once more to the right address."""
    mine = _FORWARDS.filter(referral=OuterRef("pk"))
    return unreached_referrals().filter(
        ~Exists(mine.filter(state__in=_GOES)),
        Exists(mine.filter(state__in=_CAME_BACK)),
        body=body_id,
        pass_on_at__isnull=False,
    )


def _send_again(body_id: int, referral_id: int, now: datetime) -> bool:
    with transaction.atomic():
        is_usable = lock_body(body_id).contact_state in USABLE
        if not is_usable or not _lost(body_id).filter(pk=referral_id).exists():
            return False
        rows = _FORWARDS.filter(referral=referral_id, state__in=_CAME_BACK)
        send_again(delivery=rows.latest("created_at", "pk"), user=None, now=now)
    return True


def _cancel_letters(body: ResponsibleBody) -> None:
    letters = Delivery.objects.filter(
        kind=Delivery.Kinds.SUSPECT,
        about_body=body,
        state=DeliveryState.READY.value,
    )
    letters.update(state=DeliveryState.CANCELLED.value)
