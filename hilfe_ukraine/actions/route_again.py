"""Deciding again, by hand, for an offer that waits."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.domain.states import OfferState
from hilfe_ukraine.models import Decision, HelpOffer

from .decide import decide_stored, decision_row, local_date
from .log import ROUTE_AGAIN, log_action
from .refer import lock_offer, refer, stand_after
from .routing_table import again_if_stale, current_table


def route_again(*, offer: HelpOffer, user: Any, now: datetime) -> Decision:
    """Decide again with what is published now, and send the offer on if it has a body.

    One transaction; logged. Raises ``ForbiddenTransition`` unless the offer waits: what
    a body has in hand is not moved by routing.
    """
    return again_if_stale(partial(_route_again, offer.pk, user, now))


def _route_again(pk: int, user: Any, now: datetime) -> Decision:
    with transaction.atomic():
        locked = lock_offer(pk)
        if locked.state != OfferState.WAITING:
            raise ForbiddenTransition(f"offer: {locked.state} is not waiting")
        table = current_table()
        verdict, trace = decide_stored(table=table, offer=locked, today=local_date(now))
        decision = decision_row(
            table=table,
            offer=locked,
            verdict=verdict,
            trace=trace,
            cause=Decision.Causes.BY_HAND,
            now=now,
            user=user,
        )
        decision.save()
        stand = stand_after(verdict)
        locked.state, locked.waiting_for = stand.state.value, stand.waiting_for
        locked.decided_version = table.version
        locked.save(update_fields=["state", "waiting_for", "decided_version"])
        refer(table=table, offer=locked, verdict=verdict, now=now)
        log_action(locked, ROUTE_AGAIN, user=user, decision=str(decision.uuid))
    return decision
