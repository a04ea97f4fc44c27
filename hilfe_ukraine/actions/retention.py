"""Erasing by schedule, in small batches (DESIGN 7)."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F, Q, Value

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.errors import JournalError
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.domain.states import ENDED_OFFERS, OfferState
from hilfe_ukraine.models import HelpOffer
from hilfe_ukraine.models.offers import HelpOfferQuerySet

from .erase import erase_offer
from .one_by_one import until_enough
from .refer import lock_offer


_BATCH = 100

# Nothing ends or is confirmed before it is submitted, so this part of each condition
# only lets the index on state and day of submission do its work.
_NOT_ERASED = [state.value for state in OfferState if state is not OfferState.ERASED]
_ENDED = [state.value for state in ENDED_OFFERS - {OfferState.ERASED}]
# What was confirmed while its use was restricted, and what is to go on without a
# confirmation, is accepted: it goes on, however late.
_NEVER_CONFIRMED = Q(
    state=OfferState.UNCONFIRMED.value, confirmed_at=None, release_at=None
)
# For which offers a cause counts by page, where its clock starts, and how long it runs.
_BY_PAGE = {
    ErasureCause.UNCONFIRMED: (
        _NEVER_CONFIRMED,
        "submitted_at",
        "unconfirmed_kept",
    ),
    # No state: only what has ended has a time of its end, and an index for it.
    ErasureCause.ENDED: (Q(), "ended_at", "ended_kept"),
}


def due(cause: ErasureCause, now: datetime) -> tuple[HelpOfferQuerySet, ...]:
    """Return the offers whose time is over for this reason, none twice.

    By the settings, and by pages that keep them for less time. Restricted ones stay.
    Each in an order that an index has.
    """
    return _due_by_settings(cause, now), _due_by_page(cause, now)


def _due_by_settings(cause: ErasureCause, now: datetime) -> HelpOfferQuerySet:
    limit = conf.retention.limits(now)[cause]
    rows = HelpOffer.objects.filter(restricted_at=None, submitted_at__lte=limit)
    rows = rows.order_by("submitted_at", "pk")
    if cause is ErasureCause.UNCONFIRMED:
        return rows.filter(_NEVER_CONFIRMED)
    if cause is ErasureCause.ENDED:
        return rows.filter(state__in=_ENDED, ended_at__lte=limit)
    unconfirmed_since = Q(confirmed_at=None) | Q(confirmed_at__lte=limit)
    return rows.filter(unconfirmed_since, state__in=_NOT_ERASED)


def _due_by_page(cause: ErasureCause, now: datetime) -> HelpOfferQuerySet:
    """Those that are due by the settings as well are not among them."""
    if cause not in _BY_PAGE:
        return HelpOffer.objects.none()
    concerned, start, kept = _BY_PAGE[cause]
    limit = conf.retention.limits(now)[cause]
    rows = HelpOffer.objects.filter(
        concerned,
        restricted_at=None,
        erased_at=None,
        **{
            f"{kept}__isnull": False,
            f"{start}__gt": limit,
            f"{start}__lte": Value(now) - F(kept),
        },
    )
    return rows.order_by(start, "pk")


def erase_due(*, now: datetime, limit: int = _BATCH) -> dict[ErasureCause, int]:
    """Erase what is due by the settings and by pages; returns how many per cause.

    At most ``limit`` of each, and each in a transaction of its own. One that cannot be
    erased is logged and left for the next time. Raises ``JournalError`` at once:
    without it, none can be erased.
    """
    return {
        cause: sum(
            until_enough(
                rows.values_list("pk", flat=True),
                partial(_erase, cause=cause, now=now),
                limit=limit,
                what="not erased: offer",
                fatal=(JournalError,),
            )
            for rows in due(cause, now)
        )
        for cause in conf.retention.limits(now)
    }


def _erase(pk: int, cause: ErasureCause, now: datetime) -> bool:
    with transaction.atomic():
        # Somebody may have confirmed or extended it since the batch was read.
        lock_offer(pk)
        if not any(rows.filter(pk=pk).exists() for rows in due(cause, now)):
            return False
        return erase_offer(offer=HelpOffer(pk=pk), cause=cause, now=now)
