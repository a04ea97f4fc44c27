"""Whose turn it is: nobody waits long because of somebody else.

What a worker left behind comes first, then helpers, who sit in front of their mailbox.
Each gets at most half of a batch, unless nobody else is waiting. Bodies take turns: the
oldest message of each, then the second of each. A body gets no more in a minute than
its pace allows, and a webhook host no more at once than it may have; one that failed
last time gets a single one.
"""

import uuid

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from hilfe_ukraine.conf import conf
from hilfe_ukraine.models import RELAY, Breaker, Delivery
from hilfe_ukraine.models.deliveries import DeliveryQuerySet

from .prepared import Rows, blank


_MINUTE = timedelta(minutes=1)
_TO_HELPERS = Q(receiver=Delivery.Receivers.HELPER)


def due_ids(now: datetime, limit: int) -> list[uuid.UUID]:
    """Return at most ``limit`` uuids that may be claimed, in the order of their turn.

    At most seven statements, whatever waits. Rows are found by the partial indexes,
    so that what was sent long ago costs nothing.
    """
    left_behind = Delivery.objects.left_behind(now).order_by("lease_until")
    left = _uuids(left_behind[: _half(limit)])
    places = limit - len(left)
    waiting = Delivery.objects.waiting(now)
    helpers = _uuids(waiting.filter(_TO_HELPERS).order_by("next_attempt_at")[:places])
    first, rest = helpers[: _half(places)], helpers[_half(places) :]
    others = _in_turns(waiting.exclude(_TO_HELPERS), now, places - len(first))
    return (left + first + others + rest)[:limit]


def has_room(row: Delivery, now: datetime, *, is_ill: bool) -> bool:
    """Whether pace and parallel requests allow one more to where ``row`` goes.

    ``is_ill``: its carrier failed last time. Two claims at the same instant may both
    pass; the limits are for politeness and need not be exact.
    """
    if row.carrier != RELAY:
        flying = Delivery.objects.in_flight(now).filter(carrier=row.carrier)
        if flying.count() >= (1 if is_ill else conf.webhook_parallel):
            return False
    if row.body_id is None or not conf.receiver_rate:
        return True
    used = _PACE(body=row.body_id, claimed_at=now - _MINUTE)
    return not used or used[0][0] < conf.receiver_rate


_PACE = Rows(
    lambda: Delivery.objects.filter(
        body=blank(Delivery, "body"), claimed_at__gt=blank(Delivery, "claimed_at")
    )
    .order_by()
    .values("body")
    .annotate(number=Count("pk"))
    .values_list("number")
)


@dataclass(frozen=True)
class _Room:
    """How many more a body or a carrier may get now. Not named: no limit."""

    bodies: dict[int, int]
    carriers: dict[str, int]

    def take(self, body: int, carrier: str) -> bool:
        """Use up one place, if both have one left."""
        if self.bodies.get(body, 1) <= 0 or self.carriers.get(carrier, 1) <= 0:
            return False
        if body in self.bodies:
            self.bodies[body] -= 1
        if carrier in self.carriers:
            self.carriers[carrier] -= 1
        return True

    def full(self) -> Q:
        """Rows that find no place at all."""
        bodies = [body for body, places in self.bodies.items() if places <= 0]
        carriers = [carrier for carrier, left in self.carriers.items() if left <= 0]
        return Q(body__in=bodies) | Q(carrier__in=carriers)


def _in_turns(rows: DeliveryQuerySet, now: datetime, limit: int) -> list[uuid.UUID]:
    pairs = set(rows.order_by().values_list("body", "carrier").distinct())
    if not pairs or limit <= 0:
        return []
    room = _room(pairs, now)
    turn = Window(
        RowNumber(),
        partition_by=[F("carrier"), F("body")],
        order_by=[F("next_attempt_at").asc(), F("pk").asc()],
    )
    rows = rows.exclude(room.full()).annotate(turn=turn)
    # No more rows per body than could go, so that passing over some costs little.
    most = Q(turn__lte=conf.receiver_rate or limit)
    rows = rows.filter(most, Q(carrier=RELAY) | Q(turn__lte=conf.webhook_parallel))
    in_order = rows.order_by("turn", "next_attempt_at")
    columns = in_order.values_list("uuid", "body", "carrier")
    found = []
    for row_uuid, body, carrier in columns.iterator(chunk_size=limit):
        if room.take(body, carrier):
            found.append(row_uuid)
        if len(found) == limit:
            break
    return found


def _room(pairs: set[tuple[int | None, str]], now: datetime) -> _Room:
    bodies = {body for body, _ in pairs if body}
    hosts = {carrier for _, carrier in pairs if carrier != RELAY}
    ill = Breaker.objects.filter(carrier__in=hosts, failures__gt=0)
    few = dict.fromkeys(ill.values_list("carrier", flat=True), 1)
    allowed = dict.fromkeys(hosts, conf.webhook_parallel) | few
    flying = Delivery.objects.in_flight(now).filter(carrier__in=hosts)
    room = _Room(bodies={}, carriers=_less(allowed, flying, "carrier"))
    if conf.receiver_rate:
        pace = dict.fromkeys(bodies, conf.receiver_rate)
        recent = _lately(now).filter(body__in=bodies)
        room.bodies.update(_less(pace, recent, "body"))
    return room


def _less(allowed: dict, rows: QuerySet, column: str) -> dict:
    """Return what is left of ``allowed`` when the rows have had theirs."""
    counted = rows.order_by().values_list(column).annotate(number=Count("pk"))
    used = dict(counted)
    return {name: number - used.get(name, 0) for name, number in allowed.items()}


def _lately(now: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(claimed_at__gt=now - _MINUTE)


def _uuids(rows: QuerySet[Delivery]) -> list[uuid.UUID]:
    return list(rows.values_list("uuid", flat=True))


def _half(limit: int) -> int:
    return max(1, limit // 2)
