"""Keeping the record of a carrier: how often it failed, and since when it rests."""

from datetime import datetime
from enum import Enum, auto

from hilfe_ukraine.domain.breaker import opens, rest
from hilfe_ukraine.models import Breaker

from .prepared import Rows, blanks


class Health(Enum):
    """How a carrier does at one moment."""

    WORKS = auto()
    #: It failed last time, and may be tried all the same.
    ILL = auto()
    #: Out of order, or tried out by another row: nothing may be claimed for it.
    RESTS = auto()


def health(carrier: str, now: datetime, *, receiver: str = "") -> Health:
    """Return how a carrier does for this receiver; one statement.

    The receiver with whom the last probe failed lets all others try first.
    """
    for failures, ill, open_until, probe_until in _BREAKER(carrier=carrier):
        ends = [end for end in (open_until, probe_until) if end is not None]
        if open_until and ill and ill == receiver:
            ends.append(open_until + rest(1))
        if any(end > now for end in ends):
            return Health.RESTS
        return Health.ILL if failures else Health.WORKS
    return Health.WORKS


_BREAKER = Rows(
    lambda: (
        Breaker.objects.filter(**blanks(Breaker, "carrier"))
        .order_by()
        .values_list("failures", "receiver", "open_until", "probe_until")
    )
)


def take_probe(carrier: str, *, now: datetime, until: datetime) -> bool:
    """Claim the one probe of a carrier that was out of order.

    Call it inside the transaction of the claim. Returns whether this row may go; a
    carrier that works needs no probe.
    """
    breaker = Breaker.objects.filter(carrier=carrier)
    if breaker.waiting_for_probe(now).update(probe_until=until):
        return True
    return not breaker.filter(opened_at__isnull=False).exists()


def note_failure(
    carrier: str, *, code: str, began: datetime, now: datetime, receiver: str = ""
) -> None:
    """Count a failure, and open the breaker when it is one too many.

    Call it inside the transaction that records the result. A try that ``began``
    before the breaker last opened tells nothing new and does not lengthen its rest.
    ``receiver`` is whom the message was for, if perhaps only that one is to blame: it
    counts once in a row, so that one receiver never stops the messages to others, and
    the rest that several of them bring about stays short.
    """
    Breaker.objects.get_or_create(carrier=carrier)
    row = Breaker.objects.select_for_update().get(carrier=carrier)
    row.last_code = code
    # While it was open nothing began, so what began before its end is older than it.
    if row.open_until is not None and began < row.open_until:
        row.failures += 1
    else:
        _judge(row, receiver, now)
    row.save()


def _judge(row: Breaker, receiver: str, now: datetime) -> None:
    was_open = row.opened_at is not None
    if _is_one_receivers(row, receiver):
        # All others may try at once, see health().
        row.open_until = now if was_open else None
        row.probe_until = None
    else:
        row.failures += 1
        if opens(row.failures, was_open=was_open):
            row.trips = 1 if receiver else row.trips + 1
            row.opened_at = row.opened_at or now
            row.open_until = now + rest(row.trips)
            row.probe_until = None
    row.receiver = receiver


def _is_one_receivers(row: Breaker, receiver: str) -> bool:
    """Whether this shows no more than that one receiver is ill."""
    if not receiver:
        return False
    # Once out of order, now it knows senders again: somebody else may get through.
    is_first_since_rest = row.opened_at is not None and not row.receiver
    return is_first_since_rest or row.receiver == receiver


def note_success(carrier: str) -> None:
    """Close the breaker and forget its failures; one statement."""
    ill = Breaker.objects.filter(carrier=carrier, failures__gt=0)
    ill.update(
        failures=0,
        trips=0,
        opened_at=None,
        open_until=None,
        probe_until=None,
        last_code="",
        receiver="",
    )


def note_unknown(carrier: str, *, probe_until: datetime) -> None:
    """Let the next row be the probe: this one ended without word of the carrier.

    ``probe_until`` is the end of the lease; it tells the probe from other tries.
    """
    probe = Breaker.objects.filter(carrier=carrier, probe_until=probe_until)
    probe.update(probe_until=None)


def let_probe(carrier: str, *, now: datetime) -> None:
    """End the rest of a carrier, so that the next row due is its probe."""
    Breaker.objects.filter(carrier=carrier, open_until__gt=now).update(open_until=now)


def forget(carrier: str) -> None:
    """Drop the record of a carrier that nothing goes to any more."""
    Breaker.objects.filter(carrier=carrier).delete()
