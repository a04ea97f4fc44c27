"""Letters to the helper, who is told what becomes of the offer."""

from datetime import datetime

from django.db.models import QuerySet

from hilfe_ukraine.delivery.outbox import new_delivery
from hilfe_ukraine.models import Delivery, HelpOffer, Referral


def with_address(offers: QuerySet[HelpOffer]) -> QuerySet[HelpOffer]:
    """Return those of the offers whose helper can be written to."""
    rows = offers.exclude(email_index="")
    return rows.filter(contact_check__in=HelpOffer.SOUND_CONTACTS)


def letter(
    *,
    offer: HelpOffer,
    kind: Delivery.Kinds,
    now: datetime,
    number: int | None = None,
    referral: Referral | None = None,
    address: str = "",
) -> list[Delivery]:
    """Return the letter to the helper, unsaved, or nothing if there is no address.

    With ``referral`` there is one for each, without a statement. With ``address`` it
    goes there, also if the offer has another one when it leaves, or none. There is none
    for an address that should have been confirmed and was not. A list, so that it can
    be stored together with other messages.
    """
    has_address = address or offer.email_index
    if not has_address or offer.contact_check not in HelpOffer.SOUND_CONTACTS:
        return []
    row = new_delivery(
        kind=kind,
        receiver=Delivery.Receivers.HELPER,
        about=referral or offer,
        now=now,
        number=1 if referral else number,
        is_repeat=False,
    )
    # Whoever looks for referrals that no body was told of must not find the helper's.
    row.offer, row.referral = offer, None
    row.address = address
    return [row]


def tell_helper(
    *,
    offer: HelpOffer,
    kind: Delivery.Kinds,
    now: datetime,
    number: int | None = None,
    address: str = "",
) -> None:
    """Put a letter into the outbox, in the caller's transaction; see :func:`letter`.

    With a ``number`` it is written once, however often this is called.
    """
    rows = letter(offer=offer, kind=kind, now=now, number=number, address=address)
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def room_for(kind: Delivery.Kinds, limit: int) -> int:
    """Return how many letters of a kind may join those that have not left yet.

    What a chore writes must not become a pile that requests to confirm stand behind.
    """
    waiting = Delivery.objects.filter(kind=kind, state=Delivery.States.READY)
    return max(0, limit - len(waiting.values_list("pk")[:limit]))
