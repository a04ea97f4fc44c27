"""Which bodies have an offer, or may have it."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Attempt, Delivery, HelpOffer, Referral


# "Handled": somebody passed the offer on by hand, for example by telephone.
_MAY_HAVE_ARRIVED = (
    DeliveryState.DELIVERED,
    DeliveryState.BOUNCED,
    DeliveryState.INFLIGHT,
    DeliveryState.HANDLED,
)


def may_know(offer: HelpOffer) -> QuerySet[Referral]:
    """Return the referrals by which a body has read the offer, or may have got it."""
    forwards = Delivery.objects.filter(
        referral=OuterRef("pk"), kind=Delivery.Kinds.FORWARD
    )
    open_ended = Attempt.objects.filter(
        delivery=OuterRef("pk"), outcome__in=Attempt.OPEN_ENDED
    )
    sent = Q(state__in=_MAY_HAVE_ARRIVED) | Q(possible_duplicate=True)
    known = Q(opened_at__isnull=False) | Q(answered_at__isnull=False)
    return offer.referrals.select_related("body").filter(
        known | Exists(forwards.filter(sent | Exists(open_ended)))
    )


def one_of_each_body(referrals: QuerySet[Referral]) -> list[Referral]:
    """Return the last of the referrals to each body: one message is enough."""
    return list({row.body_id: row for row in referrals.order_by("pk")}.values())
