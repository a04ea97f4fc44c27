"""The coverage report: what it shows, to whom, and as a file."""

import csv
import io

import pytest

from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from hilfe_ukraine.actions.roles import ADMINISTRATOR, EDITOR, REGIONAL_EDITOR
from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.domain.coverage import WORST_FIRST
from hilfe_ukraine.models import Category, RegionGrant
from hilfe_ukraine.pages.models import HelpOfferPage
from hilfe_ukraine.wagtail_admin.coverage.words import MEANINGS, NAMES, SIGNS
from tests.factories import make_body, make_region, make_routing, make_rule


pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/hilfe-ukraine-coverage/"


@pytest.fixture
def admin(person, browser):
    return browser(person(ADMINISTRATOR))


@pytest.fixture
def goerlitz_editor(person, browser):
    """May change routing in the district of Görlitz only."""
    group = Group.objects.get_or_create(name="Görlitz")[0]
    user = person(REGIONAL_EDITOR)
    group.permissions.set(Group.objects.get(name=REGIONAL_EDITOR).permissions.all())
    RegionGrant.objects.create(group=group, region=make_region("14626"))
    user.groups.set([group])
    return browser(user)


@pytest.fixture
def gaps(offer_page):
    """Nobody to fall back to; housing in one district goes to an office."""
    HelpOfferPage.objects.update(fallback_body=None)
    housing = Category.objects.get(key="housing")
    make_rule(
        make_routing("14626"),
        bodies=(make_body("amt", name="=Amt"),),
        categories=(housing,),
        title="Wohnen",
    )
    routing_changed()
    return offer_page


def shown(client, **query):
    """Keys of the regions that are listed."""
    page = client.get(REPORT, query)
    assert page.status_code == 200
    return [region.key for region in page.context["object_list"]]


def test_every_state_has_a_sign_a_name_and_a_meaning():
    assert set(SIGNS) == set(NAMES) == set(MEANINGS) == set(WORST_FIRST)
    assert len(set(SIGNS.values())) == len(SIGNS)


def test_gaps_are_counted_drawn_and_listed(admin, gaps):
    page = admin.get(REPORT)
    html = page.content.decode()

    assert page.context["gaps"] == 6
    assert [region.key for region in page.context["object_list"]] == [
        "14",
        "14626",
        "14713",
    ]
    assert '<strong class="hilfe-missing">6 gaps</strong>' in html
    assert 'aria-label="Region 14713: 2 gaps"' in html
    assert 'aria-label="Region 14626: 1 gap"' in html
    assert (
        f'href="{REPORT}?district=14713" class="hilfe-tile hilfe-tone--nobody"' in html
    )


def test_the_report_stands_in_the_menu_of_reports(admin, gaps):
    assert (
        f'"url": "{REPORT}"' in admin.get(reverse("wagtailadmin_home")).content.decode()
    )


def test_a_district_opens_to_its_municipalities(admin, gaps):
    assert shown(admin, district="14626") == ["14626", "14626110", "14626120"]
    page = admin.get(REPORT, {"district": "14626"})
    assert page.context["gaps"] == 3
    assert page.context["opened"] == "Region 14626"


def test_all_municipalities_can_be_listed(admin, gaps):
    keys = ["14", "14626", "14626110", "14626120", "14713"]
    assert shown(admin, municipalities="all") == keys


def test_one_category_says_who_and_why(admin, gaps):
    html = admin.get(REPORT, {"category": "housing"}).content.decode()

    assert "Decided by: Region 14626" in html
    assert "=Amt" in html
    assert 'aria-label="Region 14626: own rule"' in html


def test_regions_can_be_filtered_by_what_happens(admin, gaps):
    assert shown(admin, cell="own") == ["14626"]
    assert shown(admin, cell="nobody", category="housing") == ["14713"]
    assert shown(admin, cell="nobody") == ["14", "14626", "14713"]
    assert shown(admin, cell="keep") == []


def test_states_are_a_filter_where_there_are_several(admin, gaps):
    assert "State of Germany" not in admin.get(REPORT).content.decode()
    make_region("09162")
    routing_changed()

    assert "State of Germany" in admin.get(REPORT).content.decode()
    assert shown(admin, state="09") == ["09", "09162"]
    assert "Region 14713: " not in admin.get(REPORT, {"state": "09"}).content.decode()


def test_many_districts_become_small_tiles_with_keys(admin, gaps):
    for number in range(61):
        make_region(f"09{100 + number}")
    routing_changed()

    html = admin.get(REPORT).content.decode()
    assert "hilfe-map--small" in html
    assert '<text class="hilfe-tile__key" x="23" y="15">09160</text>' in html


def test_what_is_odd_is_said_beneath(admin, gaps):
    make_rule(
        make_routing("14713"), bodies=(make_body(),), conditions=(("x", "is", "y"),)
    )
    routing_changed()

    assert "can never match, since its conditions" in admin.get(REPORT).content.decode()


def test_each_region_leads_to_where_it_is_repaired(admin, gaps):
    html = admin.get(REPORT).content.decode()
    add = reverse("wagtailsnippets_hilfe_ukraine_regionrouting:add")
    leipzig = make_region("14713")

    assert (
        f'href="{add}?region={leipzig.pk}" aria-label="Add rules: Region 14713"' in html
    )
    assert 'aria-label="Change rules: Region 14626"' in html
    form = admin.get(add, {"region": leipzig.pk}).context["form"]
    assert form["region"].value() == str(leipzig.pk)
    assert admin.get(add, {"region": "x"}).status_code == 200


def test_a_region_that_is_repaired_is_no_gap_any_more(admin, gaps):
    assert shown(admin, cell="nobody", category="housing") == ["14713"]
    make_rule(make_routing("14713"), bodies=(make_body(),))
    routing_changed()

    assert shown(admin, cell="nobody", category="housing") == []


def test_without_a_page_the_report_says_so(admin, goerlitz):
    assert "nothing to cover" in admin.get(REPORT).content.decode()


def test_a_regional_editor_sees_his_regions_only(goerlitz_editor, gaps):
    make_rule(
        make_routing("14713"), bodies=(make_body(),), conditions=(("x", "is", "y"),)
    )
    routing_changed()
    page = goerlitz_editor.get(REPORT)

    assert [region.key for region in page.context["object_list"]] == ["14626"]
    assert (page.context["gaps"], page.context["regions"]) == (3, 3)
    assert "14713" not in page.content.decode()
    assert shown(goerlitz_editor, district="14713") == ["14626"]
    exported = goerlitz_editor.get(REPORT, {"export": "csv", "municipalities": "all"})
    assert "14713" not in exported.getvalue().decode()


def test_a_grant_for_one_municipality_shows_it(goerlitz_editor, gaps):
    RegionGrant.objects.update(region=make_region("14626120"))

    page = goerlitz_editor.get(REPORT)
    assert [region.key for region in page.context["object_list"]] == ["14626120"]
    assert "<svg role" not in page.content.decode()


@pytest.mark.parametrize("address", [REPORT, f"{REPORT}results/"])
def test_who_configures_no_routing_sees_no_coverage(person, browser, gaps, address):
    assert browser(person(EDITOR)).get(address).status_code == 302
    client = browser(person(EDITOR))
    assert REPORT not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_list_costs_the_same_however_many_regions(admin, gaps):
    before = statements_of(admin)
    for number in range(30):
        make_rule(make_routing(f"14{800 + number}"), bodies=(make_body(),))
    routing_changed()

    # Session, rights and menus; the routing version; twice the rows, filtered and cut.
    assert statements_of(admin) == before <= 20


def statements_of(client):
    """How many statements the report takes that was looked at before."""
    client.get(REPORT)
    with CaptureQueriesContext(connection) as statements:
        assert client.get(REPORT).status_code == 200
    return len(statements)


def test_csv_has_one_line_per_cell_and_no_formulas(admin, gaps):
    response = admin.get(REPORT, {"export": "csv"})

    text = response.getvalue().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[0][:4] == ["Official key", "Region", "Category", "What happens"]
    assert len(lines) == 1 + 3 * 2
    assert lines[3][:5] == ["14626", "Region 14626", "Wohnraum", "own rule", "'=Amt"]


def test_xlsx_has_what_the_filters_show_as_text(admin, gaps):
    query = {"export": "xlsx", "cell": "own", "category": "housing"}
    response = admin.get(REPORT, query)

    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[1]][:5] == [
        "14626",
        "Region 14626",
        "Wohnraum",
        "own rule",
        "=Amt",
    ]
    assert len(rows) == 2
    assert rows[1][4].data_type == "s"
