"""States of offers, referrals and deliveries, and the steps between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .errors import ForbiddenTransition


class OfferState(StrEnum):
    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    REFERRED = "referred"
    TAKEN = "taken"
    NOT_NEEDED = "not_needed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ERASED = "erased"


class ReferralState(StrEnum):
    OPEN = "open"
    RECEIVED = "received"
    IN_CONTACT = "in_contact"
    TAKEN = "taken"
    NOT_NEEDED = "not_needed"
    PASSED_ON = "passed_on"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class DeliveryState(StrEnum):
    READY = "ready"
    INFLIGHT = "inflight"
    DELIVERED = "delivered"
    HELD = "held"
    DEAD = "dead"
    HANDLED = "handled"
    BOUNCED = "bounced"
    CANCELLED = "cancelled"


LIVE_REFERRALS = frozenset(
    {ReferralState.OPEN, ReferralState.RECEIVED, ReferralState.IN_CONTACT}
)
#: The body may still use the offer: it has it in hand, or has taken it.
REFERRALS_IN_HAND = LIVE_REFERRALS | {ReferralState.TAKEN}
#: Neither ended nor unconfirmed: the helper may change it, pause it or withdraw it.
OPEN_OFFERS = frozenset({OfferState.WAITING, OfferState.REFERRED})
ENDED_OFFERS = frozenset(
    {
        OfferState.TAKEN,
        OfferState.NOT_NEEDED,
        OfferState.WITHDRAWN,
        OfferState.EXPIRED,
        OfferState.ERASED,
    }
)

_REFERRAL_ENDS = frozenset(ReferralState) - LIVE_REFERRALS
REFERRAL_STEPS: Mapping[ReferralState, frozenset[ReferralState]] = {
    ReferralState.OPEN: _REFERRAL_ENDS
    | {ReferralState.RECEIVED, ReferralState.IN_CONTACT},
    ReferralState.RECEIVED: _REFERRAL_ENDS | {ReferralState.IN_CONTACT},
    ReferralState.IN_CONTACT: _REFERRAL_ENDS,
    **{end: frozenset() for end in _REFERRAL_ENDS},
}

DELIVERY_STEPS: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.READY: frozenset(
        {DeliveryState.INFLIGHT, DeliveryState.HELD, DeliveryState.CANCELLED}
    ),
    DeliveryState.INFLIGHT: frozenset(
        {
            DeliveryState.DELIVERED,
            DeliveryState.READY,
            DeliveryState.HELD,
            DeliveryState.DEAD,
            DeliveryState.CANCELLED,
        }
    ),
    DeliveryState.HELD: frozenset(
        {DeliveryState.READY, DeliveryState.HANDLED, DeliveryState.CANCELLED}
    ),
    DeliveryState.DEAD: frozenset(
        {DeliveryState.READY, DeliveryState.HANDLED, DeliveryState.CANCELLED}
    ),
    DeliveryState.DELIVERED: frozenset({DeliveryState.BOUNCED}),
    DeliveryState.BOUNCED: frozenset({DeliveryState.HANDLED, DeliveryState.CANCELLED}),
    DeliveryState.HANDLED: frozenset(),
    DeliveryState.CANCELLED: frozenset(),
}
#: What is cancelled with its offer or referral. One that is being sent is left to its
#: worker, which finds out when it is done.
CANCELLABLE_DELIVERIES = frozenset(
    state
    for state, steps in DELIVERY_STEPS.items()
    if DeliveryState.CANCELLED in steps and state is not DeliveryState.INFLIGHT
)


def check_offer_is_open(state: OfferState) -> None:
    """Raise :class:`ForbiddenTransition` unless the helper may still change the offer.

    Only an open offer is withdrawn or expires, is paused, extended or corrected.
    """
    if state not in OPEN_OFFERS:
        raise ForbiddenTransition(f"offer: {state} is not open")


def check_referral_step(old: ReferralState, new: ReferralState) -> None:
    """Raise :class:`ForbiddenTransition` unless ``old`` may become ``new``."""
    if new not in REFERRAL_STEPS[old]:
        raise ForbiddenTransition(f"referral: {old} -> {new}")


def check_delivery_step(old: DeliveryState, new: DeliveryState) -> None:
    """Raise :class:`ForbiddenTransition` unless ``old`` may become ``new``."""
    if new not in DELIVERY_STEPS[old]:
        raise ForbiddenTransition(f"delivery: {old} -> {new}")


@dataclass(frozen=True)
class Holding:
    """One referral as the offer's state sees it; ``share`` is what the body took."""

    state: ReferralState
    share: int | None = None


def state_from_referrals(
    holdings: Sequence[Holding], *, quantity: int | None
) -> OfferState:
    """Return the state of an offer that is confirmed and neither ended nor erased.

    ``taken`` when the shares cover the quantity (or, without a quantity, when a body
    took it; a share left open counts as all), ``not_needed`` when every referral ended
    without anybody taking, ``waiting`` while nobody has it, else ``referred``.
    """
    taken = [held for held in holdings if held.state is ReferralState.TAKEN]
    if _covers(taken, quantity):
        return OfferState.TAKEN
    if taken or any(held.state in LIVE_REFERRALS for held in holdings):
        return OfferState.REFERRED
    if any(held.state is ReferralState.NOT_NEEDED for held in holdings):
        return OfferState.NOT_NEEDED
    return OfferState.WAITING


def _covers(taken: Sequence[Holding], quantity: int | None) -> bool:
    if not taken:
        return False
    if quantity is None or any(held.share is None for held in taken):
        return True
    return sum(held.share or 0 for held in taken) >= quantity
