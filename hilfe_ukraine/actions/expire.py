"""Offers that nobody said are still valid: asking first, then the end."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.errors import ForbiddenTransition, RestrictedOffer
from hilfe_ukraine.domain.states import OPEN_OFFERS, OfferState
from hilfe_ukraine.models import Delivery, HelpOffer

from .decide import local_date
from .log import EXPIRED, log_action
from .one_by_one import one_by_one
from .open_offer import end_offer, lock_open_offer
from .tell_helper import letter, room_for, tell_helper, with_address


_BATCH = 100
_OPEN = [state.value for state in OfferState if state in OPEN_OFFERS]


def ask_if_still_valid(*, now: datetime, limit: int = _BATCH) -> int:
    """Ask the helpers of offers that expire soon; returns how many.

    Once for each day on which an offer would expire. Those whose letters have not left
    keep the others waiting, so that requests to confirm never stand behind a pile.
    """
    asked = Delivery.objects.filter(
        offer=OuterRef("pk"),
        kind=Delivery.Kinds.STILL_VALID,
        created_at__gt=now - conf.still_valid_before,
    )
    today = local_date(now)
    soon = HelpOffer.objects.filter(
        state__in=_OPEN,
        restricted_at=None,
        valid_until__gte=today,
        valid_until__lte=today + conf.still_valid_before,
    )
    rows = with_address(soon).filter(~Exists(asked)).order_by("valid_until", "pk")
    room = room_for(Delivery.Kinds.STILL_VALID, limit)
    offers = rows.defer("contact", "entries")[:room]
    letters = [row for offer in offers for row in _question(offer, now)]
    Delivery.objects.bulk_create(letters, ignore_conflicts=True)
    return len(letters)


def expire_due(*, now: datetime, limit: int = _BATCH) -> int:
    """End the offers whose last day is over; returns how many.

    Each in a transaction of its own; bodies that have it and the helper are told. One
    that cannot be ended is logged and left for the next time.
    """
    over = HelpOffer.objects.filter(
        state__in=_OPEN, restricted_at=None, valid_until__lt=local_date(now)
    )
    room = room_for(Delivery.Kinds.OUTCOME, limit)
    ids = list(over.order_by("valid_until", "pk").values_list("pk", flat=True)[:room])
    return one_by_one(ids, lambda pk: _expire(pk, now), what="offer")


def _question(offer: HelpOffer, now: datetime) -> list[Delivery]:
    assert offer.valid_until  # noqa: S101 - it was looked for by that
    number = offer.valid_until.toordinal()
    kind = Delivery.Kinds.STILL_VALID
    return letter(offer=offer, kind=kind, now=now, number=number)


def _expire(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        try:
            locked = lock_open_offer(pk)
        except (ForbiddenTransition, RestrictedOffer):
            return False  # it ended in another way, or must be left alone
        if locked.valid_until is None or locked.valid_until >= local_date(now):
            return False  # extended at the last moment
        end_offer(locked, state=OfferState.EXPIRED, now=now)
        tell_helper(offer=locked, kind=Delivery.Kinds.OUTCOME, now=now)
        log_action(locked, EXPIRED)
    return True
