"""What waits, by queues: the messages for one body by one carrier.

One index leads to the first of each queue, so that nothing here goes by what waits.
"""

import uuid

from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from hilfe_ukraine.models import Breaker, Delivery, ResponsibleBody
from hilfe_ukraine.models.deliveries import URGENT_KINDS, DeliveryQuerySet

from .prepared import Rows, blank, blanks


class Head(NamedTuple):
    """The first message of a queue: what waits for one body by one carrier."""

    due: datetime
    uuid: uuid.UUID
    body: int
    carrier: str


def waiting_carriers(now: datetime) -> list[str]:
    """Return the carriers something waits for, but for those that are out of order."""
    found, name = [], ""
    while following := _NEXT_CARRIER(carrier=name):
        name = following[0][0]
        found.append(name)
    resting = set(Breaker.objects.blocking(now).values_list("carrier", flat=True))
    return [name for name in found if name not in resting]


def _ready() -> DeliveryQuerySet:
    return Delivery.objects.filter(state=Delivery.States.READY).order_by()


_NEXT_CARRIER = Rows(
    lambda: (
        _ready()
        .filter(carrier__gt=blank(Delivery, "carrier"))
        .order_by("carrier")
        .values_list("carrier")[:1]
    )
)


def _queue(**of: Any) -> QuerySet[Delivery]:
    """What waits by one carrier, for one body or none, the longest due first."""
    rows = _ready().filter(
        carrier=blank(Delivery, "carrier"),
        next_attempt_at__lte=blank(Delivery, "next_attempt_at"),
        **of,
    )
    return rows.order_by("next_attempt_at", "pk")


def letters(carriers: list[str], now: datetime, limit: int) -> list[uuid.UUID]:
    """Return the first letters to helpers, that is what goes to no body.

    Those somebody waits for in front of the screen come before all others, and what a
    helper has to hear before them.
    """
    urgent = _first_of(_urgent_letters(limit), carriers, now)[:limit]
    others = _first_of(_letters_of(limit), carriers, now)
    return list(dict.fromkeys(urgent + others))[:limit]


def _first_of(read: Rows, carriers: list[str], now: datetime) -> list[uuid.UUID]:
    found = [
        row for name in carriers for row in read(carrier=name, next_attempt_at=now)
    ]
    # Those due at the same moment leave as they were written: the previous address of a
    # helper hears before the new one.
    return [letter for _, letter in sorted(found, key=itemgetter(0))]


@cache
def _letters_of(length: int) -> Rows:
    rows = ("next_attempt_at", "uuid")
    return Rows(lambda: _queue(body__isnull=True).values_list(*rows)[:length])


@cache
def _urgent_letters(length: int) -> Rows:
    rows = ("next_attempt_at", "uuid")
    return Rows(lambda: _queue(kind__in=URGENT_KINDS).values_list(*rows)[:length])


def followers(
    head: Head, now: datetime, limit: int
) -> list[tuple[datetime, uuid.UUID]]:
    """Return what comes after the first message of a queue, with the time it is due."""
    read = _queue_of(1 + limit)
    return read(carrier=head.carrier, body=head.body, next_attempt_at=now)[1:]


@cache
def _queue_of(length: int) -> Rows:
    of, rows = blanks(Delivery, "body"), ("next_attempt_at", "uuid")
    return Rows(lambda: _queue(**of).values_list(*rows)[:length])


def heads(carriers: list[str], now: datetime) -> list[Head]:
    """Return the first message of each queue to a body, the longest due first."""
    return sorted(
        Head._make((*row, name))
        for name in carriers
        for row in _HEADS(carrier=name, next_attempt_at=now)
    )


def _first_of_each_body() -> QuerySet[Any]:
    first = _queue(body=OuterRef("pk"))
    bodies = ResponsibleBody.objects.order_by().annotate(
        due=Subquery(first.values("next_attempt_at")[:1]),
        first=Subquery(first.values("uuid")[:1]),
    )
    return bodies.filter(due__isnull=False).values_list("due", "first", "pk")


_HEADS = Rows(_first_of_each_body)
