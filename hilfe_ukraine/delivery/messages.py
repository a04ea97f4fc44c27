"""What is written in a mail, per kind of message.

The words stand in ``templates/hilfe_ukraine/mail/<kind>.{subject.txt,txt,html}``. A
mail to a body holds the reference and a link, never the helper's name or address.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from hilfe_ukraine.conf import conf
from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import Delivery, HelpOffer, Referral

from .channels.base import Unsendable
from .digest import NOT_REACHED_AFTER, digest_words
from .message import Message


#: Wagtail-modeladmin's name for the register of offers.
_REGISTER = "hilfe-ukraine_offers_modeladmin_index"


@dataclass(frozen=True)
class _Letter:
    """To whom, and what the templates of one kind need beside the common words."""

    to: str
    context: dict[str, Any] = field(default_factory=dict)


def write_message(delivery: Delivery, *, number: int, now: datetime) -> Message:
    """Return the mail of ``delivery`` for its try ``number``, in its language.

    Address and words are read now, so that a corrected address counts at the next
    try. Reads the category's texts; writes nothing. Raises
    :class:`channels.base.Unsendable` when there is no address.
    """
    with translation.override(delivery.language):
        letter = _WRITERS[delivery.kind](delivery)
        if not letter.to:
            raise Unsendable("no_address")
        context = _common_words(delivery) | letter.context
        subject, text, html = (
            render_to_string(f"hilfe_ukraine/mail/{delivery.kind}.{part}", context)
            for part in ("subject.txt", "txt", "html")
        )
    return Message(
        sender=conf.from_email,
        to=letter.to,
        subject=" ".join(subject.split()),
        text=text.strip() + "\n",
        html=html,
        message_id=delivery.message_id,
        number=number,
        sent_at=now,
    )


def _forward(delivery: Delivery) -> _Letter:
    if delivery.referral is None:
        raise Unsendable("no_referral")
    return _Letter(_body_address(delivery), {"link": answer_link(delivery.referral)})


def _confirm(delivery: Delivery) -> _Letter:
    offer = _offer(delivery)
    contact: Any = offer.contact
    context = {"link": confirm_link(offer), "release_at": offer.release_at}
    return _Letter(contact.get("email", ""), context)


def _nobody(delivery: Delivery) -> _Letter:
    link = _register_link(_offer(delivery))
    return _Letter(_body_address(delivery), {"link": link})


def _digest(delivery: Delivery) -> _Letter:
    if delivery.body is None:
        raise Unsendable("no_body")
    # From the day it was meant for, so that every try says the same of what is late.
    before = delivery.created_at - NOT_REACHED_AFTER
    words = digest_words(delivery.body, before=before, link=_register_link)
    return _Letter(_body_address(delivery), words)


def _offer(delivery: Delivery) -> HelpOffer:
    if delivery.offer is None:
        raise Unsendable("no_offer")
    return delivery.offer


_WRITERS: dict[str, Callable[[Delivery], _Letter]] = {
    Delivery.Kinds.FORWARD.value: _forward,
    Delivery.Kinds.CONFIRM.value: _confirm,
    Delivery.Kinds.NOBODY.value: _nobody,
    Delivery.Kinds.DIGEST.value: _digest,
}


def answer_link(referral: Referral) -> str:
    """Return the address under which the body reads the offer and answers."""
    token = make_token(
        Purpose.ANSWER,
        referral.uuid,
        version=referral.link_version,
        expires_at=referral.referred_at + conf.link_age,
    )
    return conf.base_url + reverse("hilfe_ukraine:answer", args=[token])


def confirm_link(offer: HelpOffer) -> str:
    """Return the address under which the helper confirms the e-mail address."""
    token = make_token(
        Purpose.CONFIRM,
        offer.uuid,
        version=offer.link_version,
        expires_at=offer.submitted_at + conf.link_age,
    )
    return conf.base_url + reverse("hilfe_ukraine:confirm", args=[token])


def _register_link(offer: HelpOffer) -> str:
    """Return where the offer stands in the admin; empty on a site without it."""
    try:
        path = reverse(_REGISTER)
    except NoReverseMatch:
        return ""
    return f"{conf.base_url}{path}?{urlencode({'q': offer.reference})}"


def _body_address(delivery: Delivery) -> str:
    return delivery.body.email if delivery.body else ""


def _common_words(delivery: Delivery) -> dict[str, Any]:
    words = {
        "language": delivery.language,
        "page_title": "",
        "is_repeat": delivery.possible_duplicate,
    }
    offer = delivery.offer
    if offer is None:
        return words
    return words | {
        "reference": offer.reference,
        "category": str(offer.category),
        "region": offer.region.label if offer.region else "",
        "statewide": offer.statewide,
        "submitted_at": offer.submitted_at,
        "page_title": offer.page_title,
    }
