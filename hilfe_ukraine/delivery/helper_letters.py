"""What is written to helpers: who has the offer, what came of it, and their links."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from hilfe_ukraine.conf import conf
from hilfe_ukraine.crypto import blind_index
from hilfe_ukraine.domain.errors import ENDED, Unsendable
from hilfe_ukraine.domain.states import OPEN_OFFERS, OfferState
from hilfe_ukraine.models import (
    Delivery,
    HelpOffer,
    bodies_with,
    in_language,
    words_of,
)
from hilfe_ukraine.models.offers import HelpOfferQuerySet

from .message_links import (
    confirm_link,
    lost_link_page,
    manage_link,
    new_email_link,
)


_Kinds = Delivery.Kinds
#: The kinds that are written here.
HELPER_KINDS = (
    _Kinds.REMINDER.value,
    _Kinds.NEW_ADDRESS.value,
    _Kinds.OLD_ADDRESS.value,
    _Kinds.LINKS.value,
    _Kinds.RECEIVED.value,
    _Kinds.STILL_VALID.value,
    _Kinds.OUTCOME.value,
)
_LISTING = (_Kinds.REMINDER, _Kinds.LINKS)
_MOST = 20
_UNCONFIRMED = OfferState.UNCONFIRMED.value
_OPEN = [state.value for state in OfferState if state in OPEN_OFFERS]


@dataclass(frozen=True)
class OfferLine:
    """One offer in a mail about several, with the link that opens it."""

    reference: str
    category: str
    link: str
    must_confirm: bool


def offers_to_list(email_index: str) -> HelpOfferQuerySet:
    """Return the offers that the owner of an e-mail address has links to."""
    rows = HelpOffer.objects.filter(
        Q(state=_UNCONFIRMED) | Q(state__in=_OPEN),
        email_index=email_index,
        erased_at=None,
    )
    return rows.exclude(email_index="").defer("contact", "entries")


def write_to_helper(delivery: Delivery, offer: HelpOffer) -> tuple[str, dict[str, Any]]:
    """Return address and words of a letter; the address may be missing.

    A new address gets its own letter, and so does the previous one; all others go to
    the registered one. Raises ``Unsendable`` if no new address waits any more.
    """
    # All of it: a letter reads what no list of columns could tell before.
    whole = HelpOffer.objects.get(pk=offer.pk)
    contact: dict[str, str] = whole.contact
    if delivery.kind == _Kinds.NEW_ADDRESS:
        email = contact.get("new_email", "")
        if not email:
            raise Unsendable(ENDED)
        link = new_email_link(whole, email, since=delivery.created_at)
        return email, {"link": link}
    email = contact.get("email", "")
    if delivery.kind == _Kinds.OLD_ADDRESS:
        return delivery.address, _notice(delivery, whole)
    if delivery.kind in _LISTING:
        return email, {"lines": _lines(delivery, email)}
    return email, _words(delivery, whole)


def contact_words(offer: HelpOffer, language: str) -> dict[str, Any]:
    """Return how a helper reaches people: hotline, imprint, the page for lost links.

    ``language`` is that of the letter; the page for lost links speaks it as well.
    """
    page = offer.page.specific if offer.page else None
    return {
        "hotline": getattr(page, "hotline", ""),
        "imprint": conf.legal_links.get("imprint", ""),
        "lost_link_page": lost_link_page(language),
    }


def _words(delivery: Delivery, offer: HelpOffer) -> dict[str, Any]:
    return {
        "offer": offer,
        "bodies": bodies_with(offer),
        "link": manage_link(offer, since=delivery.created_at),
        "link_ends": delivery.created_at + conf.link_age,
    }


def _notice(delivery: Delivery, offer: HelpOffer) -> dict[str, Any]:
    """Once the offer has another address, its link is not the previous one's any more.

    The new address does not stand there: mail is open, and it may be a stranger's.
    """
    contact: dict[str, str] = offer.contact
    is_used = contact.get("email") == delivery.address
    link = manage_link(offer, since=delivery.created_at) if is_used else ""
    return {"link": link}


def _lines(delivery: Delivery, email: str) -> list[OfferLine]:
    rows = offers_to_list(blind_index("email", email.lower()))
    if delivery.kind == _Kinds.REMINDER:
        rows = rows.filter(state=_UNCONFIRMED)
    rows = rows.select_related("category").prefetch_related("category__texts__locale")
    newest = rows.order_by("-submitted_at", "-pk")[:_MOST]
    return [_line(offer, delivery) for offer in newest]


def _line(offer: HelpOffer, delivery: Delivery) -> OfferLine:
    words = in_language(offer.category.texts.all(), delivery.language)
    # Until its address is proven, a link only confirms, and shows nothing personal.
    must_confirm = offer.contact_check not in HelpOffer.SOUND_CONTACTS
    make_link = confirm_link if must_confirm else manage_link
    link = make_link(offer, since=delivery.created_at)
    title = words_of(words, "title") or offer.category.key
    return OfferLine(offer.reference, title, link, must_confirm)
