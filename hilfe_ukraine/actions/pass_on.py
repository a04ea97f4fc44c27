"""Handing an offer to somebody else, since its body cannot be reached."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.domain.routing import Outcome, Verdict
from hilfe_ukraine.domain.states import (
    CANCELLABLE_DELIVERIES,
    DeliveryState,
    OfferState,
    ReferralState,
)
from hilfe_ukraine.models import (
    Decision,
    Delivery,
    HelpOffer,
    OutboxStatus,
    Referral,
    ResponsibleBody,
)

from .decide import decide_again
from .log import PASSED_ON, log_action
from .offer_state import refresh_state
from .one_by_one import one_by_one
from .refer import lock_offer, refer_to, stand_after, tell_nobody
from .routing_table import RoutingTable, again_if_stale, current_table
from .sending.doubt import OUT_OF_REACH, lock_body, wait_for_letters
from .sending.unreached import unreached_referrals


_NOBODY_LEFT = (OfferState.WAITING, OfferState.NOT_NEEDED)


def pass_on(*, referral: Referral, user: Any, now: datetime) -> list[Referral]:
    """Take an offer from a body that cannot be reached and hand it on at once.

    Decides again with what is published now: a deputy, or the next rule; never a body
    that had the offer already. The old messages are cancelled, the old link ends. With
    nobody left, the offer waits and its owning office is told. One transaction; logged.
    Returns the new referrals. Raises ``ForbiddenTransition`` if the body has answered
    or its address is trusted, while a message to it is under way, and for an offer
    whose data is restricted or erased.
    """
    return again_if_stale(partial(_pass_on, referral.pk, to_pass_on(), user, now))


def to_pass_on() -> QuerySet[Referral]:
    """Referrals a person may pass on: unanswered, and their body is out of reach."""
    in_flight = Delivery.objects.filter(
        state=DeliveryState.INFLIGHT.value, referral__isnull=False
    )
    rows = Referral.objects.filter(state=ReferralState.OPEN.value)
    return _out_of_reach(rows).exclude(pk__in=in_flight.values("referral"))


def pass_on_due(*, now: datetime, limit: int = 100) -> int:
    """Pass on what nobody could receive for one working day; returns how many went.

    None while everything is stopped: the offices were not told, or what the database
    says is old. Nor while the letter to the office waits, whatever the reason; its day
    counts from then on. A transaction per referral.
    """
    if OutboxStatus.objects.stopped().exists():
        return 0
    wait_for_letters(now=now)
    due = _out_of_reach(unreached_referrals().filter(pass_on_at__lte=now))
    ids = list(due.order_by("pass_on_at").values_list("pk", flat=True)[:limit])
    return one_by_one(ids, lambda pk: _try_to_pass_on(pk, due, now), what="referral")


def _try_to_pass_on(pk: int, due: QuerySet[Referral], now: datetime) -> bool:
    try:
        again_if_stale(partial(_pass_on, pk, due, None, now))
    except ForbiddenTransition:
        return False  # answered, or the address is right again: just in time
    return True


def _out_of_reach(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    return rows.filter(
        body__contact_state__in=OUT_OF_REACH,
        offer__state=OfferState.REFERRED.value,
        offer__restricted_at=None,
        offer__erased_at=None,
    )


def _pass_on(
    pk: int, rows: QuerySet[Referral], user: Any, now: datetime
) -> list[Referral]:
    with transaction.atomic():
        plain = Referral.objects.get(pk=pk)
        lock_body(plain.body_id)
        offer = lock_offer(plain.offer_id)
        _lock(pk)
        row = rows.filter(pk=pk).first()
        if row is None:
            raise ForbiddenTransition("the referral cannot be passed on")
        table = current_table()
        cause = Decision.Causes.PASSED_ON
        verdict, decision = decide_again(
            table=table, offer=offer, cause=cause, now=now, user=user
        )
        decision.save()
        _end(row, now)
        others = _others(table, offer, verdict)
        successors = refer_to(others, offer=offer, now=now, passed_on_from=row)
        if refresh_state(offer, now, tell=False) in _NOBODY_LEFT:
            _let_wait(offer, verdict, now)
        log_action(offer, PASSED_ON, user, referral=row.uuid, decision=decision.uuid)
    return successors


def _lock(pk: int) -> None:
    """Before anything is looked at: from here on no worker can claim a message."""
    for rows in (
        Referral.objects.filter(pk=pk),
        Delivery.objects.filter(referral=pk).order_by("pk"),
    ):
        list(rows.select_for_update().values_list("pk"))


def _end(row: Referral, now: datetime) -> None:
    """The old link ends, and nothing more goes to the old body."""
    Referral.objects.filter(pk=row.pk).update(
        state=ReferralState.PASSED_ON.value,
        ended_at=now,
        link_version=F("link_version") + 1,
    )
    row.deliveries.filter(state__in=CANCELLABLE_DELIVERIES).update(
        state=DeliveryState.CANCELLED.value, held_reason=Delivery.HeldReasons.NONE
    )


def _others(
    table: RoutingTable, offer: HelpOffer, verdict: Verdict
) -> list[ResponsibleBody]:
    """The bodies of the verdict that never had this offer."""
    if verdict.outcome is not Outcome.FORWARD:
        return []
    had = set(offer.referrals.values_list("body", flat=True))
    bodies = [table.body_rows[key] for key in verdict.bodies]
    return [body for body in bodies if body.pk not in had]


def _let_wait(offer: HelpOffer, verdict: Verdict, now: datetime) -> None:
    """Nobody has the offer any more; what others had said ended with this."""
    stand = stand_after(verdict)
    kept = verdict.outcome is Outcome.KEEP
    offer.state = OfferState.WAITING.value
    offer.waiting_for = stand.waiting_for if kept else HelpOffer.WaitingFor.BODY
    offer.ended_at = None
    offer.save(update_fields=["state", "waiting_for", "ended_at"])
    if not kept:
        tell_nobody(offer=offer, now=now, anew=True)
