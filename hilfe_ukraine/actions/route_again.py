"""Deciding again, by hand, for an offer that waits."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from hilfe_ukraine.domain.errors import ForbiddenTransition, HilfeUkraineError
from hilfe_ukraine.models import Decision, HelpOffer

from .decide import decide_again
from .log import ROUTE_AGAIN, log_action
from .refer import lock_offer, refer, stand_after
from .routing_table import again_if_stale, current_table


class NotAsShown(HilfeUkraineError, ValueError):
    """The offer would go elsewhere now than somebody was shown: nothing was done."""


def route_again(
    *, offer: HelpOffer, user: Any, now: datetime, expected: str | None = None
) -> Decision:
    """Decide again with what is published now, and send the offer on if it has a body.

    ``expected`` is the ``verdict_digest`` of what the user was shown. One transaction;
    logged. Raises ``ForbiddenTransition`` unless the offer waits: what a body has in
    hand is not moved by routing. Nor is an offer sent on whose use is restricted.
    Raises :class:`NotAsShown` if another decision than the expected one would be made.
    """
    return again_if_stale(partial(_route_again, offer.pk, user, now, expected))


def _route_again(pk: int, user: Any, now: datetime, expected: str | None) -> Decision:
    with transaction.atomic():
        locked = lock_offer(pk)
        if not locked.can_be_routed:
            raise ForbiddenTransition("offer: it does not wait, or is restricted")
        table = current_table()
        cause = Decision.Causes.BY_HAND
        verdict, decision = decide_again(
            table=table, offer=locked, cause=cause, now=now, user=user
        )
        if expected not in (None, decision.digest):
            raise NotAsShown
        decision.save()
        stand = stand_after(verdict)
        locked.state, locked.waiting_for = stand.state.value, stand.waiting_for
        locked.decided_version = table.version
        locked.save(update_fields=["state", "waiting_for", "decided_version"])
        refer(table=table, offer=locked, verdict=verdict, now=now)
        log_action(locked, ROUTE_AGAIN, user=user, decision=str(decision.uuid))
    return decision
