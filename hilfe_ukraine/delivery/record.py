"""Writing down what came of a try, behind the fence."""

from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hilfe_ukraine.domain.errors import ENDED
from hilfe_ukraine.domain.retry import RetryPlan, next_attempt
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Attempt, Delivery, HelpOffer

from .breaker import note_failure, note_success, note_unknown
from .channels.base import Outcome, Result
from .claim import Claim, own_attempts
from .failpoint import failpoint
from .prepared import Change, Rows, blanks


_CODE_LENGTH = 40


class Happened(StrEnum):
    """What happened to a row in one try."""

    #: There was nothing to do.
    NOTHING = "nothing"
    DELIVERED = "delivered"
    WILL_RETRY = "will_retry"
    GIVEN_UP = "given_up"
    #: The receiver is there no more; the row is held.
    GONE = "gone"
    #: The offer was erased, or the body has it no more, or no new address waits any
    #: more: nothing is left to say.
    CANCELLED = "cancelled"
    #: The lease had passed to another worker; that one decides about the row.
    FENCED = "fenced"


_SAYS_NOTHING = (Outcome.RETURNED, Outcome.AMBIGUOUS)
_NO_TEXTS = {"address": "", "content": "", "detail": ""}
_UNSENT = (Happened.WILL_RETRY, Happened.GIVEN_UP, Happened.GONE)


def record(
    claim: Claim, result: Result, *, plan: RetryPlan, now: datetime, spread: float
) -> Happened:
    """Write the result of a try, in a transaction of its own.

    The row changes only if this claim still holds. Otherwise the result is kept on
    its own ``Attempt``, marked late; a late success marks the row as a possible
    repeat, since another worker has sent it too. ``spread`` from -1 to 1 varies the
    wait for the next try. The carrier's breaker learns of it in the same transaction.
    Safe to call again when the connection broke and nobody knows what was written.
    If the offer was erased meanwhile, no address and no text is kept.
    """
    failpoint("before_record")
    values, happened = _consequence(claim, result, plan=plan, now=now, spread=spread)
    code = result.code[:_CODE_LENGTH]
    with transaction.atomic():
        values["last_code"] = code
        on_time = _behind_the_fence(*values)(**claim.own_row, **values) == 1
        if not on_time:
            _lock(claim)
        # From here on the row is locked, and an erasure is either seen or waits.
        is_erased = _is_erased(claim.row)
        first = _note_outcome(claim, result, now, late=not on_time, erased=is_erased)
        if first:
            _note_carrier(claim, result, code, now)
        else:
            # An earlier call wrote it; only the answer to its COMMIT was lost.
            on_time = bool(_IN_TIME(**claim.own_attempt))
        if not on_time and first and result.outcome is Outcome.DELIVERED:
            later = _row(claim).filter(lease_no__gt=claim.lease_no)
            later.update(possible_duplicate=True)
        if on_time and happened in _UNSENT and is_erased:
            happened = _cancel(_row(claim))
    failpoint("after_record")
    return happened if on_time else Happened.FENCED


def _row(claim: Claim) -> QuerySet[Delivery]:
    """With the uuid: after a restore from backup the numbers are given out anew."""
    return Delivery.objects.filter(pk=claim.delivery_id, uuid=claim.delivery_uuid)


def _in_hand() -> QuerySet[Delivery]:
    """The row of a claim, as long as the claim holds."""
    row = blanks(Delivery, "id", "uuid", "lease_no")
    return Delivery.objects.filter(**row, state=DeliveryState.INFLIGHT.value)


@cache
def _behind_the_fence(*columns: str) -> Change:
    return Change(_in_hand, **blanks(Delivery, *columns))


@cache
def _once(*columns: str) -> Change:
    """Write these columns of an attempt that has no outcome yet."""
    return Change(
        lambda: own_attempts().filter(outcome=Attempt.Outcomes.UNKNOWN),
        **blanks(Attempt, *columns),
    )


_IN_TIME = Rows(lambda: own_attempts().filter(late=False).order_by().values_list("pk"))


def _lock(claim: Claim) -> None:
    """Lock the row although it is not ours, or an erasure may slip past."""
    list(Delivery.objects.select_for_update().filter(pk=claim.delivery_id))


def _note_outcome(
    claim: Claim, result: Result, now: datetime, *, late: bool, erased: bool
) -> bool:
    """Complete the attempt, with empty texts if the offer is erased; once only."""
    texts = _NO_TEXTS if erased else {"detail": result.detail}
    values = {
        "finished_at": now,
        "outcome": result.outcome.value,
        "code": result.code[:_CODE_LENGTH],
        "late": late,
        **texts,
    }
    return _once(*values)(**claim.own_attempt, **values) == 1


def _is_erased(row: Delivery) -> bool:
    """Whether the offer was erased while its message was under way."""
    if row.offer_id is None or row.kind == Delivery.Kinds.ERASED:
        return False
    return bool(_ERASED_OFFER(id=row.offer_id))


_ERASED_OFFER = Rows(
    lambda: (
        HelpOffer.objects.filter(**blanks(HelpOffer, "id"), erased_at__isnull=False)
        .order_by()
        .values_list("pk")
    )
)


def _cancel(row: QuerySet[Delivery]) -> Happened:
    """Nothing is left to say. An earlier worker may have noted where it would send."""
    row.update(state=DeliveryState.CANCELLED, held_reason="")
    tries = Attempt.objects.filter(delivery__in=row)
    tries.update(**_NO_TEXTS)
    return Happened.CANCELLED


def _note_carrier(claim: Claim, result: Result, code: str, now: datetime) -> None:
    carrier = claim.carrier
    if result.carrier_failed:
        receiver = claim.receiver if result.at_receiver else ""
        began = claim.claimed_at
        note_failure(carrier, code=code, began=began, now=now, receiver=receiver)
    elif not claim.carrier_is_ill:
        return
    elif result.untried or result.outcome in _SAYS_NOTHING:
        note_unknown(carrier, probe_until=claim.lease_until)
    else:
        note_success(carrier)


def _consequence(
    claim: Claim, result: Result, *, plan: RetryPlan, now: datetime, spread: float
) -> tuple[dict[str, Any], Happened]:
    """Return the new values of the row, and what that means."""
    match result.outcome:
        case Outcome.DELIVERED:
            values = {"state": DeliveryState.DELIVERED, "delivered_at": now}
            return values, Happened.DELIVERED
        case Outcome.PERMANENT:
            if result.code == ENDED:
                # The offer has ended or is somebody else's, or its helper has thought
                # better of a new address: nobody's work is left.
                return {"state": DeliveryState.CANCELLED}, Happened.CANCELLED
            return {"state": DeliveryState.DEAD}, Happened.GIVEN_UP
        case Outcome.GONE:
            gone = Delivery.HeldReasons.GONE
            return {"state": DeliveryState.HELD, "held_reason": gone}, Happened.GONE
    again = next_attempt(
        plan,
        # That the worker overslept says nothing about the receiver.
        failures=1 if result.outcome is Outcome.RETURNED else claim.number,
        first_due_at=claim.first_due_at,
        now=now,
        spread=spread,
        wish=result.retry_after,
    )
    if again is None:
        return {"state": DeliveryState.DEAD}, Happened.GIVEN_UP
    values = {"state": DeliveryState.READY, "next_attempt_at": again}
    return values, Happened.WILL_RETRY
