"""Offers that somebody has made before: same address, same help, same place."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from hilfe_ukraine.conf import conf

from .deliveries import Delivery
from .offers import HelpOffer


_STATES = HelpOffer.States
#: An offer that has not gone on, or has ended without being taken, stands in nobody's
#: way.
_OPEN = [_STATES.WAITING, _STATES.REFERRED, _STATES.TAKEN]
_ALIKE = ("email_index", "category_id", "region_key", "statewide")


def offered_before(offer: HelpOffer) -> HelpOffer | None:
    """Return the last open offer like this one from the same e-mail address, if any.

    At most ``conf.duplicate_days`` older, and never one whose address should have been
    confirmed and was not: it may be a stranger's, and the mail links what it names. One
    statement, by the index of the address.
    """
    if not offer.email_index:
        return None
    alike = {name: getattr(offer, name) for name in _ALIKE}
    rows = _earlier(alike, offer.submitted_at, _oldest(offer.submitted_at))
    return rows.order_by("-submitted_at", "-pk").first()


def repeated_and_not_told(*, since: datetime, now: datetime) -> QuerySet[HelpOffer]:
    """Return offers since then that were made before and needed no confirmation.

    Without those whose address was told of a repeat since then already.
    """
    alike = {name: OuterRef(name) for name in _ALIKE}
    told = Delivery.objects.filter(
        kind=Delivery.Kinds.OFFERED_BEFORE,
        created_at__gt=since,
        offer__email_index=OuterRef("email_index"),
    )
    rows = HelpOffer.objects.filter(
        submitted_at__gt=since,
        contact_check=HelpOffer.ContactChecks.NOT_ASKED,
        state__in=_OPEN,
    )
    earlier = _earlier(alike, OuterRef("submitted_at"), _oldest(now))
    return rows.exclude(email_index="").filter(Exists(earlier), ~Exists(told))


def _earlier(
    alike: dict[str, Any], before: Any, oldest: datetime
) -> QuerySet[HelpOffer]:
    return HelpOffer.objects.filter(
        **alike,
        state__in=_OPEN,
        contact_check__in=HelpOffer.SOUND_CONTACTS,
        submitted_at__lt=before,
        submitted_at__gt=oldest,
    )


def _oldest(now: datetime) -> datetime:
    return now - timedelta(days=conf.duplicate_days)
