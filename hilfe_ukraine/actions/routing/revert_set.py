"""Taking a set back: what was published before is published again."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from hilfe_ukraine.actions.log import SET_REVERTED, log_action
from hilfe_ukraine.actions.routing_changed import as_one_change, routing_changed
from hilfe_ukraine.models import (
    Category,
    RegionRouting,
    ResponsibleBody,
    RoutingSet,
    RoutingSetItem,
)

from .hindrances import CHANGED_SINCE, hindrances
from .publish_set import SetRefused, lock_routings, publish_now
from .set_bodies import lock_bodies, restore_body, stands_against_restoring


_TWICE = _("This set was reverted already.")
_GONE = _("This routing was deleted in the meantime.")
_NOT_THERE = _("A body or a category that its rules named before was deleted.")


def revert_set(*, routing_set: RoutingSet, user: Any, now: datetime) -> RoutingSet:
    """Restore everything the set changed as it was before, and publish that.

    A routing that the set made is deleted again. Bodies it changed get their former
    values; bodies it added stay, since bodies are retired, never deleted: no rule
    names them any more.

    One transaction, the routing version raised once; offers already delivered stay
    where they are. Raises :class:`SetRefused`, and changes nothing, where anybody has
    changed one of the routings or bodies since, or is at work on one.
    """
    with transaction.atomic(), as_one_change():
        locked = RoutingSet.objects.select_for_update().get(pk=routing_set.pk)
        if locked.reverted_at:
            raise SetRefused({"": _TWICE})
        items = list(locked.items.all())
        routings = lock_routings(item.key for item in items if not item.is_body)
        bodies = lock_bodies(item.key for item in items if item.is_body)
        problems = dict(_problems(items, routings, bodies, user))
        if problems:
            raise SetRefused(problems)
        for item in sorted(items, key=_was_desk):
            if item.is_body:
                restore_body(item, bodies.get(item.key), user=user, now=now)
            else:
                _restore_routing(item, routings[item.key], user)
        # Deleting a routing publishes nothing, and still changes who gets what.
        routing_changed()
        locked.reverted_at, locked.reverted_by = now, user
        locked.save(update_fields=["reverted_at", "reverted_by"])
    return locked


def _problems(
    items: list[RoutingSetItem],
    routings: Mapping[str, RegionRouting],
    bodies: Mapping[str, ResponsibleBody],
    user: Any,
) -> Iterator[tuple[str, Any]]:
    busy = hindrances(list(routings.values()), user=user)
    missing = _missing_rows(items)
    for item in items:
        if item.is_body:
            why = stands_against_restoring(item, bodies.get(item.key))
        else:
            why = _against(item, routings.get(item.key), missing)
        why = why or (None if item.is_body else busy.get(item.key))
        if why:
            yield item.key, why


def _against(
    item: RoutingSetItem,
    routing: RegionRouting | None,
    missing: Mapping[str, set[int]],
) -> Any:
    if routing is None:
        return _GONE
    if routing.latest_revision_id != item.revision_after:
        return CHANGED_SINCE
    named = _named(item)
    if any(named[relation] & missing[relation] for relation in named):
        return _NOT_THERE
    return None


_NAMED: dict[str, type[models.Model]] = {
    "categories": Category,
    "bodies": ResponsibleBody,
}


def _named(item: RoutingSetItem) -> dict[str, set[int]]:
    """Ids of what the rules named before; none for a body."""
    rules = [] if item.is_body or not item.before else item.before.get("rules", [])
    return {
        relation: {pk for rule in rules for pk in rule.get(relation, ())}
        for relation in _NAMED
    }


def _missing_rows(items: list[RoutingSetItem]) -> dict[str, set[int]]:
    """Ids that rules named before and that are gone.

    A rule whose last category was deleted would become a rule for all categories.
    """
    missing = {}
    for relation, model in _NAMED.items():
        wanted: set[int] = set().union(*(_named(item)[relation] for item in items))
        there = model._default_manager.filter(pk__in=wanted)
        missing[relation] = wanted - set(there.values_list("pk", flat=True))
    return missing


def _was_desk(item: RoutingSetItem) -> bool:
    """Desks last: their body must have stopped being one itself."""
    return item.is_body and bool(item.before and item.before["parent_id"])


def _restore_routing(item: RoutingSetItem, routing: RegionRouting, user: Any) -> None:
    if item.before is None:
        log(instance=routing, action="wagtail.delete", user=user, deleted=True)
        routing.delete()
        return
    restored = routing.with_content_json(item.before)
    publish_now(restored, user=user)
    log_action(restored, SET_REVERTED, user, set=item.routing_set.uuid)
