"""One try to send one row: claim, write, send, record."""

import logging
import random
import time
import traceback
import uuid

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.errors import ENDED, Unsendable
from hilfe_ukraine.domain.retry import EMAIL, RetryPlan
from hilfe_ukraine.models import Attempt, Delivery, HelpOffer

from .channels.base import Channel, Outcome, Outgoing, Result
from .channels.registry import Registry, channels
from .claim import Claim, Refused, claim, own_attempts
from .failpoint import failpoint
from .insist import insist
from .prepared import Change, Rows, blanks
from .record import Happened, record


logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Note = Callable[[Delivery], None]
_random = random.SystemRandom()


@dataclass(frozen=True)
class Tried:
    """What happened to a row, and the channel it was to go by; empty: not claimed."""

    happened: Happened
    channel: str = ""


def make_attempt(
    delivery_uuid: uuid.UUID,
    *,
    now: datetime,
    clock: Clock = timezone.now,
    registry: Registry = channels,
    spread: Callable[[], float] = lambda: _random.uniform(-1, 1),
    pause: Callable[[float], None] = time.sleep,
    note_content: Note = lambda row: None,
) -> Tried:
    """Try once to send a row, if it is due and nobody else has it.

    Writes the claim, the attempt and its result in transactions of their own; none
    is open while the network is used, so do not call this inside one. An error while
    writing or sending becomes a failed try of this row and is not raised: one bad
    row never stops others. Raised is only what keeps the database from taking the
    claim or, for as long as :func:`insist` asks, the result; the lease then brings
    the row back. ``note_content`` is called before a message is sent that holds an
    offer itself, in the transaction that keeps it; if it raises, nothing is sent.
    """
    claimed = claim(delivery_uuid, now)
    if claimed is Refused.POISON:
        logger.error("delivery %s is given up: it kills its workers", delivery_uuid)
        return Tried(Happened.GIVEN_UP)
    if isinstance(claimed, Refused):
        return Tried(Happened.NOTHING)
    failpoint("after_claim")
    plan, result = _write_and_send(claimed, registry, clock, note_content)
    failpoint("after_send")
    happened = insist(
        lambda: record(claimed, result, plan=plan, now=clock(), spread=spread()),
        pause=pause,
    )
    if happened is Happened.FENCED:
        logger.warning("delivery %s: finished after its lease", delivery_uuid)
    return Tried(happened, claimed.row.channel)


def _write_and_send(
    claimed: Claim, registry: Registry, clock: Clock, note_content: Note
) -> tuple[RetryPlan, Result]:
    plan, row = EMAIL, claimed.row
    try:
        _refuse_what_is_over(row)
        channel = registry.get(row.channel)
        plan = channel.plan
        outgoing = channel.write(row, number=claimed.number, now=claimed.claimed_at)
        with transaction.atomic():
            _keep(claimed, outgoing)
            if channel.holds_content(outgoing):
                note_content(row)
        time_left = claimed.lease_until - clock()
    except Unsendable as error:
        return plan, Result(Outcome.PERMANENT, str(error.args[0]), untried=True)
    except Exception as error:  # noqa: BLE001 - one bad row must not stop the others
        return plan, _unexpected(claimed, error, Outcome.RETRY, untried=True)
    if time_left < conf.lease / 2:
        return plan, Result(Outcome.RETURNED, "lease", untried=True)
    failpoint("before_send")
    return plan, _send(claimed, channel, outgoing)


def _refuse_what_is_over(row: Delivery) -> None:
    """Refuse what must not be said any more.

    A row that a dead worker held while its offer was erased, or passed on, comes back
    here.
    """
    if row.is_void:
        raise Unsendable("erased")
    if row.has_ended:
        raise Unsendable(ENDED)


def _send(claimed: Claim, channel: Channel, outgoing: Outgoing) -> Result:
    try:
        return channel.send(outgoing)
    except Exception as error:  # noqa: BLE001 - see above; Celery's time limit too
        # A channel that raises broke its promise; nobody knows how far it got.
        return _unexpected(claimed, error, Outcome.AMBIGUOUS)


def _keep(claimed: Claim, outgoing: Outgoing) -> None:
    """Note what will be sent and where, before it is: a kill leaves the evidence.

    In the caller's transaction. Refuses if the offer was erased while its words were
    made; an erasure that comes later empties what is noted here.
    """
    row = claimed.row
    if row.offer_id and row.kind != Delivery.Kinds.ERASED:
        _hold_off_erasure(row.offer_id)
    _KEEP(**claimed.own_attempt, address=outgoing.address, content=outgoing.content)


_KEEP = Change(own_attempts, **blanks(Attempt, "address", "content"))


def _hold_off_erasure(offer_id: int) -> None:
    """Make an erasure wait for the end of the transaction; refuses if it came first."""
    if not _KEPT_OFFER(id=offer_id):
        raise Unsendable("erased")


_KEPT_OFFER = Rows(
    lambda: (
        HelpOffer.objects.filter(**blanks(HelpOffer, "id"), erased_at=None)
        .select_for_update(no_key=True)
        .order_by()
        .values_list("pk")
    )
)


def _unexpected(
    claimed: Claim, error: Exception, outcome: Outcome, *, untried: bool = False
) -> Result:
    """Log kind and place of an error; its text may name people and is encrypted."""
    name = type(error).__name__
    place = traceback.extract_tb(error.__traceback__)[-1]
    logger.error(
        "delivery %s: %s at %s:%s",
        claimed.delivery_uuid,
        name,
        place.filename,
        place.lineno,
    )
    return Result(outcome, f"error:{name}", str(error), untried=untried)
