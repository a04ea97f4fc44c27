"""Handing an offer to the bodies a decision names, or to a list of an office."""

from dataclasses import dataclass
from datetime import datetime

from hilfe_ukraine.delivery.outbox import for_its_body, new_delivery
from hilfe_ukraine.delivery.resting import end_of_pause, is_paused
from hilfe_ukraine.domain.routing import Outcome, Verdict
from hilfe_ukraine.domain.states import OfferState
from hilfe_ukraine.models import (
    Delivery,
    HelpOffer,
    OutboxStatus,
    Referral,
    ResponsibleBody,
)

from .holidays import answer_due
from .routing_table import RoutingTable
from .tell_helper import letter, tell_helper


def lock_offer(pk: int) -> HelpOffer:
    """Return an offer locked until the end of the transaction, with what routing needs.

    The personal data stays closed: one row that no key opens must not stop others.
    """
    # "of": the rows joined for convenience may be null and stay unlocked.
    rows = HelpOffer.objects.select_for_update(of=("self",))
    rows = rows.select_related("category", "fallback_body", "owning_office")
    return rows.defer("contact", "entries").get(pk=pk)


@dataclass(frozen=True)
class Stand:
    """Where an offer stands after a decision."""

    state: OfferState
    waiting_for: str


def stand_after(verdict: Verdict) -> Stand:
    """Return state and list of an offer for which ``verdict`` was reached."""
    if verdict.outcome is Outcome.FORWARD:
        return Stand(OfferState.REFERRED, HelpOffer.WaitingFor.NOTHING)
    if verdict.outcome is Outcome.KEEP:
        return Stand(OfferState.WAITING, HelpOffer.WaitingFor.NEED)
    return Stand(OfferState.WAITING, HelpOffer.WaitingFor.BODY)


def refer(
    *, table: RoutingTable, offer: HelpOffer, verdict: Verdict, now: datetime
) -> list[Referral]:
    """Write a referral and a due delivery for each body of the verdict.

    Call it inside the transaction that writes the decision. Where nobody is in charge,
    the offer's owning office gets one message instead, once per offer.
    """
    if verdict.outcome is Outcome.FORWARD:
        bodies = [table.body_rows[key] for key in verdict.bodies]
        return refer_to(bodies, offer=offer, now=now)
    if verdict.outcome is not Outcome.KEEP:
        tell_nobody(offer=offer, now=now)
    tell_helper(offer=offer, kind=Delivery.Kinds.RECEIVED, now=now, number=1)
    return []


def refer_to(
    bodies: list[ResponsibleBody],
    *,
    offer: HelpOffer,
    now: datetime,
    passed_on_from: Referral | None = None,
) -> list[Referral]:
    """Write a referral and a due delivery for each body; in the caller's transaction.

    ``passed_on_from`` is the referral they take over. Offers that come from a backup
    are marked as possible repeats.
    """
    is_repeat = _may_be_a_repeat(offer, now)
    referrals = Referral.objects.bulk_create(
        Referral(
            offer=offer,
            body=body,
            passed_on_from=passed_on_from,
            referred_at=now,
            due_at=answer_due(now, body.reaction_days),
        )
        for body in bodies
    )
    forwards = [
        for_its_body(
            referral, kind=Delivery.Kinds.FORWARD, now=now, is_repeat=is_repeat
        )
        for referral in referrals
    ]
    _wait_for_pause(forwards, offer, now)
    Delivery.objects.bulk_create([*forwards, *_who_has_it(offer, referrals, now)])
    return referrals


def _who_has_it(
    offer: HelpOffer, referrals: list[Referral], now: datetime
) -> list[Delivery]:
    """One letter to the helper, however many bodies get the offer at once."""
    kind = Delivery.Kinds.RECEIVED
    return [
        row
        for referral in referrals[:1]
        for row in letter(offer=offer, kind=kind, now=now, referral=referral)
    ]


def _wait_for_pause(forwards: list[Delivery], offer: HelpOffer, now: datetime) -> None:
    if is_paused(offer, now):
        for row in forwards:
            row.first_due_at = row.next_attempt_at = end_of_pause(offer)


def tell_nobody(*, offer: HelpOffer, now: datetime, anew: bool = False) -> None:
    """Tell the owning office once that nobody is in charge of this offer.

    ``anew`` if somebody was, after it had been told.
    """
    office = offer.owning_office
    if office is None:
        return
    delivery = new_delivery(
        kind=Delivery.Kinds.NOBODY,
        receiver=Delivery.Receivers.ADMINISTRATOR,
        about=offer,
        now=now,
        body=office,
        number=None if anew else 1,
        is_repeat=_may_be_a_repeat(offer, now),
    )
    # Decided again and still nobody: the office knows already.
    Delivery.objects.bulk_create([delivery], ignore_conflicts=True)


def _may_be_a_repeat(offer: HelpOffer, now: datetime) -> bool:
    """Whether the same may have been decided, and sent, in the life before a restore.

    The backup does not know what was decided after it was taken. For an offer that
    comes in at this moment the question costs no statement.
    """
    if offer.submitted_at >= now:
        return False
    restored = OutboxStatus.objects.filter(restored_at__gte=offer.submitted_at)
    return restored.exists()
