"""Writing the bodies of a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from hilfe_ukraine.actions.routing.publish_set import SetRefused
from hilfe_ukraine.actions.routing.set_bodies import (
    BODY_CHANGED_SINCE,
    lock_bodies,
    save_bodies,
)
from hilfe_ukraine.domain.table.compare import Change
from hilfe_ukraine.domain.table.rows import BodyRow
from hilfe_ukraine.models import Region, ResponsibleBody, RoutingSet

from .state import body_row


_States = ResponsibleBody.ContactStates


def save_table_bodies(
    routing_set: RoutingSet, changes: Sequence[Change], *, user: Any
) -> None:
    """Save added and changed bodies; they may name each other in any order.

    Another e-mail address is one that nobody has confirmed yet. Raises ``SetRefused``
    if one of them is not any more as ``changes`` say it was.
    """
    rows = [(change.before, change.after) for change in changes]
    wanted = [after for _, after in rows if isinstance(after, BodyRow)]
    before = {row.key: row for row, _ in rows if isinstance(row, BodyRow)}
    added = {row.key for row in wanted} - set(before)
    bodies = {
        **ResponsibleBody.objects.in_bulk(field_name="key"),
        **_lock_as_they_were(before),
    }
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


def _lock_as_they_were(rows: Mapping[str, BodyRow]) -> dict[str, ResponsibleBody]:
    bodies = lock_bodies(rows)
    now = {key: body_row(body) for key, body in bodies.items()}
    changed = [key for key, row in rows.items() if now.get(key) != row]
    if changed:
        raise SetRefused(dict.fromkeys(changed, BODY_CHANGED_SINCE))
    return bodies


def _fill(body: ResponsibleBody, row: BodyRow) -> None:
    if body.email != row.email:
        if body.contact_state != _States.RETIRED:
            body.contact_state = _States.UNCONFIRMED
        body.confirmed_on, body.confirmed_by = None, ""
    for name in ("name", "kind", "email", "phone", "reaction_days", "note"):
        setattr(body, name, getattr(row, name))
