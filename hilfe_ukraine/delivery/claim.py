"""Who may send a row, and who may write what came of it.

A claim is a compare-and-set on ``lease_no``; the row lock on PostgreSQL only keeps
workers from colliding (SQLite has none, and needs none). Together with the claim an
``Attempt`` is committed, before the first byte leaves: one without an outcome is the
evidence that a message may have been sent.
"""

import uuid

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

from django.db import connection, transaction

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.retry import POISON_AFTER
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Attempt, Delivery, HelpOffer

from .breaker import take_probe
from .failpoint import failpoint
from .turns import admitted


_OPEN_ENDED = (Attempt.Outcomes.UNKNOWN.value, Attempt.Outcomes.AMBIGUOUS.value)


@dataclass(frozen=True)
class Claim:
    """The right to send one row until the lease ends.

    ``number`` counts the tries since the row was last set ready by hand, from 1.
    """

    delivery_id: int
    delivery_uuid: uuid.UUID
    attempt_id: int
    lease_no: int
    claimed_at: datetime
    lease_until: datetime
    number: int
    first_due_at: datetime
    carrier: str
    carrier_is_ill: bool


class Refused(Enum):
    """Why there is no claim."""

    #: Not due, taken by another worker, in a state that is not sent, or too much for
    #: its receiver at this moment.
    NOT_DUE = auto()
    #: Its last tries all killed their worker; the row is now ``dead``, or cancelled
    #: if its offer was erased meanwhile.
    POISON = auto()


def claim(delivery_uuid: uuid.UUID, now: datetime) -> Claim | Refused:
    """Claim one row for the length of a lease, in a transaction of its own.

    Writes the row and its new ``Attempt``. Marks the row as a possible repeat if the
    try before may have got through. No network.
    """
    failpoint("before_claim")
    with transaction.atomic():
        row = _candidate(delivery_uuid, now)
        if row is None:
            return Refused.NOT_DUE
        before = _last_outcomes(row)
        if _is_poison(row, before):
            buried = _change(row, now, state=_grave(row), last_code="poison")
            return Refused.POISON if buried else Refused.NOT_DUE
        return _take(row, now, repeat=before[:1] and before[0] in _OPEN_ENDED)


def _candidate(delivery_uuid: uuid.UUID, now: datetime) -> Delivery | None:
    skip_locked = connection.features.has_select_for_update_skip_locked
    rows = admitted(Delivery.objects.due(now).filter(uuid=delivery_uuid), now)
    return rows.select_for_update(skip_locked=skip_locked).first()


def _last_outcomes(row: Delivery) -> list[str]:
    """Outcomes of the last tries, the newest first; no statement for a fresh row."""
    if not row.lease_no:
        return []
    recent = Attempt.objects.filter(
        delivery=row, lease_no__gt=row.lease_no - POISON_AFTER
    )
    return list(recent.order_by("-lease_no").values_list("outcome", flat=True))


def _is_poison(row: Delivery, before: list[str]) -> bool:
    # `attempts` starts anew when a person sends again, so that the row gets its
    # tries although the old attempts are still there.
    silent = before.count(Attempt.Outcomes.UNKNOWN.value)
    return row.attempts >= POISON_AFTER and silent >= POISON_AFTER


def _grave(row: Delivery) -> DeliveryState:
    """Nobody shall look after a message of an offer that was erased meanwhile."""
    erased = HelpOffer.objects.filter(deliveries=row, erased_at__isnull=False)
    is_over = row.kind != Delivery.Kinds.ERASED and erased.exists()
    return DeliveryState.CANCELLED if is_over else DeliveryState.DEAD


def _take(row: Delivery, now: datetime, *, repeat: Any) -> Claim | Refused:
    lease_no, lease_until = row.lease_no + 1, now + conf.lease
    is_ill = row.carrier_failures > 0  # type: ignore[attr-defined]
    taken = _change(
        row,
        now,
        state=DeliveryState.INFLIGHT,
        lease_no=lease_no,
        lease_until=lease_until,
        claimed_at=now,
        attempts=row.attempts + 1,
        possible_duplicate=row.possible_duplicate or bool(repeat),
    )
    if not taken:
        return Refused.NOT_DUE
    # After the row: a probe that is under way would hold back this one as well.
    if is_ill and not take_probe(row.carrier, now=now, until=lease_until):
        transaction.set_rollback(True)
        return Refused.NOT_DUE
    attempt = Attempt.objects.create(delivery=row, lease_no=lease_no, started_at=now)
    return Claim(
        delivery_id=row.pk,
        delivery_uuid=row.uuid,
        attempt_id=attempt.pk,
        lease_no=lease_no,
        claimed_at=now,
        lease_until=lease_until,
        number=row.attempts + 1,
        first_due_at=row.first_due_at,
        carrier=row.carrier,
        carrier_is_ill=is_ill,
    )


def _change(row: Delivery, now: datetime, **values: Any) -> bool:
    """Update the row if nobody claimed it since it was read, and it is still due."""
    mine = Delivery.objects.due(now).filter(pk=row.pk, lease_no=row.lease_no)
    return mine.update(**values) == 1
