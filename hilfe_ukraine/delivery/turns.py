"""Whose turn it is: nobody waits long because of somebody else.

What a worker left behind comes first, then helpers, who sit in front of their mailbox;
among those the ones who can go on only with what the mail holds. Each gets at most
half of a batch, unless nobody else is waiting. Bodies take turns: the oldest message of
each, then the second of each. A body gets no more in a minute than its pace allows, and
by mail two at once at most: where the relay hangs on its address, others find a free
worker. A webhook host gets no more at once than it may have; one that failed last time
gets a single one.
"""

import uuid

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import RELAY, Breaker, Delivery, OutboxStatus

from .prepared import Rows, blank
from .queues import Head, followers, heads, letters, waiting_carriers


_MINUTE = timedelta(minutes=1)
#: So many messages for one body go to the relay at once.
AT_ONCE = 2


def due_ids(now: datetime, limit: int) -> list[uuid.UUID]:
    """Return at most ``limit`` uuids that may be claimed, in the order of their turn.

    How much waits makes no difference: the first of each queue is found by an index.
    Takes seven statements, four for each carrier, and, unless the first of each queue
    fill the batch, one for each queue; never more than ``limit`` of those.
    """
    if OutboxStatus.objects.stopped().exists():
        return []
    left_behind = Delivery.objects.left_behind(now).order_by("lease_until")
    left = _uuids(left_behind[: _half(limit)])
    places = limit - len(left)
    if not places:
        return left
    carriers = waiting_carriers(now)
    helpers = letters(carriers, now, places)
    first, rest = helpers[: _half(places)], helpers[_half(places) :]
    others = _in_turns(carriers, now, places - len(first))
    return (left + first + others + rest)[:limit]


def has_room(row: Delivery, now: datetime, *, is_ill: bool) -> bool:
    """Whether pace and parallel requests allow one more to where ``row`` goes.

    ``is_ill``: its carrier failed last time. Two claims at the same instant may both
    pass; the limits are for politeness and need not be exact.
    """
    if row.carrier != RELAY:
        under_way = Delivery.objects.in_flight(now).filter(carrier=row.carrier)
        if under_way.count() >= (1 if is_ill else conf.webhook_parallel):
            return False
    if row.body_id is None:
        return True
    used = _USED(body=row.body_id, **_moments(now))
    recent, flying = used[0] if used else (0, 0)
    if row.carrier == RELAY and flying >= AT_ONCE:
        return False
    return not conf.receiver_rate or recent < conf.receiver_rate


def _moments(now: datetime) -> dict[str, datetime]:
    """What the blanks of :func:`_use` are filled with."""
    minute_ago = now - _MINUTE
    return {
        "now": now,
        "minute": minute_ago,
        "since": min(minute_ago, now - conf.lease),
    }


def _use(**when: Any) -> QuerySet[Any]:
    """Of each body: what it got in the last minute, and what the relay has in hand."""
    flying = Q(
        state=DeliveryState.INFLIGHT.value, carrier=RELAY, lease_until__gte=when["now"]
    )
    rows = Delivery.objects.filter(claimed_at__gt=when["since"]).order_by()
    return rows.values("body").annotate(
        recent=Count("pk", filter=Q(claimed_at__gt=when["minute"])),
        flying=Count("pk", filter=flying),
    )


_USED = Rows(
    lambda: (
        _use(
            now=blank(Delivery, "lease_until", "now"),
            minute=blank(Delivery, "claimed_at", "minute"),
            since=blank(Delivery, "claimed_at", "since"),
        )
        .filter(body=blank(Delivery, "body"))
        .values_list("recent", "flying")
    )
)


def waiting_for_turn(now: datetime) -> int:
    """Count what is due and only waits until its receiver can have more."""
    if OutboxStatus.objects.stopped().exists():
        return 0
    resting = Breaker.objects.blocking(now).values("carrier")
    due = Delivery.objects.filter(state=DeliveryState.READY, next_attempt_at__lte=now)
    return due.exclude(carrier__in=resting).count()


@dataclass(frozen=True)
class _Room:
    """How many more a body or a carrier may get now. Not named: no limit.

    ``busy`` are bodies whose messages the relay has enough of at this moment.
    """

    bodies: dict[int, int]
    carriers: dict[str, int]
    busy: set[int]

    def take(self, body: int, carrier: str) -> bool:
        """Use up one place, if both have one left."""
        if self.bodies.get(body, 1) <= 0 or self.carriers.get(carrier, 1) <= 0:
            return False
        if carrier == RELAY and body in self.busy:
            return False
        if body in self.bodies:
            self.bodies[body] -= 1
        if carrier in self.carriers:
            self.carriers[carrier] -= 1
        return True


def _in_turns(carriers: list[str], now: datetime, limit: int) -> list[uuid.UUID]:
    first = heads(carriers, now)
    if not first or limit <= 0:
        return []
    room = _room({(head.body, head.carrier) for head in first}, now)
    first = [head for head in first if room.take(head.body, head.carrier)][:limit]
    found = [head.uuid for head in first]
    if len(found) < limit:
        found += _next_turns(first, room, now, limit - len(found))
    return found


def _next_turns(
    first: list[Head], room: _Room, now: datetime, limit: int
) -> list[uuid.UUID]:
    """Of the queues whose first may go: the second of each, then the third."""
    rows = sorted(
        (turn, due, row_uuid, head)
        for head in first
        for turn, (due, row_uuid) in enumerate(followers(head, now, limit))
    )
    may_go = (row for row in rows if room.take(row[3].body, row[3].carrier))
    return [row_uuid for _, _, row_uuid, _ in islice(may_go, limit)]


def _room(pairs: set[tuple[int, str]], now: datetime) -> _Room:
    bodies = {body for body, _ in pairs}
    hosts = {carrier for _, carrier in pairs if carrier != RELAY}
    ill = Breaker.objects.filter(carrier__in=hosts, failures__gt=0)
    few = dict.fromkeys(ill.values_list("carrier", flat=True), 1)
    allowed = dict.fromkeys(hosts, conf.webhook_parallel) | few
    flying = Delivery.objects.in_flight(now).filter(carrier__in=hosts)
    counted = flying.order_by().values_list("carrier").annotate(number=Count("pk"))
    used = _use(**_moments(now)).filter(body__in=bodies)
    use = {body: more for body, *more in used.values_list("body", "recent", "flying")}
    recent = {body: use[body][0] for body in use}
    pace = dict.fromkeys(bodies, conf.receiver_rate) if conf.receiver_rate else {}
    return _Room(
        bodies=_less(pace, recent),
        carriers=_less(allowed, dict(counted)),
        busy={body for body in use if use[body][1] >= AT_ONCE},
    )


def _less(allowed: dict, used: dict) -> dict:
    """Return what is left of ``allowed``."""
    return {name: number - used.get(name, 0) for name, number in allowed.items()}


def _uuids(rows: QuerySet[Delivery]) -> list[uuid.UUID]:
    return list(rows.values_list("uuid", flat=True))


def _half(limit: int) -> int:
    return max(1, limit // 2)
