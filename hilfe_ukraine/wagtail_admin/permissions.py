"""Who may configure what, as Wagtail permission policies.

Roles are made by ``actions.roles``; here is what their permissions mean for one object.
"""

from collections.abc import Collection, Iterable
from typing import Any

import wagtail

from django.contrib.auth.models import Group, Permission
from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from hilfe_ukraine.models import (
    Category,
    Region,
    RegionGrant,
    RegionRouting,
    ResponsibleBody,
)


VIEW_OFFERS = "hilfe_ukraine.view_helpoffer"
VIEW_DELIVERIES = "hilfe_ukraine.view_delivery"
ACT = "hilfe_ukraine.act_on_helpoffer"
EXPORT = "hilfe_ukraine.export_helpoffer"
STOP = "hilfe_ukraine.stop_outbox"
CHANGE_BODIES = "hilfe_ukraine.change_responsiblebody"
CHANGE_WEBHOOKS = "hilfe_ukraine.change_webhook"
HANDLE_REFERRALS = "hilfe_ukraine.handle_referrals"

_ALL_ACTIONS = ("add", "change", "delete", "view", "publish", "lock", "unlock")

#: Keys of regions with all that lies below them; ``None`` means every region.
Reach = frozenset[str] | None


def within(reach: Reach, column: str = "key") -> Q:
    """Return the condition that a row's region lies within ``reach``.

    ``column`` is where the row has the region's key.
    """
    if reach is None:
        return Q()
    found = Q(pk__in=[])
    for key in reach:
        found |= Q(**{f"{column}__startswith": key})
    return found


class RoutingPermissionPolicy(ModelPermissionPolicy):
    """Model permissions, limited by the regions granted to the user's groups.

    A group without a grant reaches every region, and so does a permission given to the
    user himself. If every group that gives the permission has grants, the user reaches
    the granted regions and what lies below them.
    """

    def reach(self, user: Any, actions: Iterable[str] = _ALL_ACTIONS) -> Reach:
        """Return where the user may do any of ``actions``; nowhere is an empty set."""
        cache = user.__dict__.setdefault("_hilfe_ukraine_reach", {})
        wanted = frozenset(actions)
        if wanted not in cache:
            cache[wanted] = self._find_reach(user, wanted)
        return cache[wanted]

    def _find_reach(self, user: Any, actions: frozenset[str]) -> Reach:
        if not user.is_active:
            return frozenset()
        if user.is_superuser:
            return None
        permissions = self._get_permission_objects_for_actions(actions)
        if user.user_permissions.filter(pk__in=permissions).exists():
            return None
        groups = Group.objects.filter(user=user, permissions__in=permissions)
        grants = RegionGrant.objects.filter(group__in=groups)
        limited = grants.values_list("group_id", "region__key")
        if set(groups.values_list("pk", flat=True)) - {group for group, _ in limited}:
            return None
        return frozenset(key for _, key in limited)

    def covers(
        self, user: Any, region: Region | None, actions: Iterable[str] = _ALL_ACTIONS
    ) -> bool:
        """Whether ``region`` lies within the user's reach for any of ``actions``."""
        reach = self.reach(user, actions)
        if reach is None:
            return True
        return region is not None and region.key.startswith(tuple(reach))

    def allows(self, user: Any, region: Region | None, *actions: str) -> bool:
        """Whether the user may do all of this in ``region``."""
        return all(
            self.user_has_permission(user, action)
            and self.covers(user, region, [action])
            for action in actions
        )

    def may_publish(self, user: Any, region: Region, *, exists: bool) -> bool:
        """Whether the user may publish rules; a first routing must be added, too."""
        return self.allows(user, region, "change" if exists else "add", "publish")

    def user_has_permission_for_instance(
        self, user: Any, action: str, instance: RegionRouting
    ) -> bool:
        region = instance.region if instance.region_id else None
        return self.allows(user, region, action)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Collection[str]
    ) -> QuerySet:
        reach = self.reach(user, actions)
        return RegionRouting.objects.filter(within(reach, "region__key"))


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Nobody may change anything, superusers included: rows come from a register."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet:
        return super().users_with_any_permission({"view"} & set(actions))


ROUTING_POLICY = RoutingPermissionPolicy(RegionRouting)

#: The policy of every model with a snippet view of ours.
POLICIES: dict[type[Model], ModelPermissionPolicy] = {
    Category: ModelPermissionPolicy(Category),
    Region: ReadOnlyPolicy(Region),
    RegionRouting: ROUTING_POLICY,
    ResponsibleBody: ModelPermissionPolicy(ResponsibleBody),
}


def register_policies() -> None:
    """Make the policies known to Wagtail; before 8.0 the viewsets carry them."""
    if wagtail.VERSION >= (8, 0):
        from wagtail.permissions import register_permission_policy

        for model, policy in POLICIES.items():
            register_permission_policy(model, policy)


#: What the group form offers for models without a form of their own: they can be
#: seen and acted upon, never added, changed or deleted.
_OFFERED = [
    "view_helpoffer",
    "enter_helpoffer",
    "act_on_helpoffer",
    "export_helpoffer",
    "handle_referrals",
    "view_figures",
    "view_delivery",
    "stop_outbox",
    "view_region",
    "change_webhook",
]


def permissions_to_offer() -> QuerySet[Permission]:
    """Return the permissions the group form shows besides those of the snippets."""
    return Permission.objects.filter(
        content_type__app_label="hilfe_ukraine", codename__in=_OFFERED
    )
