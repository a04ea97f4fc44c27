"""Writing down what came of a try, behind the fence."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from hilfe_ukraine.domain.retry import next_email_attempt
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Attempt, Delivery

from .channels.base import Outcome, Result
from .claim import Claim


_CODE_LENGTH = 40


class Happened(StrEnum):
    """What happened to a row in one try."""

    #: There was nothing to do.
    NOTHING = "nothing"
    DELIVERED = "delivered"
    WILL_RETRY = "will_retry"
    GIVEN_UP = "given_up"
    #: The lease had passed to another worker; that one decides about the row.
    FENCED = "fenced"


def record(claim: Claim, result: Result, *, now: datetime, spread: float) -> Happened:
    """Write the result of a try, in a transaction of its own.

    The row changes only if this claim still holds. Otherwise the result is kept on
    its own ``Attempt``, marked late; a late success marks the row as a possible
    repeat, since another worker has sent it too. ``spread`` from -1 to 1 varies the
    wait for the next try.
    """
    values, happened = _consequence(claim, result, now=now, spread=spread)
    row = Delivery.objects.filter(pk=claim.delivery_id)
    mine = row.filter(lease_no=claim.lease_no, state=DeliveryState.INFLIGHT.value)
    with transaction.atomic():
        on_time = mine.update(**values, last_code=result.code[:_CODE_LENGTH]) == 1
        Attempt.objects.filter(pk=claim.attempt_id).update(
            finished_at=now,
            outcome=result.outcome.value,
            code=result.code[:_CODE_LENGTH],
            detail=result.detail,
            late=not on_time,
        )
        if not on_time and result.outcome is Outcome.DELIVERED:
            row.update(possible_duplicate=True)
    return happened if on_time else Happened.FENCED


def _consequence(
    claim: Claim, result: Result, *, now: datetime, spread: float
) -> tuple[dict[str, Any], Happened]:
    """Return the new values of the row, and what that means."""
    match result.outcome:
        case Outcome.DELIVERED:
            values = {"state": DeliveryState.DELIVERED, "delivered_at": now}
            return values, Happened.DELIVERED
        case Outcome.PERMANENT:
            return {"state": DeliveryState.DEAD}, Happened.GIVEN_UP
    again = next_email_attempt(
        failures=claim.number, first_due_at=claim.first_due_at, now=now, spread=spread
    )
    if again is None:
        return {"state": DeliveryState.DEAD}, Happened.GIVEN_UP
    values = {"state": DeliveryState.READY, "next_attempt_at": again}
    return values, Happened.WILL_RETRY
