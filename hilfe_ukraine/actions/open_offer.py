"""What all that a helper does with an offer has in common: it must be open."""

from datetime import datetime

from django.db.models import QuerySet

from hilfe_ukraine.domain.errors import RestrictedOffer
from hilfe_ukraine.domain.states import (
    CANCELLABLE_DELIVERIES,
    LIVE_REFERRALS,
    REFERRALS_IN_HAND,
    DeliveryState,
    OfferState,
    ReferralState,
    check_offer_is_open,
)
from hilfe_ukraine.models import Delivery, HelpOffer

from .refer import lock_offer
from .tell_bodies import tell_of_end
from .who_may_know import may_know, one_of_each_body


def lock_open_offer(pk: int) -> HelpOffer:
    """Return the offer, locked until the end of the transaction.

    Raises ``ForbiddenTransition`` if it has ended or is not confirmed yet,
    ``RestrictedOffer`` if its use is restricted.
    """
    locked = lock_offer(pk)
    check_offer_is_open(OfferState(locked.state))
    if locked.restricted_at:
        raise RestrictedOffer(locked.reference)
    return locked


def end_offer(offer: HelpOffer, *, state: OfferState, now: datetime) -> None:
    """End a locked, open offer as ``withdrawn`` or ``expired``; saves it.

    Referrals in hand end with it, what waits in the outbox is cancelled, and each body
    that has or may have the offer is told. Their links go on, and say that it is over.
    """
    # Referrals before messages, everywhere.
    list(offer.referrals.order_by("pk").select_for_update().values_list("pk"))
    list(_messages(offer).order_by("pk").select_for_update().values_list("pk"))
    referrals = offer.referrals.filter(state__in=LIVE_REFERRALS)
    told = one_of_each_body(may_know(offer).filter(state__in=REFERRALS_IN_HAND))
    _messages(offer).filter(state__in=CANCELLABLE_DELIVERIES).update(
        state=DeliveryState.CANCELLED.value, held_reason=Delivery.HeldReasons.NONE
    )
    is_withdrawn = state is OfferState.WITHDRAWN
    end = ReferralState.WITHDRAWN if is_withdrawn else ReferralState.LAPSED
    referrals.update(state=end.value, ended_at=now, pass_on_at=None)
    offer.state, offer.ended_at = state.value, now
    offer.waiting_for = HelpOffer.WaitingFor.NOTHING
    offer.paused_until = None
    offer.save(
        update_fields=[
            "state",
            "ended_at",
            "waiting_for",
            "paused_until",
            "withdraw_reason",
        ]
    )
    tell_of_end(referrals=told, now=now)


def _messages(offer: HelpOffer) -> QuerySet[Delivery]:
    return Delivery.objects.filter(offer=offer)
