"""When a body may read the personal data of an offer that was referred to it."""

from .states import REFERRALS_IN_HAND, ReferralState


def may_be_read(
    *, referral: ReferralState, is_erased: bool, is_restricted: bool
) -> bool:
    """Whether the body may read it: only while it has the offer in hand.

    And not when the data is erased or its use restricted. The one rule for links, the
    inbox, webhooks and mails that may hold the offer.
    """
    return not (is_erased or is_restricted) and referral in REFERRALS_IN_HAND
