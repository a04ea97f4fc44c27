"""What is stuck, in figures: one report for the admin, the health check and alerts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Breaker, OutboxStatus, stuck


_LOOK_FOR_LOST = timedelta(minutes=10)


@dataclass(frozen=True)
class WorkList:
    """How many rows are on a list, and since when the oldest is there."""

    count: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class Stopped:
    """The global stop. ``by`` is empty for a command."""

    since: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class BrokenCarrier:
    """A mail relay, or a host of webhooks, that is out of order."""

    name: str
    since: datetime
    next_try: datetime | None
    code: str


@dataclass(frozen=True)
class StuckReport:
    """What somebody has to look at, as of ``at``. Figures and codes, nobody's data.

    ``overdue`` counts what nobody has taken up; ``late`` also what is tried and fails.
    ``held`` goes by reason. ``lost`` must be 0: offers that no list shows. Repeats and
    late results are of the last seven days, and are for information only.
    """

    at: datetime
    stopped: Stopped | None = None
    swept_at: datetime | None = None
    waiting_since: datetime | None = None
    given_up: WorkList = WorkList()
    bounced: WorkList = WorkList()
    held: Mapping[str, WorkList] = field(default_factory=dict)
    late: WorkList = WorkList()
    overdue: int = 0
    unrouted: WorkList = WorkList()
    unreleased: WorkList = WorkList()
    with_retired: WorkList = WorkList()
    unanswered: WorkList = WorkList()
    lost: int = 0
    carriers: tuple[BrokenCarrier, ...] = ()
    repeats: int = 0
    late_results: int = 0

    @property
    def held_count(self) -> int:
        return sum(part.count for part in self.held.values())

    def age(self, since: datetime | None) -> timedelta | None:
        """Return how long ago ``since`` was; never negative, ``None`` stays."""
        return None if since is None else max(self.at - since, timedelta())


def stuck_report(*, now: datetime) -> StuckReport:
    """Read the report; a fixed number of statements, each by an index of its own.

    Lost offers are those that :func:`count_lost` has found.
    """
    before = now - conf.late_after
    people = _people()
    return StuckReport(
        at=now,
        **_status(),
        **_waiting(before),
        given_up=people.get((DeliveryState.DEAD.value, ""), WorkList()),
        bounced=people.get((DeliveryState.BOUNCED.value, ""), WorkList()),
        held={
            reason: part
            for (state, reason), part in people.items()
            if state == DeliveryState.HELD.value
        },
        overdue=stuck.overdue_messages(before).count(),
        unrouted=_work_list(stuck.unrouted_offers(), "submitted_at"),
        unreleased=_work_list(stuck.unreleased_offers(before), "release_at"),
        with_retired=_work_list(stuck.referrals_to_retired(), "referred_at"),
        unanswered=_work_list(stuck.unanswered_referrals(now), "due_at"),
        carriers=open_carriers(),
        repeats=stuck.repeated_messages(now).count(),
        late_results=stuck.late_results(now).count(),
    )


def _status() -> dict[str, Any]:
    row = OutboxStatus.objects.select_related("stopped_by").first()
    if row is None:
        return {}
    return {"swept_at": row.swept_at, "stopped": _stopped(row), "lost": row.lost}


def _stopped(row: OutboxStatus) -> Stopped | None:
    if row.stopped_at is None:
        return None
    user = row.stopped_by
    by = (user.get_full_name() or user.get_username()) if user else ""
    return Stopped(since=row.stopped_at, by=by, reason=row.reason)


def stop_notice() -> Stopped | None:
    """Return the global stop, if there is one; one statement."""
    return _status().get("stopped")


def _waiting(before: datetime) -> dict[str, Any]:
    late = Count("pk", filter=Q(first_due_at__lte=before))
    found = stuck.waiting_messages().aggregate(late=late, since=Min("first_due_at"))
    since = found["since"]
    late_since = since if found["late"] else None
    return {"waiting_since": since, "late": WorkList(found["late"], late_since)}


_MOMENTS = tuple(stuck.WAITS_SINCE.values())


def _people() -> dict[tuple[str, str], WorkList]:
    """Lists of messages by state, and held ones by their reason."""
    rows = stuck.messages_for_people().order_by().values_list("state", "held_reason")
    counted = rows.annotate(
        count=Count("pk"), **{f"first_{name}": Min(name) for name in _MOMENTS}
    )
    found: dict[tuple[str, str], WorkList] = {}
    for state, reason, count, *moments in counted:
        since = dict(zip(_MOMENTS, moments, strict=True))[stuck.WAITS_SINCE[state]]
        held = state == DeliveryState.HELD.value
        key = (state, reason if held else "")
        before = found.get(key, WorkList())
        oldest = min(filter(None, (before.since, since)), default=None)
        found[key] = WorkList(before.count + count, oldest)
    return found


def _work_list(rows: QuerySet, column: str) -> WorkList:
    found = rows.aggregate(count=Count("pk"), since=Min(column))
    return WorkList(found["count"], found["since"])


def open_carriers() -> tuple[BrokenCarrier, ...]:
    """Return the carriers that are out of order; one statement."""
    rows = Breaker.objects.filter(opened_at__isnull=False)
    return tuple(
        BrokenCarrier(row.carrier, row.opened_at, row.open_until, row.last_code)
        for row in rows
        if row.opened_at
    )


def count_lost(*, now: datetime) -> bool:
    """Count the lost offers for the reports; returns whether it was time to.

    At most every ten minutes, since all offers in hand are looked at. One statement
    on any other call.
    """
    around = (now - _LOOK_FOR_LOST, now + _LOOK_FOR_LOST)
    status = OutboxStatus.objects.filter(pk=1)
    if status.filter(lost_at__gt=around[0], lost_at__lt=around[1]).exists():
        return False
    counted = {"lost": stuck.lost_offer_ids().count(), "lost_at": now}
    OutboxStatus.objects.update_or_create(pk=1, defaults=counted)
    return True
