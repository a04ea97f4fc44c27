"""Restricting the use of an offer, and lifting that again (GDPR, Article 18).

It is kept as it is meanwhile: no body reads it, and nothing moves it on or erases it.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hilfe_ukraine.delivery.claim import DESPITE_RESTRICTION
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Delivery, HelpOffer

from .log import LIFTED, RESTRICTED, log_action
from .one_by_one import one_by_one
from .refer import lock_offer
from .resting import end_of_pause, is_paused
from .tell_bodies import tell_of_change


def restrict(*, offer: HelpOffer, now: datetime, user: Any = None) -> bool:
    """Restrict the use of an offer; returns whether that was news.

    What waits in the outbox is held; what is being sent at this moment ends first.
    Bodies that have the offer are told, and cannot read it any more. One transaction;
    logged. Raises ``ForbiddenTransition`` for an erased offer, of which nothing is
    left to restrict.
    """
    with transaction.atomic():
        locked = _lock(offer)
        if locked.restricted_at:
            return False
        _set(locked, now)
        tell_of_change(offer=locked, now=now)
        ready = locked.deliveries.filter(state=DeliveryState.READY.value)
        ready.exclude(kind__in=DESPITE_RESTRICTION).update(
            state=DeliveryState.HELD.value,
            held_reason=Delivery.HeldReasons.RESTRICTED.value,
        )
        log_action(locked, RESTRICTED, user)
    return True


def lift(*, offer: HelpOffer, now: datetime, user: Any = None) -> bool:
    """Lift the restriction; returns whether there was one.

    What was held goes on, and its tries and days count anew; bodies are told that they
    can read the offer again. Otherwise as :func:`restrict`.
    """
    with transaction.atomic():
        locked = _lock(offer)
        if not locked.restricted_at:
            return False
        _set(locked, None)
        _let_go(locked, now)
        tell_of_change(offer=locked, now=now)
        log_action(locked, LIFTED, user)
    return True


def let_go_what_was_lifted(*, now: datetime) -> int:
    """Let messages go on that a worker held at the moment of lifting.

    Returns for how many offers; a transaction for each.
    """
    late = _held(Delivery.objects.filter(offer__restricted_at=None))
    ids = list(late.order_by().values_list("offer", flat=True).distinct())
    return one_by_one(ids, lambda pk: _let_go_late(pk, now), what="offer")


def _let_go_late(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        locked = lock_offer(pk)
        if locked.restricted_at:
            return False
        _let_go(locked, now)
    return True


def _lock(offer: HelpOffer) -> HelpOffer:
    locked = lock_offer(offer.pk)
    if locked.erased_at:
        raise ForbiddenTransition("offer: it was erased")
    return locked


def _set(offer: HelpOffer, when: datetime | None) -> None:
    offer.restricted_at = when
    offer.save(update_fields=["restricted_at"])


def _held(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.filter(
        state=DeliveryState.HELD.value,
        held_reason=Delivery.HeldReasons.RESTRICTED.value,
    )


def _let_go(offer: HelpOffer, now: datetime) -> None:
    held = _held(offer.deliveries.all())
    if is_paused(offer, now):
        forwards = held.filter(kind=Delivery.Kinds.FORWARD)
        _make_due(forwards, end_of_pause(offer))
    _make_due(held, now)


def _make_due(rows: QuerySet[Delivery], due: datetime) -> None:
    rows.update(
        state=DeliveryState.READY.value,
        held_reason=Delivery.HeldReasons.NONE.value,
        next_attempt_at=due,
        first_due_at=due,
        attempts=0,
    )
