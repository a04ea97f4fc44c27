"""One try to send one row: claim, write, send, record."""

import itertools
import logging
import random
import time
import traceback
import uuid

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.retry import EMAIL, RetryPlan
from hilfe_ukraine.models import Attempt, Delivery

from .channels.base import Channel, Outcome, Outgoing, Result, Unsendable
from .channels.registry import Registry, channels
from .claim import Claim, Refused, claim
from .failpoint import failpoint
from .record import Happened, record


logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
_random = random.SystemRandom()

_RECORD_SECONDS = 60.0
_RECORD_PAUSE = 1.0

_RELATED = ("offer__region", "offer__category", "referral", "body", "about_body")
_WORDS = "offer__category__texts__locale"


def make_attempt(
    delivery_uuid: uuid.UUID,
    *,
    now: datetime,
    clock: Clock = timezone.now,
    registry: Registry = channels,
    spread: Callable[[], float] = lambda: _random.uniform(-1, 1),
    pause: Callable[[float], None] = time.sleep,
) -> Happened:
    """Try once to send a row, if it is due and nobody else has it.

    Writes the claim, the attempt and its result in transactions of their own; none
    is open while the network is used, so do not call this inside one. An error while
    writing or sending becomes a failed try of this row and is not raised: one bad
    row never stops others. Errors of the database are raised; the lease then brings
    the row back. The result of a try is worth waiting for: while the lease lasts, a
    database that is away is asked again.
    """
    claimed = claim(delivery_uuid, now)
    if claimed is Refused.POISON:
        logger.error("delivery %s is given up: it kills its workers", delivery_uuid)
        return Happened.GIVEN_UP
    if isinstance(claimed, Refused):
        return Happened.NOTHING
    failpoint("after_claim")
    plan, result = _write_and_send(claimed, registry, clock)
    failpoint("after_send")
    happened = _record_surely(
        lambda: record(claimed, result, plan=plan, now=clock(), spread=spread()),
        patience=claimed.lease_until - now,
        pause=pause,
    )
    if happened is Happened.FENCED:
        logger.warning("delivery %s: finished after its lease", delivery_uuid)
    return happened


def _record_surely(
    write: Callable[[], Happened],
    *,
    patience: timedelta,
    pause: Callable[[float], None],
) -> Happened:
    """Write the result, on new connections if need be; raises when patience is over.

    Without it, each restart of the database would turn what is being sent at that
    moment into possible repeats.
    """
    waits = itertools.takewhile(
        lambda waited: waited < min(patience.total_seconds(), _RECORD_SECONDS),
        itertools.accumulate(itertools.repeat(_RECORD_PAUSE)),
    )
    for _ in waits:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            pause(_RECORD_PAUSE)
    return write()


def _write_and_send(
    claimed: Claim, registry: Registry, clock: Clock
) -> tuple[RetryPlan, Result]:
    plan = EMAIL
    try:
        row = _load(claimed)
        channel = registry.get(row.channel)
        plan = channel.plan
        outgoing = channel.write(row, number=claimed.number, now=clock())
    except Unsendable as error:
        return plan, Result(Outcome.PERMANENT, str(error.args[0]))
    except Exception as error:  # noqa: BLE001 - one bad row must not stop the others
        return plan, _unexpected(claimed, error, Outcome.RETRY)
    _keep(claimed, outgoing)
    if claimed.lease_until - clock() < conf.lease / 2:
        return plan, Result(Outcome.RETURNED, "lease")
    failpoint("before_send")
    return plan, _send(claimed, channel, outgoing)


def _load(claimed: Claim) -> Delivery:
    rows = Delivery.objects.select_related(*_RELATED).prefetch_related(_WORDS)
    return rows.get(pk=claimed.delivery_id)


def _send(claimed: Claim, channel: Channel, outgoing: Outgoing) -> Result:
    try:
        return channel.send(outgoing)
    except Exception as error:  # noqa: BLE001 - see above; Celery's time limit too
        # A channel that raises broke its promise; nobody knows how far it got.
        return _unexpected(claimed, error, Outcome.AMBIGUOUS)


def _keep(claimed: Claim, outgoing: Outgoing) -> None:
    """Note what will be sent and where, before it is: a kill leaves the evidence."""
    Attempt.objects.filter(pk=claimed.attempt_id).update(
        address=outgoing.address, content=outgoing.content
    )


def _unexpected(claimed: Claim, error: Exception, outcome: Outcome) -> Result:
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
    return Result(outcome, f"error:{name}", str(error))
