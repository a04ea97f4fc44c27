"""What is written in a mail, per kind of message.

The words stand in ``templates/hilfe_ukraine/mail/<kind>.{subject.txt,txt,html}``. A
mail to a body holds the reference and a link, never the helper's name or address,
unless :mod:`.content` says so.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.models import Page

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.errors import Unsendable
from hilfe_ukraine.domain.states import REFERRALS_IN_HAND
from hilfe_ukraine.models import (
    CategoryText,
    Delivery,
    HelpOffer,
    Referral,
    in_language,
    words_of,
)
from hilfe_ukraine.models.deliveries import DeliveryQuerySet
from hilfe_ukraine.models.duplicates import offered_before
from hilfe_ukraine.models.language_words import reply_language

from .bounce_address import envelope_sender
from .content import content_of
from .digest import digest_words
from .helper_letters import HELPER_KINDS, contact_words, write_to_helper
from .message import Message
from .message_links import (
    address_link,
    answer_link,
    body_form_link,
    confirm_link,
    manage_link,
    register_link,
)
from .prepared import Objects, blanks
from .resting import is_paused


_RELATED = ("offer__region", "offer__category", "referral", "body")
_OWN = tuple(column.name for column in Delivery._meta.concrete_fields)
_SAID = (
    "offer__uuid",
    "offer__reference",
    "offer__language",
    "offer__statewide",
    "offer__page_title",
    "offer__submitted_at",
    "offer__release_at",
    "offer__contact_check",
    "offer__paused_until",
    "offer__restricted_at",
    "offer__page",
    "offer__erased_at",
    "offer__link_version",
    "offer__region_key",
    "offer__email_index",
    "offer__region__label",
    "offer__category__key",
    "referral__uuid",
    "referral__state",
    "referral__referred_at",
    "referral__link_version",
    "body__email",
    "body__content_reason",
)
_TEXTS = Objects(
    lambda: (
        CategoryText.objects.filter(**blanks(CategoryText, "parent"))
        .select_related("locale")
        .only("title", "locale__language_code")
        .order_by("pk")
    )
)


@dataclass(frozen=True)
class _Letter:
    """To whom, and what the templates of one kind need beside the common words."""

    to: str
    context: dict[str, Any] = field(default_factory=dict)


def with_words(rows: DeliveryQuerySet) -> DeliveryQuerySet:
    """Let each row bring along what mails say; all else is read when it is asked for.

    Most columns of an offer are in no mail, and its contact is in no mail to a body.
    """
    return rows.select_related(*_RELATED).only(*_OWN, *_SAID)


def write_message(delivery: Delivery, *, number: int, now: datetime) -> Message:
    """Return the mail of ``delivery`` for its try ``number``, in its language.

    Address and words are read now, so that a corrected address counts at the next
    try. Reads the category's texts; writes nothing. Raises
    :class:`Unsendable` when there is no address.
    """
    with translation.override(delivery.language):
        letter = _WRITERS[delivery.kind](delivery)
        if not letter.to:
            raise Unsendable("no_address")
        context = _common_words(delivery, now) | letter.context
        if delivery.receiver == Delivery.Receivers.HELPER:
            context |= contact_words(_offer(delivery), delivery.language)
        content = content_of(delivery)
        context["content"] = content
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
        envelope_sender=envelope_sender(delivery.uuid),
        delivery_uuid=str(delivery.uuid),
        holds_content=content is not None,
    )


def _forward(delivery: Delivery) -> _Letter:
    if delivery.referral is None:
        raise Unsendable("no_referral")
    return _Letter(_body_address(delivery), {"link": answer_link(delivery.referral)})


def _confirm(delivery: Delivery) -> _Letter:
    offer = _offer(delivery)
    contact: Any = offer.contact
    context = {
        "link": confirm_link(offer),
        "release_at": offer.release_at,
        "is_released": offer.contact_check == HelpOffer.ContactChecks.RELEASED,
    }
    return _Letter(contact.get("email", ""), context | _earlier(delivery, offer))


def _offered_before(delivery: Delivery) -> _Letter:
    offer = _offer(delivery)
    contact: Any = offer.contact
    return _Letter(contact.get("email", ""), _earlier(delivery, offer))


def _earlier(delivery: Delivery, offer: HelpOffer) -> dict[str, Any]:
    """What is said of an equal offer from the same address; nothing if there is none.

    Only this mail says it: who reads it has proved that the address is his own.
    """
    earlier = offered_before(offer)
    if earlier is None:
        return {}
    # From the day of the mail: the earlier offer may be older than a link lasts.
    link = manage_link(earlier, since=delivery.created_at)
    return {"earlier": earlier, "manage_link": link}


def _news(delivery: Delivery) -> _Letter:
    """The offer was changed, paused, withdrawn or restricted, or it expired."""
    if delivery.referral is None:
        raise Unsendable("no_referral")
    offer = _offer(delivery)
    context = {
        "link": answer_link(delivery.referral),
        "is_over": delivery.referral.state not in REFERRALS_IN_HAND,
        "is_withdrawn": delivery.referral.state == Referral.States.WITHDRAWN,
        "is_restricted": offer.restricted_at is not None,
    }
    return _Letter(_body_address(delivery), context)


def _to_helper(delivery: Delivery) -> _Letter:
    to, context = write_to_helper(delivery, _offer(delivery))
    return _Letter(to, context)


def _nobody(delivery: Delivery) -> _Letter:
    link = register_link(_offer(delivery))
    return _Letter(_body_address(delivery), {"link": link})


def _erased(delivery: Delivery) -> _Letter:
    """Only the number of the offer is left, and the body knows it by that."""
    return _Letter(_body_address(delivery))


def _digest(delivery: Delivery) -> _Letter:
    if delivery.body is None:
        raise Unsendable("no_body")
    # From the day it was meant for, so that every try says the same of what is late.
    words = digest_words(delivery.body, now=delivery.created_at, link=register_link)
    return _Letter(_body_address(delivery), words)


def _offer(delivery: Delivery) -> HelpOffer:
    if delivery.offer is None:
        raise Unsendable("no_offer")
    return delivery.offer


def _suspect(delivery: Delivery) -> _Letter:
    body = delivery.about_body
    if body is None:
        raise Unsendable("no_body")
    waiting = Referral.objects.filter(
        body=body,
        pass_on_at__isnull=False,
        opened_at=None,
        state=Referral.States.OPEN,
    ).aggregate(number=Count("pk"), pass_on_at=Min("pass_on_at"))
    context = {
        "name": body.name,
        "address": body.email,
        "since": delivery.created_at,
        "link": body_form_link(body),
        **waiting,
    }
    return _Letter(_body_address(delivery), context)


def _address(delivery: Delivery) -> _Letter:
    """Nothing secret: whoever reads it wrongly learns that the body is asked."""
    body = delivery.body
    if body is None:
        raise Unsendable("no_body")
    return _Letter(body.email, {"name": body.name, "link": address_link(delivery)})


_WRITERS: dict[str, Callable[[Delivery], _Letter]] = {
    Delivery.Kinds.FORWARD.value: _forward,
    Delivery.Kinds.CONFIRM.value: _confirm,
    Delivery.Kinds.OFFERED_BEFORE.value: _offered_before,
    Delivery.Kinds.CHANGED.value: _news,
    Delivery.Kinds.ENDED.value: _news,
    **dict.fromkeys(HELPER_KINDS, _to_helper),
    Delivery.Kinds.NOBODY.value: _nobody,
    Delivery.Kinds.ERASED.value: _erased,
    Delivery.Kinds.SUSPECT.value: _suspect,
    Delivery.Kinds.DIGEST.value: _digest,
    Delivery.Kinds.ADDRESS.value: _address,
}


def _body_address(delivery: Delivery) -> str:
    return delivery.body.email if delivery.body else ""


def _common_words(delivery: Delivery, now: datetime) -> dict[str, Any]:
    words = {
        "language": delivery.language,
        "page_title": "",
        "is_repeat": delivery.possible_duplicate,
    }
    if delivery.offer is None:
        return words
    paused_until = delivery.offer.paused_until if is_paused(delivery.offer, now) else ""
    words["paused_until"] = paused_until
    return words | _offer_words(delivery.offer, delivery.language)


def _offer_words(offer: HelpOffer, language: str) -> dict[str, Any]:
    category = in_language(_TEXTS(parent=offer.category_id), language)
    return {
        "reference": offer.reference,
        "category": words_of(category, "title") or offer.category.key,
        "region": offer.region.label if offer.region else "",
        "statewide": offer.statewide,
        "submitted_at": offer.submitted_at,
        "page_title": _page_title(offer, language),
        "reply_language": reply_language(offer.language),
    }


def _page_title(offer: HelpOffer, language: str) -> str:
    """In the language of the mail where the page has one: a body reads no Ukrainian."""
    if language == offer.language or offer.page_id is None:
        return offer.page_title
    same = Page.objects.filter(pk=offer.page_id).values("translation_key")
    pages = Page.objects.live().filter(
        translation_key__in=same, locale__language_code=language
    )
    return pages.values_list("title", flat=True).first() or offer.page_title
