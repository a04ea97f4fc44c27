"""Who may use routing as a table, and which regions he reaches by it."""

import pytest

from hilfe_ukraine.actions.roles import BODY_STAFF, EDITOR, FIGURES_ONLY, HOTLINE
from hilfe_ukraine.models import RegionGrant, RoutingSet
from tests.actions.routing.sets import titles
from tests.actions.table.tables import grow
from tests.factories import make_region, make_routing, make_rule
from tests.wagtail_admin.table.steps import download, publish, table, upload, url


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_rules")]


@pytest.mark.parametrize("role", [EDITOR, HOTLINE, BODY_STAFF, FIGURES_ONLY])
def test_nobody_else_gets_in(two_rules, person, browser, administrator, role):
    check = upload(administrator, table(grow))
    publish(administrator, check)
    client = browser(person(role))
    addresses = [
        url("index"),
        url("download", "xlsx"),
        url("template", "xlsx"),
        check,
        url("revert", RoutingSet.objects.get().uuid),
    ]

    for address in addresses:
        for method in (client.get, client.post):
            response = method(address)
            assert response.status_code in (302, 405)
            assert response.status_code == 405 or response.url == "/admin/"


def test_a_regional_editor_gets_the_rules_of_his_region_only(regional):
    make_rule(make_routing("14625"), title="Elsewhere", outcome="keep", text="x")

    workbook = download(regional)

    columns = [row[2] for row in workbook["Rules"].values]
    assert columns == ["Rule", "First", "Second"]
    assert list(workbook["Bodies"].values)[1:] == []
    assert ("Body", "office", "Office office") in list(workbook["Keys"].values)


def test_a_regional_editor_changes_his_region(regional):
    def rename(workbook):
        workbook["Rules"]["C2"] = "Renamed"

    publish(regional, upload(regional, table(rename)))

    assert titles("14626") == ["Renamed", "Second"]


def test_a_regional_editor_cannot_change_anything_else(regional):
    check = upload(regional, table(grow))

    page = regional.get(check)
    response = regional.post(check, {"expected": page.context["expected"]})

    words = page.content.decode()
    assert "You may not change the routing of Region 14625" in words
    assert "You may not add or change bodies" in words
    assert response.status_code == 200
    assert not RoutingSet.objects.exists()


def test_rights_are_asked_again_when_it_is_published(regional):
    def rename(workbook):
        workbook["Rules"]["C2"] = "Renamed"

    check = upload(regional, table(rename))
    expected = regional.get(check).context["expected"]
    RegionGrant.objects.update(region=make_region("14625"))

    regional.post(check, {"expected": expected})

    assert titles("14626") == ["First", "Second"]


def test_a_set_with_another_region_cannot_be_taken_back_by_a_regional_editor(
    administrator, regional
):
    publish(administrator, upload(administrator, table(grow)))
    routing_set = RoutingSet.objects.get()
    assert "Take back …" not in regional.get(url("index")).content.decode()

    for method in (regional.get, regional.post):
        assert method(url("revert", routing_set.uuid)).status_code == 302
    assert titles("14625") == ["New"]


def test_a_set_of_other_regions_is_not_shown_to_a_regional_editor(
    administrator, regional
):
    RegionGrant.objects.update(region=make_region("13"))
    publish(administrator, upload(administrator, table(grow)))

    assert not regional.get(url("index")).context["sets"]
    revert = url("revert", RoutingSet.objects.get().uuid)
    assert regional.get(revert).status_code == 404
