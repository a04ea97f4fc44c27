"""Confirming an offer, or letting it go on when its waiting time is over."""

from datetime import datetime
from functools import partial

from django.db import transaction

from hilfe_ukraine.delivery.failpoint import failpoint
from hilfe_ukraine.domain.states import ENDED_OFFERS, OfferState
from hilfe_ukraine.models import Decision, Delivery, HelpOffer

from .decide import decide_again, is_news
from .log import CONFIRMED, log_action
from .one_by_one import until_enough
from .refer import lock_offer, refer, stand_after
from .routing_table import again_if_stale, current_table
from .tell_helper import tell_helper


def confirm(*, offer: HelpOffer, now: datetime) -> bool:
    """Confirm the offer and send it on its way; returns whether that was news.

    One transaction. Calling it twice, or for an offer that has gone on already, marks
    the contact as confirmed and changes nothing else. An offer whose use is restricted
    is marked as well, and goes on with the next release once that is over.
    """
    has_gone_on = again_if_stale(partial(_confirm, offer.pk, now))
    failpoint("after_confirmation")
    return has_gone_on


def _confirm(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        locked = lock_offer(pk)
        if locked.confirmed_at or locked.erased_at:
            return False
        log_action(locked, CONFIRMED)
        locked.confirmed_at = now
        locked.contact_check = HelpOffer.ContactChecks.CONFIRMED
        if locked.state != OfferState.UNCONFIRMED:
            locked.save(update_fields=["confirmed_at", "contact_check"])
            _tell_who_has_it(locked, now)
            return False
        if locked.restricted_at:
            locked.release_at = now
            locked.save(update_fields=["confirmed_at", "contact_check", "release_at"])
            return True
        _go_on(locked, cause=Decision.Causes.CONFIRMED, now=now)
    return True


def _tell_who_has_it(offer: HelpOffer, now: datetime) -> None:
    """It has gone on already; only now there is an address to write to."""
    if offer.state not in ENDED_OFFERS:
        tell_helper(offer=offer, kind=Delivery.Kinds.RECEIVED, now=now)


def release_due(*, now: datetime, limit: int = 100) -> int:
    """Let unconfirmed offers with a phone number go on; returns how many went.

    Each in a transaction of its own, marked as not confirmed (DESIGN 3.6). One that
    cannot go on is logged and left for the next time; it does not hold up the others.
    Those whose use is restricted wait until that is over; if they were confirmed
    meanwhile, they go on as confirmed.
    """
    due = HelpOffer.objects.filter(
        state=OfferState.UNCONFIRMED.value, release_at__lte=now, restricted_at=None
    )
    ids = due.order_by("release_at", "pk").values_list("pk", flat=True)
    return until_enough(
        ids,
        lambda pk: again_if_stale(partial(_release, pk, now)),
        limit=limit,
        what="not released: offer",
    )


def _release(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        locked = lock_offer(pk)
        if locked.state != OfferState.UNCONFIRMED or locked.restricted_at:
            return False
        cause = Decision.Causes.CONFIRMED
        if not locked.confirmed_at:
            cause = Decision.Causes.RELEASED
            locked.contact_check = HelpOffer.ContactChecks.RELEASED
        _go_on(locked, cause=cause, now=now)
    return True


def _go_on(offer: HelpOffer, *, cause: Decision.Causes, now: datetime) -> None:
    table = current_table()
    verdict, decision = decide_again(table=table, offer=offer, cause=cause, now=now)
    if is_news(decision):
        decision.save()
    stand = stand_after(verdict)
    offer.state, offer.waiting_for = stand.state.value, stand.waiting_for
    offer.decided_version, offer.release_at = table.version, None
    offer.save()
    refer(table=table, offer=offer, verdict=verdict, now=now)
    failpoint("before_confirmation")
