"""Erasing the personal data of one offer. What can be counted stays."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from hilfe_ukraine.delivery.outbox import for_its_body
from hilfe_ukraine.domain.errors import RestrictedOffer
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.domain.states import (
    CANCELLABLE_DELIVERIES,
    LIVE_REFERRALS,
    DeliveryState,
    OfferState,
    ReferralState,
)
from hilfe_ukraine.models import Answer, Attempt, Delivery, HelpOffer, Note

from . import journal
from .log import ERASED, log_action
from .refer import lock_offer
from .who_may_know import may_know, one_of_each_body


def erase_offer(
    *,
    offer: HelpOffer,
    cause: ErasureCause,
    now: datetime,
    user: Any = None,
    is_repeat: bool = False,
) -> bool:
    """Erase contact, entries and all that was written about the offer.

    One transaction: texts, indexes and postcode are emptied, links end, messages that
    wait are cancelled, and each body that has or may have the offer gets one request
    to erase it (marked as a repeat with ``is_repeat``). Region, kind, numbers, states
    and dates stay, for the counts. Logged, and noted in the journal before COMMIT.

    Returns whether that was news: an erased offer is left as it is. Raises
    ``RestrictedOffer`` if its use is restricted, ``JournalError`` if the journal
    cannot be written; nothing is changed then. ``offer`` itself is not brought up to
    date.
    """
    with transaction.atomic():
        locked = lock_offer(offer.pk)
        if locked.erased_at:
            return False
        if locked.restricted_at:
            raise RestrictedOffer(locked.reference)
        _erase(locked, cause, now, is_repeat=is_repeat)
        log_action(locked, ERASED, user, cause=cause, state=locked.state)
        # Last: what fails up to here must leave no line.
        journal.begin(locked.uuid, cause=cause, now=now)
        transaction.on_commit(
            lambda: journal.finish(locked.uuid, cause=cause, now=now), robust=True
        )
    return True


def _erase(
    offer: HelpOffer, cause: ErasureCause, now: datetime, *, is_repeat: bool
) -> None:
    # Referrals before messages, everywhere: whoever holds or sends for a body does so.
    list(offer.referrals.order_by("pk").select_for_update().values_list("pk"))
    # Locked until COMMIT, so that a worker's result is either seen here or sees this.
    deliveries = Delivery.objects.filter(offer=offer)
    list(deliveries.order_by("pk").select_for_update().values_list("pk"))
    told = one_of_each_body(may_know(offer))
    waiting = deliveries.filter(state__in=CANCELLABLE_DELIVERIES)
    waiting.update(state=DeliveryState.CANCELLED, held_reason="")
    _empty_texts(offer)
    _end_referrals(offer, cause, now)
    _empty_offer(offer, now)
    Delivery.objects.bulk_create(
        for_its_body(referral, kind=Delivery.Kinds.ERASED, now=now, is_repeat=is_repeat)
        for referral in told
    )


def _empty_texts(offer: HelpOffer) -> None:
    """Empty what people wrote about the offer, and what was sent and where."""
    Note.objects.filter(offer=offer).update(text="")
    Answer.objects.filter(referral__offer=offer).update(text="")
    Delivery.objects.filter(offer=offer).update(address="")
    Attempt.objects.filter(delivery__offer=offer).update(
        address="", content="", detail=""
    )


def _end_referrals(offer: HelpOffer, cause: ErasureCause, now: datetime) -> None:
    asked = cause is ErasureCause.REQUEST
    end = ReferralState.WITHDRAWN if asked else ReferralState.LAPSED
    offer.referrals.filter(state__in=LIVE_REFERRALS).update(state=end, ended_at=now)
    # A file number is whatever the body typed; it may be a name.
    offer.referrals.update(
        file_number="", pass_on_at=None, link_version=F("link_version") + 1
    )


def _empty_offer(offer: HelpOffer, now: datetime) -> None:
    HelpOffer.objects.filter(pk=offer.pk).update(
        contact={},
        entries=[],
        email_index="",
        phone_index="",
        postcode="",
        state=OfferState.ERASED,
        waiting_for=HelpOffer.WaitingFor.NOTHING,
        release_at=None,
        ended_at=offer.ended_at or now,
        erased_at=now,
        link_version=F("link_version") + 1,
    )
