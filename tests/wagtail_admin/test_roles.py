"""The roles: exactly the permissions of the design, and safe to make again."""

import pytest

from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from hilfe_ukraine.actions import roles
from hilfe_ukraine.actions.roles import ROLES, create_roles


pytestmark = pytest.mark.django_db


def permissions_of(name):
    group = Group.objects.get(name=name)
    return {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in group.permissions.select_related("content_type")
    }


def test_each_role_gets_exactly_its_permissions():
    assert create_roles() == tuple(ROLES)
    for name, permissions in ROLES.items():
        assert permissions_of(name) == set(permissions)


def test_again_changes_nothing_and_keeps_what_a_site_added():
    create_roles()
    group = Group.objects.get(name=roles.HOTLINE)
    extra = Permission.objects.get(codename="add_page")
    group.permissions.add(extra)
    assert create_roles() == ()
    assert extra in group.permissions.all()
    assert Group.objects.filter(name__startswith="Hilfe Ukraine").count() == len(ROLES)


def test_only_administrators_see_offers():
    create_roles()
    seeing = [name for name in ROLES if "hilfe_ukraine.view_helpoffer" in ROLES[name]]
    assert seeing == [roles.ADMINISTRATOR]


def test_nobody_may_add_change_or_delete_an_offer():
    for permissions in ROLES.values():
        for action in ("add", "change", "delete"):
            assert f"hilfe_ukraine.{action}_helpoffer" not in permissions
            assert f"hilfe_ukraine.{action}_delivery" not in permissions


def test_the_command_says_what_is_new(capsys):
    call_command("hilfe_create_roles")
    assert f"{roles.EDITOR}: new" in capsys.readouterr().out
    call_command("hilfe_create_roles")
    assert f"{roles.EDITOR}: there" in capsys.readouterr().out


def test_a_missing_permission_is_named():
    Permission.objects.filter(codename="view_figures").delete()
    with pytest.raises(LookupError, match="view_figures"):
        create_roles()
    assert not Group.objects.filter(name=roles.FIGURES_ONLY).exists()
