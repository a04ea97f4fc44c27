"""Taking back a set that has made a routing deletes it: not without that right."""

import pytest

from django.contrib.auth.models import Group, Permission

from hilfe_ukraine.actions.roles import REGIONAL_EDITOR
from hilfe_ukraine.models import RegionGrant, RegionRouting, RoutingSet
from tests.actions.routing.sets import titles
from tests.actions.table.tables import apply, rule
from tests.factories import make_region
from tests.wagtail_admin.table.steps import table, url


pytestmark = pytest.mark.django_db


@pytest.fixture
def set_with_a_new_region(two_rules):
    def add(workbook):
        workbook["Rules"].append(rule("14625", "New"))

    return apply(table(add))


@pytest.fixture
def editor(set_with_a_new_region, person, browser):
    """May add, change and publish routing in all of Saxony, and delete none."""
    group = Group.objects.get(name=REGIONAL_EDITOR)
    RegionGrant.objects.create(group=group, region=make_region("14"))
    return browser(person(REGIONAL_EDITOR))


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_delete_routing_is_told_also_by_its_address(editor, method):
    address = url("revert", RoutingSet.objects.get().uuid)
    page = getattr(editor, method)(address, follow=True).content.decode()

    assert "Nothing was taken back" in page
    assert "the routing of Region 14625" in page
    assert titles("14625") == ["New"]
    assert RoutingSet.objects.get().reverted_at is None


def test_the_button_is_there_for_those_only_who_may(editor):
    assert "Take back …" not in editor.get(url("index")).content.decode()

    delete = Permission.objects.get(codename="delete_regionrouting")
    Group.objects.get(name=REGIONAL_EDITOR).permissions.add(delete)

    assert "Take back …" in editor.get(url("index")).content.decode()
    editor.post(url("revert", RoutingSet.objects.get().uuid))
    assert not RegionRouting.objects.filter(region__key="14625").exists()
    assert RoutingSet.objects.get().reverted_at
