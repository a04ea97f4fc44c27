"""The offer that somebody names on the command line."""

from django.core.management.base import CommandError

from hilfe_ukraine.domain.reference import parse_reference
from hilfe_ukraine.models import HelpOffer


def find_offer(text: str) -> HelpOffer:
    """Return the offer with this number; its personal data stays closed.

    Raises ``CommandError`` if ``text`` is no offer number, or nobody's.
    """
    reference = parse_reference(text)
    if reference is None:
        raise CommandError("This is not an offer number.")
    rows = HelpOffer.objects.defer("contact", "entries")
    offer = rows.filter(reference=reference).first()
    if offer is None:
        raise CommandError("There is no offer with this number.")
    return offer
