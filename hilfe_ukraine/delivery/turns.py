"""Whose turn it is: nobody waits long because of somebody else.

What a worker left behind comes first, then helpers, who sit in front of their mailbox,
with at most half of a batch. Bodies take turns: the oldest message of each, then the
second of each. A body gets no more in a minute than its pace allows, and a webhook host
no more at once than it may have; one that failed last time gets a single one.
"""

import uuid

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import (
    Case,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import RELAY, Delivery
from hilfe_ukraine.models.deliveries import DeliveryQuerySet


_MINUTE = timedelta(minutes=1)


def due_ids(now: datetime, limit: int) -> list[uuid.UUID]:
    """Return at most ``limit`` uuids that may be claimed, in the order of their turn.

    A fixed number of statements; each uses the partial index made for it.
    """
    due = Delivery.objects.due(now)
    left = due.filter(state=DeliveryState.INFLIGHT.value).order_by("lease_until")
    found = list(left.values_list("uuid", flat=True)[:limit])
    ready = due.filter(state=DeliveryState.READY.value)
    helpers = ready.filter(receiver=Delivery.Receivers.HELPER)
    half = max(1, (limit - len(found)) // 2)
    first = helpers.order_by("next_attempt_at").values_list("uuid", flat=True)
    found += first[: min(half, limit - len(found))]
    return found + list(_in_turns(ready, now, limit - len(found)))


def admitted(rows: DeliveryQuerySet, now: datetime) -> DeliveryQuerySet:
    """Only the rows that pace and parallel requests allow at this moment.

    Two claims at the same instant may both pass; the limits are for politeness and
    need not be exact.
    """
    flying = Delivery.objects.in_flight(now).filter(carrier=OuterRef("carrier"))
    rows = rows.annotate(at_once=_number(flying, "carrier"))
    rows = rows.filter(Q(carrier=RELAY) | Q(at_once__lt=_parallel()))
    if not conf.receiver_rate:
        return rows
    recent = Delivery.objects.filter(
        body=OuterRef("body"), claimed_at__gt=now - _MINUTE
    )
    rows = rows.annotate(lately=_number(recent, "body"))
    return rows.filter(Q(body=None) | Q(lately__lt=conf.receiver_rate))


def _parallel() -> Case:
    return Case(When(carrier_failures__gt=0, then=1), default=conf.webhook_parallel)


def _number(rows: QuerySet, column: str) -> Coalesce:
    counted = rows.order_by().values(column).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def _in_turns(
    ready: DeliveryQuerySet, now: datetime, limit: int
) -> Iterator[uuid.UUID]:
    turn = Window(
        RowNumber(),
        partition_by=[F("carrier"), F("body")],
        order_by=F("next_attempt_at").asc(),
    )
    rows = ready.exclude(receiver=Delivery.Receivers.HELPER).annotate(turn=turn)
    rows = rows.order_by("turn", "next_attempt_at")
    picked = list(rows.values_list("uuid", "body", "carrier")[:limit])
    sent, flying = _sent_lately(picked, now), _flying(picked, now)
    for row_uuid, body, carrier in picked:
        too_many = conf.receiver_rate and body and sent[body] >= conf.receiver_rate
        if too_many or (carrier != RELAY and flying[carrier] >= conf.webhook_parallel):
            continue
        sent[body] += 1
        flying[carrier] += 1
        yield row_uuid


def _sent_lately(picked: list[tuple], now: datetime) -> Counter:
    bodies = {body for _, body, _ in picked if body}
    if not bodies or not conf.receiver_rate:
        return Counter()
    rows = Delivery.objects.filter(body__in=bodies, claimed_at__gt=now - _MINUTE)
    counted = rows.order_by().values_list("body").annotate(number=Count("pk"))
    return Counter(dict(counted))


def _flying(picked: list[tuple], now: datetime) -> Counter:
    carriers = {carrier for _, _, carrier in picked} - {RELAY}
    if not carriers:
        return Counter()
    rows = Delivery.objects.in_flight(now).filter(carrier__in=carriers)
    counted = rows.order_by().values_list("carrier").annotate(number=Count("pk"))
    return Counter(dict(counted))
