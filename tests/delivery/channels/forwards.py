"""An offer on its way to the system of a body."""

from hilfe_ukraine.models import HelpOffer
from tests.factories import make_category, make_delivery, make_offer, make_referral


def forwarded(webhook, **values):
    """A forward to the body of the webhook."""
    offer = values.pop("offer", None) or make_offer(
        category=make_category("housing", title="Wohnraum"),
        state=HelpOffer.States.REFERRED,
        entries=[{"key": "details", "label": "Angebot", "value": "Zimmer"}],
        facts={"stay_days": 90, "helper": "person"},
        quantity=2,
    )
    referral = make_referral(offer=offer, body=webhook.body, **values)
    return make_delivery(referral=referral, channel="webhook")
