"""The roles this app ships, as groups (DESIGN 7)."""

from collections.abc import Mapping

from django.contrib.auth.models import Group, Permission
from django.db import transaction


EDITOR = "Hilfe Ukraine: Redaktion"
REGIONAL_EDITOR = "Hilfe Ukraine: Regionalredaktion"
ADMINISTRATOR = "Hilfe Ukraine: Administration"
HOTLINE = "Hilfe Ukraine: Hotline"
BODY_STAFF = "Hilfe Ukraine: Stelle"
FIGURES_ONLY = "Hilfe Ukraine: Zahlen"

_ADMIN = "wagtailadmin.access_admin"


def _all(model: str, *actions: str) -> tuple[str, ...]:
    return tuple(f"hilfe_ukraine.{action}_{model}" for action in actions)


_EDIT_ROUTING = _all("regionrouting", "add", "change", "publish")
_LOCK_ROUTING = _all("regionrouting", "lock", "unlock")

#: Group name to permissions. Rights on pages are given by the host: they belong to a
#: place in its page tree.
ROLES: Mapping[str, tuple[str, ...]] = {
    EDITOR: (_ADMIN, *_all("category", "add", "change")),
    REGIONAL_EDITOR: (_ADMIN, *_EDIT_ROUTING, *_all("region", "view")),
    ADMINISTRATOR: (
        _ADMIN,
        *_EDIT_ROUTING,
        *_LOCK_ROUTING,
        *_all("regionrouting", "delete"),
        *_all("category", "add", "change", "delete"),
        *_all("responsiblebody", "add", "change", "delete"),
        *_all("region", "view"),
        *_all("helpoffer", "view", "act_on", "export"),
        *_all("delivery", "view"),
        "hilfe_ukraine.stop_outbox",
        *_all("webhook", "change"),
        "hilfe_ukraine.view_figures",
    ),
    HOTLINE: (_ADMIN, "hilfe_ukraine.enter_helpoffer"),
    BODY_STAFF: (_ADMIN, "hilfe_ukraine.handle_referrals"),
    FIGURES_ONLY: (_ADMIN, "hilfe_ukraine.view_figures"),
}


def create_roles() -> tuple[str, ...]:
    """Make the groups that are missing and give each what it needs; returns new names.

    One transaction. Permissions are added, never taken away: what a site has given
    beyond them stays. Doing it again changes nothing.
    """
    created = []
    with transaction.atomic():
        for name, permissions in ROLES.items():
            group, is_new = Group.objects.get_or_create(name=name)
            group.permissions.add(*_find(permissions))
            if is_new:
                created.append(name)
    return tuple(created)


def _find(names: tuple[str, ...]) -> list[Permission]:
    """Return the permissions; raises ``LookupError`` for one that does not exist."""
    found = []
    for name in names:
        app_label, codename = name.split(".")
        permission = Permission.objects.filter(
            content_type__app_label=app_label, codename=codename
        ).first()
        if permission is None:
            raise LookupError(f"no permission {name}; run migrate first")
        found.append(permission)
    return found
