"""Referrals whose body does not know of them: nothing that was sent got through."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from hilfe_ukraine.domain.states import DeliveryState, ReferralState
from hilfe_ukraine.models import Delivery, Referral


_FORWARDS = Delivery.objects.filter(kind=Delivery.Kinds.FORWARD)
_SENT = (DeliveryState.DELIVERED, DeliveryState.HANDLED, DeliveryState.INFLIGHT)
_NOT_SENT = (DeliveryState.READY, DeliveryState.DEAD, DeliveryState.BOUNCED)


def unreached_referrals() -> QuerySet[Referral]:
    """Open referrals nobody answered, with an offer that waits, came back or died.

    Not those of which a message got through, is under way, or was handled by hand,
    nor what a person holds back; and none that somebody of the body has opened: of a
    message to several people, one may come back while another reads it.
    """
    sent = _FORWARDS.filter(referral=OuterRef("pk"), state__in=_SENT)
    held = Q(state=DeliveryState.HELD, held_reason=Delivery.HeldReasons.SUSPECT)
    waits = _FORWARDS.filter(held | Q(state__in=_NOT_SENT), referral=OuterRef("pk"))
    rows = Referral.objects.filter(state=ReferralState.OPEN.value, opened_at=None)
    return rows.filter(Exists(waits), ~Exists(sent))
