"""Referrals whose body does not know of them: nothing that was sent got through."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.domain.bodies import ContactState
from hilfe_ukraine.domain.states import DeliveryState, ReferralState
from hilfe_ukraine.models import Delivery, Referral


_FORWARDS = Delivery.objects.filter(kind=Delivery.Kinds.FORWARD)
_SENT = (DeliveryState.DELIVERED, DeliveryState.HANDLED, DeliveryState.INFLIGHT)
_FAILED = (DeliveryState.DEAD, DeliveryState.BOUNCED)
#: A doubt is about the e-mail address: what goes another way goes on. To a body that
#: works no more nothing goes.
STOPS_WITH_ITS_BODY = Q(channel=EmailChannel.id) | Q(
    body__contact_state=ContactState.RETIRED.value
)


def unreached_referrals() -> QuerySet[Referral]:
    """Open referrals nobody answered, with an offer that waits, came back or died.

    Not those of which a message got through, is under way, or was handled by hand,
    nor what a person holds back; and none that somebody of the body has opened: of a
    message to several people, one may come back while another reads it.
    """
    sent = _FORWARDS.filter(referral=OuterRef("pk"), state__in=_SENT)
    held = Q(state=DeliveryState.HELD, held_reason=Delivery.HeldReasons.SUSPECT)
    ready = Q(state=DeliveryState.READY) & STOPS_WITH_ITS_BODY
    waits = _FORWARDS.filter(
        held | ready | Q(state__in=_FAILED), referral=OuterRef("pk")
    )
    rows = Referral.objects.filter(state=ReferralState.OPEN.value, opened_at=None)
    return rows.filter(Exists(waits), ~Exists(sent))
