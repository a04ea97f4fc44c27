"""Telling the bodies that have an offer what its helper did with it."""

from collections.abc import Iterable
from datetime import datetime

from hilfe_ukraine.delivery.outbox import for_its_body
from hilfe_ukraine.domain.states import REFERRALS_IN_HAND, DeliveryState
from hilfe_ukraine.models import Delivery, HelpOffer, Referral

from .who_may_know import may_know, one_of_each_body


def tell_of_change(*, offer: HelpOffer, now: datetime) -> list[Delivery]:
    """Write a message for each body that has the offer in hand, or may have it.

    None while an earlier one has not left: what the body reads is always how the offer
    stands at that moment. In the caller's transaction, which has locked the offer.
    """
    # No worker takes up one of them between what is read here and COMMIT: it would
    # write how the offer stood before, to a body that counts as told or as without it.
    list(offer.deliveries.order_by("pk").select_for_update().values_list("pk"))
    in_hand = may_know(offer).filter(state__in=REFERRALS_IN_HAND)
    unsent = offer.deliveries.filter(
        kind=Delivery.Kinds.CHANGED, state=DeliveryState.READY.value
    )
    told = set(unsent.values_list("body", flat=True))
    rows = [row for row in one_of_each_body(in_hand) if row.body_id not in told]
    return _tell(rows, Delivery.Kinds.CHANGED, now)


def tell_of_end(*, referrals: Iterable[Referral], now: datetime) -> list[Delivery]:
    """Write a message for the body of each of these referrals: the offer is over."""
    return _tell(referrals, Delivery.Kinds.ENDED, now)


def _tell(
    referrals: Iterable[Referral], kind: Delivery.Kinds, now: datetime
) -> list[Delivery]:
    return Delivery.objects.bulk_create(
        for_its_body(referral, kind=kind, now=now, number=None, is_repeat=False)
        for referral in referrals
    )
