"""Who may send a row, and who may write what came of it.

A claim is a compare-and-set on ``lease_no``; the row lock on PostgreSQL only keeps
workers from colliding (SQLite has none, and needs none). Together with the claim an
``Attempt`` is committed, before the first byte leaves: one without an outcome is the
evidence that a message may have been sent.
"""

import uuid

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.retry import POISON_AFTER
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Attempt, Delivery, OutboxStatus

from .breaker import Health, health, take_probe
from .failpoint import failpoint
from .messages import with_words
from .prepared import Change, Objects, Rows, blank, blanks
from .resting import rests_until
from .turns import has_room


@dataclass(frozen=True)
class Claim:
    """The right to send one row until the lease ends.

    ``number`` counts the tries since the row was last set ready by hand, from 1.
    ``row`` is the row as claimed, read as :func:`messages.with_words` does.
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
    row: Delivery = field(repr=False)

    @property
    def receiver(self) -> str:
        """Whom the message is for, as the breaker tells receivers apart."""
        return _receiver(self.row)

    @property
    def own_row(self) -> dict[str, Any]:
        """What tells the row, and that it still is this claim's, by column.

        With the uuid: after a restore from backup the numbers are given out anew.
        """
        return {
            "id": self.delivery_id,
            "uuid": self.delivery_uuid,
            "lease_no": self.lease_no,
        }

    @property
    def own_attempt(self) -> dict[str, Any]:
        """What the blanks of :func:`own_attempts` are filled with."""
        return {
            "id": self.attempt_id,
            "delivery": self.delivery_id,
            "lease_no": self.lease_no,
            "started_at": self.claimed_at,
        }


def own_attempts() -> QuerySet[Attempt]:
    """Return the try of a claim; not one that got its number after a restore."""
    own = blanks(Attempt, "id", "delivery", "lease_no", "started_at")
    return Attempt.objects.filter(**own)


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
    try before may have got through. One whose offer rests is put off until it does not
    any more, whoever made the row due. No network.
    """
    failpoint("before_claim")
    with transaction.atomic():
        row = _candidate(delivery_uuid)
        if row is None or not _is_due(row, now) or _is_stopped():
            return Refused.NOT_DUE
        until = rests_until(row, now)
        if until is not None:
            _put_off(row, until)
            return Refused.NOT_DUE
        carrier = health(row.carrier, now, receiver=_receiver(row))
        is_ill = carrier is Health.ILL
        if carrier is Health.RESTS or not has_room(row, now, is_ill=is_ill):
            return Refused.NOT_DUE
        before = _last_outcomes(row)
        if _is_poison(row, before):
            buried = _change(row, state=_grave(row), last_code="poison")
            return Refused.POISON if buried else Refused.NOT_DUE
        is_repeat = bool(before) and before[0] in Attempt.OPEN_ENDED
        return _take(row, now, is_repeat=is_repeat, is_ill=is_ill)


def _candidate(delivery_uuid: uuid.UUID) -> Delivery | None:
    """Read the row and what its mail says, locked where there are locks."""
    found = _ROW(uuid=delivery_uuid)
    return found[0] if found else None


def _locked_row() -> QuerySet[Delivery]:
    skip_locked = connection.features.has_select_for_update_skip_locked
    rows = Delivery.objects.select_for_update(skip_locked=skip_locked, of=("self",))
    return with_words(rows).filter(**blanks(Delivery, "uuid")).order_by()


_ROW = Objects(_locked_row)


def _is_due(row: Delivery, now: datetime) -> bool:
    """Whether the row waits for its turn, or its worker did not come back."""
    if row.state == DeliveryState.INFLIGHT:
        return row.lease_until is not None and row.lease_until < now
    return row.state == DeliveryState.READY and row.next_attempt_at <= now


def _receiver(row: Delivery) -> str:
    return f"body:{row.body_id}" if row.body_id else f"offer:{row.offer_id}"


def _is_stopped() -> bool:
    return bool(_STOP())


_STOP = Rows(lambda: OutboxStatus.objects.stopped().values_list("pk"))


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
    return DeliveryState.CANCELLED if row.is_void else DeliveryState.DEAD


def _put_off(row: Delivery, until: datetime) -> None:
    """Let the row wait without being late; what its worker left may be a repeat."""
    was_left = row.state == DeliveryState.INFLIGHT
    _change(
        row,
        state=DeliveryState.READY,
        next_attempt_at=until,
        first_due_at=until,
        possible_duplicate=row.possible_duplicate or was_left,
    )


def _take(
    row: Delivery, now: datetime, *, is_repeat: bool, is_ill: bool
) -> Claim | Refused:
    lease_until = now + conf.lease
    taken = _change(
        row,
        state=DeliveryState.INFLIGHT,
        lease_no=row.lease_no + 1,
        lease_until=lease_until,
        claimed_at=now,
        attempts=row.attempts + 1,
        possible_duplicate=row.possible_duplicate or is_repeat,
    )
    if not taken:
        return Refused.NOT_DUE
    # After the row: a probe that is under way would hold back this one as well.
    if is_ill and not take_probe(row.carrier, now=now, until=lease_until):
        transaction.set_rollback(True)
        return Refused.NOT_DUE
    attempt = Attempt.objects.create(
        delivery=row, lease_no=row.lease_no, started_at=now
    )
    return Claim(
        delivery_id=row.pk,
        delivery_uuid=row.uuid,
        attempt_id=attempt.pk,
        lease_no=row.lease_no,
        claimed_at=now,
        lease_until=lease_until,
        number=row.attempts,
        first_due_at=row.first_due_at,
        carrier=row.carrier,
        carrier_is_ill=is_ill,
        row=row,
    )


def _change(row: Delivery, **values: Any) -> bool:
    """Update the row, here as well, unless somebody changed it since it was read."""
    read = {"id": row.pk, "read_lease_no": row.lease_no, "read_state": row.state}
    if not _changing(*values)(**read, **values):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    return True


def _as_read() -> QuerySet[Delivery]:
    """The row, if it still is what the claim has read."""
    return Delivery.objects.filter(
        pk=blank(Delivery, "id"),
        lease_no=blank(Delivery, "lease_no", "read_lease_no"),
        state=blank(Delivery, "state", "read_state"),
    )


@cache
def _changing(*columns: str) -> Change:
    return Change(_as_read, **blanks(Delivery, *columns))
