"""One mail a day to each owning office, if there is something to say."""

from datetime import datetime, timedelta

from django.db.models import Q

from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.clock import portal_time
from hilfe_ukraine.delivery.digest import NOT_REACHED_AFTER
from hilfe_ukraine.delivery.outbox import new_delivery
from hilfe_ukraine.models import Delivery, OutboxStatus, ResponsibleBody, stuck


_ASKED_EVERY = timedelta(hours=1)


def send_digests(*, now: datetime) -> int:
    """Put the digests of the day into the outbox; returns how many.

    From ``conf.digest_hour`` on, by the portal's time, once per office and day, for
    offices with an e-mail address whose offers are stuck. None during a stop, and none
    while an earlier one has not left: a pile of old ones would help nobody. It is asked
    at most once an hour whose offers are stuck; one statement on any other call. A
    fixed number of statements; two calls at once write each digest once.
    """
    local = portal_time(now)
    if local.hour < conf.digest_hour:
        return 0
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    status = OutboxStatus.the_one()
    if status.stopped_at or _was_asked(status, midnight, now):
        return 0
    number = _write(local, midnight, now)
    OutboxStatus.objects.filter(pk=1).update(digests_at=now)
    return number


def _was_asked(status: OutboxStatus, midnight: datetime, now: datetime) -> bool:
    asked = status.digests_at
    return asked is not None and max(midnight, now - _ASKED_EVERY) < asked <= now


def _write(local: datetime, midnight: datetime, now: datetime) -> int:
    before = now - NOT_REACHED_AFTER
    offices = stuck.offices_to_tell(now, before=before) - _told(midnight)
    if not offices:
        return 0
    digests = [
        new_delivery(
            kind=Delivery.Kinds.DIGEST,
            receiver=Delivery.Receivers.ADMINISTRATOR,
            about=f"digest:{office.uuid}:{local:%Y-%m-%d}",
            now=now,
            body=office,
        )
        for office in ResponsibleBody.objects.filter(pk__in=offices).exclude(email="")
    ]
    Delivery.objects.bulk_create(digests, ignore_conflicts=True)
    return len(digests)


def _told(midnight: datetime) -> set[int | None]:
    """Offices that had their digest today, or whose last one has not left yet."""
    under_way = Q(state__in=[Delivery.States.READY, Delivery.States.INFLIGHT])
    rows = Delivery.objects.filter(
        Q(created_at__gte=midnight) | under_way, kind=Delivery.Kinds.DIGEST
    )
    return set(rows.order_by().values_list("body", flat=True))
