"""What one look for due messages costs, with few and with many waiting."""

import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.delivery.turns import due_ids
from hilfe_ukraine.models import Delivery

from . import outbox
from .rounds import middle


_LIMIT = 100


def sweep(waiting: int) -> tuple[float, float, int]:
    """Return milliseconds, of them our processor's, and statements of one sweep."""
    _fill_up(waiting)
    now = shared_now()
    due_ids(now, _LIMIT)
    with CaptureQueriesContext(connection) as context:
        found = due_ids(now, _LIMIT)
    if not found:
        raise SystemExit("a sweep found nothing")
    times = [_time(now) for _ in range(9)]
    walls, ours = zip(*times, strict=True)
    return middle(list(walls)), middle(list(ours)), len(context)


def _fill_up(waiting: int) -> None:
    """Make due what is there, and copies of it until so many wait."""
    outbox.hold()
    outbox.release()
    originals = list(Delivery.objects.order_by("pk"))
    missing = waiting - len(originals)
    while missing > 0:
        copies = [_copy(row) for row in originals[:missing]]
        Delivery.objects.bulk_create(copies, batch_size=500)
        missing -= len(copies)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(row: Delivery) -> Delivery:
    values = {
        field.attname: getattr(row, field.attname)
        for field in Delivery._meta.concrete_fields
    }
    fresh = Delivery().uuid
    values |= {"id": None, "uuid": fresh, "dedup_key": str(fresh)}
    return Delivery(**values | {"message_id": str(fresh)})


def _time(now: object) -> tuple[float, float]:
    start = time.perf_counter(), time.process_time()
    due_ids(now, _LIMIT)  # type: ignore[arg-type]
    end = time.perf_counter(), time.process_time()
    return 1000 * (end[0] - start[0]), 1000 * (end[1] - start[1])
