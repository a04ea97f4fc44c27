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


def health(carrier: str, now: datetime) -> Health:
    """Return how a carrier does; one statement."""
    for failures, *ends in _BREAKER(carrier=carrier):
        if any(end is not None and end > now for end in ends):
            return Health.RESTS
        return Health.ILL if failures else Health.WORKS
    return Health.WORKS


_BREAKER = Rows(
    lambda: (
        Breaker.objects.filter(**blanks(Breaker, "carrier"))
        .order_by()
        .values_list("failures", "open_until", "probe_until")
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


def note_failure(carrier: str, *, code: str, began: datetime, now: datetime) -> None:
    """Count a failure, and open the breaker when it is one too many.

    Call it inside the transaction that records the result. A try that ``began``
    before the breaker last opened tells nothing new and does not lengthen its rest.
    """
    Breaker.objects.get_or_create(carrier=carrier)
    row = Breaker.objects.select_for_update().get(carrier=carrier)
    row.failures += 1
    row.last_code = code
    # While it was open nothing began, so what began before its end is older than it.
    is_old = row.open_until is not None and began < row.open_until
    if not is_old and opens(row.failures, was_open=row.opened_at is not None):
        row.trips += 1
        row.opened_at = row.opened_at or now
        row.open_until = now + rest(row.trips)
        row.probe_until = None
    row.save()


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
