"""A message that came back, and who has the offer then."""

from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.actions.sending.bounce import note_bounce
from hilfe_ukraine.models import Delivery
from tests.factories import NOW


States = Delivery.States


def come_back(referral, now=NOW):
    row = referral.deliveries.get()
    Delivery.objects.filter(pk=row.pk).update(state=States.DELIVERED)
    note_bounce(delivery_uuid=row.uuid, hard=True, code="5.1.1", now=now)
    the_letter_has_left()


def the_letter_has_left():
    Delivery.objects.filter(kind="suspect").update(state=States.DELIVERED)


def first(offer):
    return offer.referrals.order_by("pk")[0]


def change(body, **values):
    type(body).objects.filter(pk=body.pk).update(**values)
    routing_changed()


def holders(offer):
    """Who has the offer in hand now."""
    return [referral.body.key for referral in offer.referrals.live()]
