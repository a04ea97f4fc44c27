"""Addresses of the register pages, by public uuid."""

from django.urls import reverse

from hilfe_ukraine.models import Delivery, HelpOffer


OFFERS_PATH = "hilfe-ukraine/offers"
DELIVERIES_PATH = "hilfe-ukraine/deliveries"


def story_url(instance: HelpOffer | Delivery) -> str:
    """Return where the whole story of an offer, or of one message, is told."""
    path = OFFERS_PATH if isinstance(instance, HelpOffer) else DELIVERIES_PATH
    name = f"{path.replace('/', '_')}_modeladmin_inspect"
    return reverse(name, args=[instance.uuid])
