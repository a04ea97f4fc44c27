"""Telling the bodies that have an offer, or had it, what became of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from hilfe_ukraine.delivery.outbox import for_its_body
from hilfe_ukraine.domain.states import REFERRALS_IN_HAND, DeliveryState
from hilfe_ukraine.models import Delivery, HelpOffer, Referral

from .who_may_know import may_know, one_of_each_body


def tell_of_change(*, offer: HelpOffer, now: datetime) -> list[Delivery]:
    """Write a message for each body that has the offer in hand, or may have it.

    None while an earlier one has not left: what the body reads is always how the offer
    stands at that moment. In the caller's transaction, which has locked the offer.
    """
    _hold_off_workers(offer)
    return _tell_of_change(offer, one_of_each_body(_in_hand(offer)), now)


def tell_of_restriction(*, offer: HelpOffer, now: datetime) -> list[Delivery]:
    """Write a message for each body that may know the offer, also if it is over there.

    To a body that had it more than once, about the referral it has in hand. Otherwise
    as :func:`tell_of_change`.
    """
    _hold_off_workers(offer)
    known = one_of_each_body(may_know(offer))
    in_hand = {row.body_id: row for row in one_of_each_body(_in_hand(offer))}
    rows = [in_hand.get(row.body_id, row) for row in known]
    return _tell_of_change(offer, rows, now)


def tell_of_end(*, referrals: Iterable[Referral], now: datetime) -> list[Delivery]:
    """Write a message for the body of each of these referrals: the offer is over."""
    return _tell(referrals, Delivery.Kinds.ENDED, now)


def _in_hand(offer: HelpOffer) -> QuerySet[Referral]:
    return may_know(offer).filter(state__in=REFERRALS_IN_HAND)


def _hold_off_workers(offer: HelpOffer) -> None:
    """Let none take up a message between what is read next and COMMIT.

    It would write how the offer stood before, to a body that counts as told or as
    without it.
    """
    list(offer.deliveries.order_by("pk").select_for_update().values_list("pk"))


def _tell_of_change(
    offer: HelpOffer, referrals: list[Referral], now: datetime
) -> list[Delivery]:
    unsent = offer.deliveries.filter(
        kind=Delivery.Kinds.CHANGED, state=DeliveryState.READY.value
    )
    # By referral: one that has ended says that it is over, and a body may have another.
    told = set(unsent.values_list("referral", flat=True))
    rows = [row for row in referrals if row.pk not in told]
    return _tell(rows, Delivery.Kinds.CHANGED, now)


def _tell(
    referrals: Iterable[Referral], kind: Delivery.Kinds, now: datetime
) -> list[Delivery]:
    return Delivery.objects.bulk_create(
        for_its_body(referral, kind=kind, now=now, number=None, is_repeat=False)
        for referral in referrals
    )
