"""The helper corrects an offer, or gives another e-mail address."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from hilfe_ukraine.crypto import blind_index
from hilfe_ukraine.delivery.outbox import new_delivery
from hilfe_ukraine.domain.facts import QUANTITY
from hilfe_ukraine.domain.states import CANCELLABLE_DELIVERIES, DeliveryState
from hilfe_ukraine.models import Delivery, HelpOffer, Referral

from .log import CHANGED, NEW_ADDRESS, log_action
from .open_offer import lock_open_offer
from .tell_bodies import tell_of_change
from .tell_helper import tell_helper


#: Under this name a new address waits among the contact data for its confirmation.
NEW_EMAIL = "new_email"
_DETAILS = "details"


@dataclass(frozen=True)
class Correction:
    """How an offer is to stand from now on; all of it personal or close to it.

    ``contact`` holds all fields of the contact but ``helper``. ``quantity`` is ``None``
    where it is not asked for, or can be changed no more; ``spoken``, the entry with the
    languages, where they were not asked for.
    """

    contact: dict[str, str] = field(repr=False)
    details: str = field(repr=False)
    available_from: date | None = None
    available_until: date | None = None
    quantity: int | None = None
    spoken: dict[str, Any] | None = field(default=None, repr=False)


def quantity_is_open(offer: HelpOffer) -> bool:
    """Whether the quantity can still be changed: nobody has taken a part of it."""
    taken = offer.referrals.filter(state=Referral.States.TAKEN)
    return offer.quantity is not None and not taken.exists()


def correct(*, offer: HelpOffer, correction: Correction, now: datetime) -> bool:
    """Bring an offer up to date; returns whether that is news to those who have it.

    Bodies are told then. Another e-mail address is only noted: it gets a letter with a
    link, and is used, and news, from its confirmation on. Whoever puts the old one back
    ends that link. One transaction; logged. Raises as
    :func:`open_offer.lock_open_offer`.

    The previous address, if it is sound, hears of it before the new one does, and also
    if it is only taken away: somebody else may have got hold of the personal link. That
    letter stores where it goes, so that it comes even if it leaves too late.
    """
    with transaction.atomic():
        locked = lock_open_offer(offer.pk)
        before, contact = _seen_by_bodies(locked), locked.contact
        asked = _take(locked, correction)
        is_news = _seen_by_bodies(locked) != before
        if not is_news and locked.contact == contact:
            return False
        locked.save()
        _tell_addresses(locked, contact, asked=asked, now=now)
        if is_news:
            tell_of_change(offer=locked, now=now)
        log_action(locked, CHANGED)
    return is_news


def confirm_address(*, offer: HelpOffer, email: str, now: datetime) -> bool:
    """Use the new e-mail address from now on; returns whether that was news.

    Older personal links end, since they went to the old address; a letter with a new
    one goes to the new address. Bodies are told. One transaction; logged. Raises as
    :func:`open_offer.lock_open_offer`.
    """
    with transaction.atomic():
        locked = lock_open_offer(offer.pk)
        if not email or locked.contact.get(NEW_EMAIL) != email:
            return False
        contact = {**locked.contact, "email": email}
        del contact[NEW_EMAIL]
        _store_contact(locked, contact)
        _cancel_request(locked)
        locked.confirmed_at = now
        locked.contact_check = HelpOffer.ContactChecks.CONFIRMED
        locked.link_version = F("link_version") + 1
        locked.save()
        locked.refresh_from_db(fields=["link_version"])
        tell_of_change(offer=locked, now=now)
        tell_helper(offer=locked, kind=Delivery.Kinds.RECEIVED, now=now)
        log_action(locked, NEW_ADDRESS)
    return True


def _seen_by_bodies(offer: HelpOffer) -> tuple[Any, ...]:
    contact = {name: offer.contact[name] for name in offer.contact if name != NEW_EMAIL}
    period = (offer.available_from, offer.available_until)
    return contact, [*offer.entries], *period, offer.quantity


def _take(offer: HelpOffer, correction: Correction) -> bool:
    """Change the row in memory; returns whether a new address is to be confirmed."""
    offer.available_from = correction.available_from
    offer.available_until = correction.available_until
    if correction.quantity is not None and quantity_is_open(offer):
        _take_quantity(offer, correction.quantity)
    _take_details(offer, correction.details)
    if correction.spoken:
        _take_spoken(offer, correction.spoken)
    return _take_contact(offer, dict(correction.contact))


def _take_quantity(offer: HelpOffer, quantity: int) -> None:
    if quantity != offer.quantity:
        offer.quantity = quantity
        offer.facts = {**offer.facts, QUANTITY: quantity}
        # Rules may go by it, so an offer that waits is decided again.
        offer.decided_version = 0


def _take_details(offer: HelpOffer, text: str) -> None:
    offer.entries = [
        {**entry, "value": text} if entry.get("key") == _DETAILS else entry
        for entry in offer.entries
    ]


def _take_spoken(offer: HelpOffer, spoken: dict[str, Any]) -> None:
    # Compared by its keys: the same languages in newer words are no news.
    offer.entries = [
        spoken
        if entry.get("key") == spoken["key"]
        and entry.get("languages") != spoken["languages"]
        else entry
        for entry in offer.entries
    ]


def _take_contact(offer: HelpOffer, contact: dict[str, str]) -> bool:
    old = offer.contact
    waiting, known = old.get(NEW_EMAIL, ""), old.get("email", "")
    wanted = contact.pop("email", "")
    contact = {name: value for name, value in contact.items() if value}
    if "helper" in old:
        contact["helper"] = old["helper"]
    is_known = wanted.lower() == known.lower()
    if wanted and known:
        contact["email"] = known
    if wanted and not is_known:
        contact[NEW_EMAIL] = wanted
    _store_contact(offer, contact)
    # The one that waits has its letter already.
    return NEW_EMAIL in contact and wanted != waiting


def _store_contact(offer: HelpOffer, contact: dict[str, str]) -> None:
    offer.contact = contact
    offer.email_index = blind_index("email", contact.get("email", "").lower())
    offer.phone_index = blind_index("phone", contact.get("phone", ""))


def _tell_addresses(
    offer: HelpOffer, before: dict[str, str], *, asked: bool, now: datetime
) -> None:
    """Write to the previous address, then to the new one; ``before`` is the contact."""
    if offer.contact.get(NEW_EMAIL) != before.get(NEW_EMAIL):
        _cancel_request(offer)
    old = before.get("email", "")
    if old and (asked or "email" not in offer.contact):
        kind = Delivery.Kinds.OLD_ADDRESS
        tell_helper(offer=offer, kind=kind, now=now, address=old)
    if asked:
        _ask_new_address(offer, now)


def _cancel_request(offer: HelpOffer) -> None:
    """The address that waited is in use, or given up; one being sent finds out."""
    requests = offer.deliveries.filter(
        kind=Delivery.Kinds.NEW_ADDRESS, state__in=CANCELLABLE_DELIVERIES
    )
    requests.update(state=DeliveryState.CANCELLED.value, held_reason="")


def _ask_new_address(offer: HelpOffer, now: datetime) -> None:
    new_delivery(
        kind=Delivery.Kinds.NEW_ADDRESS,
        receiver=Delivery.Receivers.HELPER,
        about=offer,
        now=now,
        number=None,
        is_repeat=False,
    ).save(force_insert=True)
