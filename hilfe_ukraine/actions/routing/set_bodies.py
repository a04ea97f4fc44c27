"""Bodies within a set: written with a revision, and restored if nobody changed them."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.actions.body_notes import ASK_WHY, note_body_change
from hilfe_ukraine.actions.log import PUBLISHED_AS_SET, SET_REVERTED, log_action
from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.models import ResponsibleBody, RoutingSet, RoutingSetItem

from .publish_set import SetRefused


#: The columns a set may write, by attribute; what else a body has, no set touches.
COLUMNS = (
    "name",
    "kind",
    "parent_id",
    "region_id",
    "email",
    "phone",
    "deputy_id",
    "reaction_days",
    "note",
    "contact_state",
    "confirmed_on",
    "confirmed_by",
)
#: Those of them that need a reason: name of the field, and column.
_ASK_WHY = [
    (column.removesuffix("_id"), column)
    for column in COLUMNS
    if column.removesuffix("_id") in ASK_WHY
]
_DELETED = _("This body was deleted in the meantime.")
BODY_CHANGED_SINCE = _("Somebody has changed this body in the meantime.")


def lock_bodies(keys: Iterable[str]) -> dict[str, ResponsibleBody]:
    """Return these bodies by key, and let nobody else change them.

    Call it inside a transaction, after ``lock_routings``. Rows that point to a body can
    still be written.
    """
    rows = ResponsibleBody.objects.filter(key__in=list(keys)).order_by("pk")
    rows = rows.select_related("parent", "deputy", "region")
    rows = rows.select_for_update(of=("self",), no_key=True)
    return {row.key: row for row in rows}


def save_bodies(
    routing_set: RoutingSet,
    bodies: Iterable[ResponsibleBody],
    *,
    user: Any,
    added: Collection[str] = (),
) -> None:
    """Save new and changed bodies as part of a set, each with a revision.

    Call it inside the set's transaction, with bodies from :func:`lock_bodies`. Raises
    ``SetRefused`` for one that does not fit to what else is stored. ``added`` are keys
    of bodies that are new in this set although their rows exist by now.
    """
    for body in bodies:
        before = _stored(body) if body.pk and body.key not in added else None
        _save_whole(body)
        body.save_revision(user=user, clean=False)
        action = "wagtail.edit" if before else "wagtail.create"
        log_action(body, action, user)
        RoutingSetItem.objects.create(
            routing_set=routing_set,
            key=body.key,
            is_body=True,
            before=before,
            after=_values(body),
            revision_after=body.latest_revision_id,
        )
        log_action(body, PUBLISHED_AS_SET, user, set=routing_set.uuid)
        why = _("By table: %(name)s") % {"name": routing_set.name}
        _note_why(body, before, str(why), user=user, now=routing_set.created_at)
        routing_changed()


def _save_whole(body: ResponsibleBody) -> None:
    try:
        body.full_clean()
    except ValidationError as error:
        raise SetRefused({body.key: " ".join(error.messages)}) from error
    body.save()


def _note_why(
    body: ResponsibleBody,
    before: dict[str, Any] | None,
    why: str,
    *,
    user: Any,
    now: datetime,
) -> None:
    """What a form asks a reason for has one in a set, too."""
    after = _values(body)
    changed = [
        name for name, column in _ASK_WHY if before and before[column] != after[column]
    ]
    if changed:
        note_body_change(body=body, changed=changed, text=why, user=user, now=now)


def stands_against_restoring(
    item: RoutingSetItem, body: ResponsibleBody | None
) -> Any | None:
    """Return why the body cannot get its former values back, in words, or ``None``."""
    if item.before is None:
        return None
    if body is None:
        return _DELETED
    return None if _values(body) == item.after else BODY_CHANGED_SINCE


def restore_body(
    item: RoutingSetItem, body: ResponsibleBody | None, *, user: Any, now: datetime
) -> None:
    """Give a body its former values; one that the set added stays as it is.

    Raises ``SetRefused`` if they fit no longer, for what they named may be gone.
    """
    if item.before is None or body is None:
        return
    for column in COLUMNS:
        value = item.before[column]
        if column == "confirmed_on" and value:
            value = date.fromisoformat(value)
        setattr(body, column, value)
    _save_whole(body)
    body.save_revision(user=user, clean=False)
    log_action(body, SET_REVERTED, user, set=item.routing_set.uuid)
    why = _("Taken back: %(name)s") % {"name": item.routing_set.name}
    _note_why(body, item.after, str(why), user=user, now=now)
    routing_changed()


def _stored(body: ResponsibleBody) -> dict[str, Any]:
    return _values(ResponsibleBody.objects.get(pk=body.pk))


def _values(body: ResponsibleBody) -> dict[str, Any]:
    values = {column: getattr(body, column) for column in COLUMNS}
    day = values["confirmed_on"]
    return {**values, "confirmed_on": day.isoformat() if day else None}
