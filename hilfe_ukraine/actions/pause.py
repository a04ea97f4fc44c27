"""The helper lets an offer rest for a while, or says that it is still valid."""

from datetime import date, datetime, timedelta

from django.db import transaction

from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.resting import end_of_pause, is_paused
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Delivery, HelpOffer

from .decide import local_date
from .log import EXTENDED, PAUSED, UNPAUSED, log_action
from .open_offer import lock_open_offer
from .tell_bodies import tell_of_change


def pause(*, offer: HelpOffer, until: date, now: datetime) -> bool:
    """Pause an offer up to the day before ``until``; returns whether that was news.

    Meanwhile it is neither decided again nor forwarded: what waits for a body waits on,
    and what becomes due later is put off by the claim.
    Bodies that have it are told. One transaction; logged. Raises ``ValueError`` for a
    day that is not to come, else as :func:`open_offer.lock_open_offer`.
    """
    if until <= local_date(now):
        raise ValueError("a pause ends on a day to come")
    with transaction.atomic():
        locked = lock_open_offer(offer.pk)
        if locked.paused_until == until:
            return False
        _set(locked, until, now)
        log_action(locked, PAUSED, until=until)
    return True


def end_pause(*, offer: HelpOffer, now: datetime) -> bool:
    """End a pause now; returns whether there was one. Otherwise as :func:`pause`."""
    with transaction.atomic():
        locked = lock_open_offer(offer.pk)
        if not is_paused(locked, now):
            return False
        _set(locked, None, now)
        log_action(locked, UNPAUSED)
    return True


def extend(*, offer: HelpOffer, now: datetime) -> date:
    """Note that the offer is still valid; returns until when it is now.

    Whoever does it by a link from a mail has the address, so it counts as confirmed.
    One transaction; logged. Raises as :func:`open_offer.lock_open_offer`.
    """
    with transaction.atomic():
        locked = lock_open_offer(offer.pk)
        until = local_date(now) + timedelta(days=conf.offer_days)
        locked.valid_until, locked.confirmed_at = until, now
        if locked.contact_check == HelpOffer.ContactChecks.NOT_ASKED:
            locked.contact_check = HelpOffer.ContactChecks.CONFIRMED
        locked.save(update_fields=["valid_until", "confirmed_at", "contact_check"])
        log_action(locked, EXTENDED, until=until)
    return until


def _set(offer: HelpOffer, until: date | None, now: datetime) -> None:
    offer.paused_until = until
    offer.save(update_fields=["paused_until"])
    due = end_of_pause(offer) if until else now
    waiting = offer.deliveries.filter(
        kind=Delivery.Kinds.FORWARD, state=DeliveryState.READY.value
    )
    # Both: a message that rests with its offer is not late.
    waiting.update(next_attempt_at=due, first_due_at=due)
    tell_of_change(offer=offer, now=now)
