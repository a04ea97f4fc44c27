"""Addresses of the register pages, by public uuid."""

from django.urls import reverse

from hilfe_ukraine.models import Delivery, HelpOffer


OFFERS_PATH = "hilfe-ukraine/offers"
DELIVERIES_PATH = "hilfe-ukraine/deliveries"


def story_url(instance: HelpOffer | Delivery) -> str:
    """Return where the whole story of an offer, or of one message, is told."""
    path = OFFERS_PATH if isinstance(instance, HelpOffer) else DELIVERIES_PATH
    return _inspect(path, instance.uuid)


def offer_url(public_id: str) -> str:
    """Return where the story of the offer with this uuid is told."""
    return _inspect(OFFERS_PATH, public_id)


def offers_url() -> str:
    """Return where all offers are listed."""
    return reverse(f"{OFFERS_PATH.replace('/', '_')}_modeladmin_index")


def _inspect(path: str, public_id: object) -> str:
    name = f"{path.replace('/', '_')}_modeladmin_inspect"
    return reverse(name, args=[public_id])
