"""Restricting the use of an offer, and lifting that again (GDPR, Article 18).

It is kept as it is meanwhile: no body reads it, and nothing moves it on or erases it.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.outbox import make_due
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import HelpOffer

from .decide import local_date
from .log import LIFTED, RESTRICTED, log_action
from .refer import lock_offer
from .tell_bodies import tell_of_restriction


def restrict(*, offer: HelpOffer, now: datetime, user: Any = None) -> bool:
    """Restrict the use of an offer; returns whether that was news.

    Every body that may know it is told, also when it is over (GDPR, Article 19), and
    cannot read it any more. What would use it waits in the outbox, see
    ``delivery.resting``; what is being sent at this moment ends first. One transaction;
    logged. Raises ``ForbiddenTransition`` for an erased offer, of which nothing is left
    to restrict.
    """
    with transaction.atomic():
        locked = _lock(offer)
        if locked.restricted_at:
            return False
        _set(locked, now)
        tell_of_restriction(offer=locked, now=now)
        log_action(locked, RESTRICTED, user)
    return True


def lift(*, offer: HelpOffer, now: datetime, user: Any = None) -> bool:
    """Lift the restriction; returns whether there was one.

    What has waited is due at once, unless its offer is paused as well; bodies are told
    that they can read the offer again, or that it is over for them. One that would
    have expired meanwhile is valid until its helper can be asked. Otherwise as
    :func:`restrict`.
    """
    with transaction.atomic():
        locked = _lock(offer)
        if not locked.restricted_at:
            return False
        _set(locked, None)
        _leave_time_to_ask(locked, now)
        make_due(locked, now)
        tell_of_restriction(offer=locked, now=now)
        log_action(locked, LIFTED, user)
    return True


def _lock(offer: HelpOffer) -> HelpOffer:
    locked = lock_offer(offer.pk)
    if locked.erased_at:
        raise ForbiddenTransition("offer: it was erased")
    return locked


def _set(offer: HelpOffer, when: datetime | None) -> None:
    offer.restricted_at = when
    offer.save(update_fields=["restricted_at"])


def _leave_time_to_ask(offer: HelpOffer, now: datetime) -> None:
    """Nobody was asked meanwhile whether it is still valid: no end without that."""
    soonest = local_date(now) + conf.still_valid_before
    if offer.valid_until and offer.valid_until < soonest:
        offer.valid_until = soonest
        offer.save(update_fields=["valid_until"])
