"""The one place where an offer's state follows from its referrals."""

from datetime import datetime

from django.db import transaction

from hilfe_ukraine.domain.states import (
    Holding,
    OfferState,
    ReferralState,
    state_from_referrals,
)
from hilfe_ukraine.models import Delivery, HelpOffer

from .tell_helper import tell_helper


# These were decided by the helper or by the calendar; no answer of a body undoes them.
_NOT_DERIVED = frozenset(
    {
        OfferState.UNCONFIRMED,
        OfferState.WITHDRAWN,
        OfferState.EXPIRED,
        OfferState.ERASED,
    }
)
_CLOSED = (OfferState.TAKEN, OfferState.NOT_NEEDED)


def refresh_state(offer: HelpOffer, now: datetime, *, tell: bool = True) -> OfferState:
    """Bring state, list and end of an offer in line with its referrals.

    Locks the offer; joins the caller's transaction or makes one. Returns the state.
    ``offer`` itself is brought up to date as well. With ``tell`` the helper gets a
    letter when somebody took the offer or nobody needs it.
    """
    with transaction.atomic():
        plain = HelpOffer.objects.defer("contact", "entries")
        row = plain.select_for_update().get(pk=offer.pk)
        old = OfferState(row.state)
        new = old if old in _NOT_DERIVED else _derived(row)
        if new is not old:
            _write(row, new, now)
            if tell and new in _CLOSED:
                tell_helper(offer=row, kind=Delivery.Kinds.OUTCOME, now=now)
    for name in ("state", "waiting_for", "ended_at"):
        setattr(offer, name, getattr(row, name))
    return new


def _derived(row: HelpOffer) -> OfferState:
    holdings = [
        Holding(ReferralState(state), share)
        for state, share in row.referrals.values_list("state", "share")
    ]
    return state_from_referrals(holdings, quantity=row.quantity)


def _write(row: HelpOffer, new: OfferState, now: datetime) -> None:
    waiting = new is OfferState.WAITING
    row.state = new.value
    row.waiting_for = (
        HelpOffer.WaitingFor.BODY if waiting else HelpOffer.WaitingFor.NOTHING
    )
    row.ended_at = now if new in _CLOSED else None
    row.save(update_fields=["state", "waiting_for", "ended_at"])
