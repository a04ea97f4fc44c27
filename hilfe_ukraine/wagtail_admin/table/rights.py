"""Who may use the table, and what for: the same rights as in the forms."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q, QuerySet

from hilfe_ukraine.domain.table.known import Rights
from hilfe_ukraine.models import Region, ResponsibleBody, RoutingSet, RoutingSetItem
from hilfe_ukraine.wagtail_admin.permissions import POLICIES, ROUTING_POLICY, within


_BODIES = POLICIES[ResponsibleBody]


def may_use_tables(user: Any) -> bool:
    """Whether the user may publish routing, somewhere."""
    return ROUTING_POLICY.user_has_permission(
        user, "publish"
    ) and ROUTING_POLICY.user_has_any_permission(user, ["add", "change"])


def may_route(user: Any, region: str, *, exists: bool) -> bool:
    """Whether he may publish the routing of a region, by its key."""
    return ROUTING_POLICY.may_publish(user, Region(key=region), exists=exists)


def rights_of(user: Any) -> Rights:
    """Return what a table of this user may change."""
    return Rights(
        may_route=lambda region, exists: may_route(user, region, exists=exists),
        may_add_bodies=_BODIES.user_has_permission(user, "add"),
        may_change_bodies=may_change_bodies(user),
    )


def may_change_bodies(user: Any) -> bool:
    """Whether he may change bodies, and so see all that is stored of them."""
    return _BODIES.user_has_permission(user, "change")


def may_revert(user: Any, items: Collection[RoutingSetItem]) -> bool:
    """Whether he may take back everything that a set has changed.

    ``items`` as :func:`visible_sets` loads them.
    """
    return may_change_all(user, items) and not not_deletable(user, items)


def may_change_all(user: Any, items: Iterable[RoutingSetItem]) -> bool:
    """Whether he may change everything that a set has changed."""
    return all(
        may_change_bodies(user) if item.is_body else may_route_item(user, item)
        for item in items
    )


def not_deletable(user: Any, items: Iterable[RoutingSetItem]) -> list[str]:
    """Return the regions whose routing the set has made, and he may not delete."""
    return [
        item.key
        for item in items
        if item.is_new and not item.is_body  # type: ignore[attr-defined]
        if not ROUTING_POLICY.allows(user, Region(key=item.key), "delete")
    ]


def may_route_item(user: Any, item: RoutingSetItem) -> bool:
    """Whether he may publish the routing that a part of a set is about."""
    return may_route(user, item.key, exists=True)


def visible_sets(user: Any) -> QuerySet[RoutingSet]:
    """Return the sets that changed something within the user's reach."""
    rows = RoutingSet.objects.select_related("created_by", "reverted_by")
    # Without their contents, which are long and not shown.
    items = RoutingSetItem.objects.defer("before", "after").annotate(
        is_new=ExpressionWrapper(Q(before__isnull=True), BooleanField())
    )
    rows = rows.prefetch_related(Prefetch("items", items))
    reach = ROUTING_POLICY.reach(user, ["publish"])
    if reach is None:
        return rows
    parts = RoutingSetItem.objects.filter(within(reach), is_body=False)
    return rows.filter(pk__in=parts.values("routing_set"))
