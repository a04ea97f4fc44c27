"""Writing the bodies of a table."""

from collections.abc import Sequence
from typing import Any

from hilfe_ukraine.domain.table.compare import Change
from hilfe_ukraine.domain.table.rows import BodyRow
from hilfe_ukraine.models import Region, ResponsibleBody, RoutingSet

from .set_bodies import save_bodies


_States = ResponsibleBody.ContactStates


def save_table_bodies(
    routing_set: RoutingSet, changes: Sequence[Change], *, user: Any
) -> None:
    """Save added and changed bodies; they may name each other in any order.

    Another e-mail address is one that nobody has confirmed yet.
    """
    rows = [(change.before, change.after) for change in changes]
    wanted = [after for _, after in rows if isinstance(after, BodyRow)]
    added = {row.key for row in wanted} - {
        before.key for before, _ in rows if isinstance(before, BodyRow)
    }
    bodies = ResponsibleBody.objects.in_bulk(field_name="key")
    for row in wanted:
        if row.key in added:
            bodies[row.key] = ResponsibleBody.objects.create(
                key=row.key, name=row.name, kind=row.kind, email=row.email
            )
    keys = {row.region for row in wanted}
    regions = {row.key: row for row in Region.objects.filter(key__in=keys)}
    for row in wanted:
        body = bodies[row.key]
        _fill(body, row)
        body.region = regions.get(row.region)
        body.parent = bodies.get(row.desk_of)
        body.deputy = bodies.get(row.deputy)
    # Parents first: one that was a desk until now must have stopped being one.
    in_order = sorted(wanted, key=lambda row: bool(row.desk_of))
    save_bodies(
        routing_set, [bodies[row.key] for row in in_order], user=user, added=added
    )


def _fill(body: ResponsibleBody, row: BodyRow) -> None:
    if body.email != row.email:
        body.contact_state = _States.UNCONFIRMED
        body.confirmed_on, body.confirmed_by = None, ""
    for name in ("name", "kind", "email", "phone", "reaction_days", "note"):
        setattr(body, name, getattr(row, name))
