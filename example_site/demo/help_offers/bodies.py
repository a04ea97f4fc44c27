"""Bodies of the demo, from ``data/bodies.csv``; all of them are made up.

``confirmed`` and ``paused_days`` are days before and after the day of loading; a body
without ``confirmed`` has not been called yet. Deputies and parents are keys.
"""

import datetime

from collections.abc import Mapping

from django.utils import timezone

from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.models import Region, ResponsibleBody

from .tables import read_csv


Row = Mapping[str, str]


def load() -> None:
    """Create the bodies whose keys are missing, then name their deputies."""
    existing = set(ResponsibleBody.objects.values_list("key", flat=True))
    new = [row for row in read_csv("bodies") if row["key"] not in existing]
    # Parents stand above their desks in the file; deputies may stand anywhere.
    bodies = [_create(row) for row in new]
    for row, body in zip(new, bodies, strict=True):
        body.deputy = _body(row["deputy"])
        body.full_clean()
        body.save()
        body.save_revision()
    if new:
        routing_changed()


def _create(row: Row) -> ResponsibleBody:
    states = ResponsibleBody.ContactStates
    return ResponsibleBody.objects.create(
        key=row["key"],
        kind=row["kind"],
        name=row["name"],
        region=_region(row["region"]),
        parent=_body(row["parent"]),
        email=row["email"],
        phone=row["phone"],
        contact_state=states.CONFIRMED if row["confirmed"] else states.UNCONFIRMED,
        confirmed_on=_day(row["confirmed"], -1),
        confirmed_by=row["confirmed_by"],
        reaction_days=int(row["reaction_days"]),
        paused_until=_day(row["paused_days"], +1),
        note=row["note"],
    )


def _day(days: str, sign: int) -> datetime.date | None:
    if not days:
        return None
    return timezone.localdate() + sign * datetime.timedelta(days=int(days))


def _region(key: str) -> Region | None:
    return Region.objects.get(key=key) if key else None


def _body(key: str) -> ResponsibleBody | None:
    return ResponsibleBody.objects.get(key=key) if key else None
