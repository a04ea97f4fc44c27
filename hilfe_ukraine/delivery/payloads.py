"""What goes to a body's own system: values of the domain, read from rows."""

from datetime import datetime

from django.utils import translation

from hilfe_ukraine.domain.errors import Unsendable
from hilfe_ukraine.domain.payload import (
    FactValue,
    Labelled,
    Occasion,
    ReferredOffer,
    Types,
    offer_payload,
)
from hilfe_ukraine.models import Delivery, HelpOffer, Referral, in_language
from hilfe_ukraine.models.fact_words import fact_label, value_label
from hilfe_ukraine.models.language_words import language_name
from hilfe_ukraine.models.offer_words import WORDS

from .message_links import answer_link


#: What each kind of message is called in a document.
TYPES = {
    Delivery.Kinds.FORWARD.value: Types.OFFER_REFERRED,
    Delivery.Kinds.CHANGED.value: Types.OFFER_CHANGED,
    Delivery.Kinds.ENDED.value: Types.OFFER_ENDED,
}
#: A new address that is not confirmed yet is nobody's business.
_CONTACT = ("helper", "organisation", "name", "email", "phone", "street", "city")

_REFERRALS = Referral.objects.select_related(
    "offer__region", "offer__category"
).prefetch_related(*(f"offer__{words}" for words in WORDS))


def write_payload(delivery: Delivery, *, now: datetime) -> bytes:
    """Return the JSON document of an offer, as of now.

    What is personal is in it only while the body may read it: an offer that was
    restricted between two tries goes out without. Reads referral and offer; writes
    nothing. Raises :class:`Unsendable` for a row about no referral.
    """
    if delivery.referral_id is None:
        raise Unsendable("no_referral")
    referral = _REFERRALS.get(pk=delivery.referral_id)
    offer = _referred(referral, delivery.language)
    is_first = delivery.kind == Delivery.Kinds.FORWARD
    occasion = Occasion(
        type=TYPES[delivery.kind],
        happened_at=referral.referred_at if is_first else delivery.created_at,
        sent_at=now,
        is_repeat=delivery.possible_duplicate,
    )
    return offer_payload(offer, occasion)


def _referred(referral: Referral, language: str) -> ReferredOffer:
    offer = referral.offer
    readable = referral.is_readable
    return ReferredOffer(
        referral=str(referral.uuid),
        uuid=str(offer.uuid),
        reference=offer.reference,
        page=offer.page_title,
        category=_category(offer, language),
        region=_region(offer),
        postcode=offer.postcode,
        statewide=offer.statewide,
        facts=_facts(offer, language),
        quantity=offer.quantity,
        available_from=offer.available_from,
        available_until=offer.available_until,
        language=offer.language,
        reply_language=_reply_language(offer, language),
        contact_check=offer.contact_check,
        submitted_at=offer.submitted_at,
        referred_at=referral.referred_at,
        answer_due_at=referral.due_at,
        answer_url=answer_link(referral),
        state=referral.state,
        paused_until=offer.paused_until,
        contact=_contact(offer) if readable else None,
        entries=offer.entries if readable else None,
    )


def _contact(offer: HelpOffer) -> dict[str, str]:
    contact = offer.contact
    return {name: contact[name] for name in _CONTACT if name in contact}


def _category(offer: HelpOffer, language: str) -> Labelled:
    words = in_language(offer.category.texts.all(), language)
    return Labelled(offer.category.key, words.title if words else offer.category.key)


def _reply_language(offer: HelpOffer, language: str) -> Labelled:
    with translation.override(language):
        return Labelled(offer.language, language_name(offer.language))


def _region(offer: HelpOffer) -> Labelled | None:
    return Labelled(offer.region.key, offer.region.label) if offer.region else None


def _facts(offer: HelpOffer, language: str) -> list[FactValue]:
    return [
        FactValue(
            key=name,
            label=fact_label(name, offer.category, language),
            value=value,
            value_label=value_label(name, value, offer.category, language),
        )
        for name, value in offer.facts.items()
    ]
