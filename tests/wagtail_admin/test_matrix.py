"""The matrix: districts and kinds of help on one screen, a body for what is ticked."""

import pytest

from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hilfe_ukraine.actions.roles import ADMINISTRATOR, EDITOR, REGIONAL_EDITOR
from hilfe_ukraine.models import RegionGrant, RegionRouting
from tests.factories import (
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
    make_user,
)


pytestmark = pytest.mark.django_db

BAUTZEN, GOERLITZ, LEIPZIG = "14625", "14626", "14713"
INDEX, PREVIEW, PUBLISH = (
    reverse(f"hilfe_matrix:{step}") for step in ("index", "preview", "publish")
)


@pytest.fixture(autouse=True)
def _register(db):
    for key in (BAUTZEN, GOERLITZ, LEIPZIG):
        make_region(key)


@pytest.fixture
def housing():
    return make_category("housing", title="Wohnraum")


@pytest.fixture
def care():
    return make_category("care", title="Betreuung")


@pytest.fixture
def mission():
    return make_body("mission", name="Stadtmission")


@pytest.fixture
def administrator(person, browser):
    return browser(person(ADMINISTRATOR))


@pytest.fixture
def regional(person, browser):
    """A regional editor for Görlitz."""
    group = Group.objects.get(name=REGIONAL_EDITOR)
    RegionGrant.objects.create(group=group, region=make_region(GOERLITZ))
    return browser(person(REGIONAL_EDITOR))


def fields_of(response):
    """What the form of the preview carries on to the next step."""
    context = response.context
    return {
        "cells": context["selection"].as_text,
        "body": context["plan"].wish.body.key,
        "fingerprint": context["plan"].fingerprint,
    }


def publish(client, **data):
    preview = client.post(PREVIEW, {"body": "mission", **data})
    return client.post(PUBLISH, fields_of(preview))


def cell_in(response, region, category):
    row = next(r for r in response.context["rows"] if r.region.key == region)
    return next(c for c in row.cells if c.column.key == category)


def keys(response):
    return [row.region.key for row in response.context["rows"]]


class TestShown:
    def test_each_cell_says_in_words_who_gets_it_and_why(
        self, administrator, housing, care, mission
    ):
        state = make_body("state", name="Landesdirektion")
        make_rule(make_routing("14"), categories=(housing,), bodies=(state,))
        make_rule(make_routing(GOERLITZ), categories=(housing,), bodies=(mission,))
        page = administrator.get(INDEX)
        own = cell_in(page, GOERLITZ, "housing")
        inherited = cell_in(page, BAUTZEN, "housing")
        nobody = cell_in(page, BAUTZEN, "care")
        assert (own.names, own.how) == (["Stadtmission"], "own rule")
        assert (inherited.names, inherited.how, inherited.source) == (
            ["Landesdirektion"],
            "inherited",
            "Region 14",
        )
        assert (nobody.names, nobody.how) == ([], "nobody")
        html = page.content.decode()
        assert "Landesdirektion" in html
        assert "nobody" in html

    def test_municipalities_with_rules_of_their_own_are_counted(
        self, administrator, housing, mission
    ):
        make_rule(make_routing("14626110"), categories=(housing,), bodies=(mission,))
        assert "1 municipality has rules" in administrator.get(INDEX).content.decode()

    def test_a_routing_somebody_works_on_says_so_and_has_no_box(
        self, administrator, housing
    ):
        make_routing(GOERLITZ).save_revision(user=make_user())
        html = administrator.get(INDEX).content.decode()
        assert "There is a draft" in html
        assert f'value="{GOERLITZ}:housing"' not in html
        assert f'value="{BAUTZEN}:housing"' in html

    def test_rows_are_filtered_by_state_and_name(self, administrator, housing):
        make_region("09161", label="Ingolstadt")
        assert keys(administrator.get(INDEX)) == [BAUTZEN, GOERLITZ, LEIPZIG]
        assert keys(administrator.get(INDEX, {"state": "09"})) == ["09161"]
        assert "09161" in keys(administrator.get(INDEX, {"state": ""}))
        found = administrator.get(INDEX, {"state": "", "q": "ingol"})
        assert keys(found) == ["09161"]

    def test_nonsense_in_the_address_shows_everything(self, administrator, housing):
        page = administrator.get(INDEX, {"state": "99", "p": "x"})
        assert len(keys(page)) == 3

    def test_all_of_germany_costs_as_little_as_three_districts(
        self, administrator, mission
    ):
        for number in range(12):
            make_category(f"kind_{number}", title=f"Kind {number}")
        make_rule(make_routing(GOERLITZ), bodies=(mission,))
        make_region("05")
        administrator.get(INDEX, {"state": ""})
        few = statements(administrator, state="")
        for number in range(400):
            make_region(f"05{number:03}")
        for number in range(40):
            make_rule(make_routing(f"05{number:03}"), bodies=(mission,))
        administrator.get(INDEX, {"state": ""})
        many = statements(administrator, state="")
        assert many == few <= 30
        page = administrator.get(INDEX, {"state": "05"})
        assert len(keys(page)) == 50
        assert page.context["page"].paginator.num_pages == 8


def statements(client, **query):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(INDEX, query).status_code == 200
    return len(queries)


class TestChoosing:
    def test_whole_rows_and_columns_work_without_javascript(
        self, administrator, housing, care, mission
    ):
        data = {
            "body": "mission",
            "row": [BAUTZEN],
            "column": ["care"],
            "shown": f"{BAUTZEN},{GOERLITZ}",
        }
        preview = administrator.post(PREVIEW, data)
        assert preview.context["plan"].wish.cells == {
            (BAUTZEN, "housing"),
            (BAUTZEN, "care"),
            (GOERLITZ, "care"),
        }

    def test_what_is_missing_is_said_and_what_was_ticked_stays(
        self, administrator, housing, mission
    ):
        page = administrator.post(PREVIEW, {"cell": f"{GOERLITZ}:housing"})
        assert "Choose the body" in page.content.decode()
        assert cell_in(page, GOERLITZ, "housing").ticked
        page = administrator.post(PREVIEW, {"body": "mission"})
        assert "Tick at least one field" in page.content.decode()
        assert page.context["body_form"].initial["body"] == "mission"

    def test_coming_back_keeps_what_was_ticked(self, administrator, housing, mission):
        data = {"cells": f"{GOERLITZ}:housing", "body": "mission"}
        page = administrator.post(INDEX, data)
        assert cell_in(page, GOERLITZ, "housing").ticked
        assert not cell_in(page, BAUTZEN, "housing").ticked

    def test_and_what_was_entered_about_the_decision(
        self, administrator, housing, mission
    ):
        data = {"cells": f"{GOERLITZ}:housing", "body": "mission", "letter": "12/22"}
        back = administrator.post(INDEX, data)
        assert ("letter", "12/22") in back.context["entered"]
        preview = administrator.post(PREVIEW, data)
        assert 'value="12/22"' in preview.content.decode()

    def test_desks_and_retired_bodies_are_not_offered(
        self, administrator, housing, mission
    ):
        make_body("desk", parent=mission, region=make_region(GOERLITZ))
        make_body("gone", contact_state="retired")
        html = administrator.get(INDEX).content.decode()
        assert 'value="mission"' in html
        assert 'value="desk"' not in html
        assert 'value="gone"' not in html
        data = {"cell": f"{GOERLITZ}:housing", "body": "gone"}
        page = administrator.post(PREVIEW, data)
        assert "can no longer be chosen" in page.content.decode()

    def test_cells_that_are_none_are_left_out(self, administrator, housing, mission):
        data = {"body": "mission", "cell": ["x", ":", f"{GOERLITZ}:gone", "99:housing"]}
        assert administrator.post(PREVIEW, data).status_code == 200
        assert not RegionRouting.objects.exists()


class TestPreview:
    def test_it_says_what_is_added_replaced_narrowed_and_left_above(
        self, administrator, housing, care, mission
    ):
        old = make_body("old", name="Landratsamt")
        routing = make_routing(GOERLITZ)
        person = (("helper", "is", "person"),)
        make_rule(routing, categories=(housing,), bodies=(old,), conditions=person)
        make_rule(routing, categories=(housing, care), bodies=(old,))
        other = make_routing(BAUTZEN)
        make_rule(other, categories=(housing,), bodies=(old,))
        page = administrator.post(
            PREVIEW,
            {
                "body": "mission",
                "cell": [f"{GOERLITZ}:housing", f"{BAUTZEN}:housing"],
            },
        )
        lines = {
            row.region.key: [(line.kind, line.text) for line in row.lines]
            for row in page.context["changed"]
        }
        new = ("new", "Wohnraum: forward to Stadtmission")
        assert lines[BAUTZEN] == [new, ("gone", "Wohnraum: forward to Landratsamt")]
        assert [kind for kind, _ in lines[GOERLITZ]] == ["new", "less", "note"]
        assert "Loses: Wohnraum. Stays for: Betreuung." in lines[GOERLITZ][1][1]
        assert not RegionRouting.objects.exclude(latest_revision=None).exists()

    def test_it_counts_what_would_go_elsewhere(
        self, goerlitz, administrator, housing, mission
    ):
        data = {"body": "mission", "cell": f"{GOERLITZ}:housing"}
        cells = administrator.post(PREVIEW, data).context["what_if"].cells
        assert (cells.moved, cells.total) == (2, 2)

    def test_what_is_left_out_is_said_with_the_reason(
        self, administrator, housing, mission
    ):
        make_routing(GOERLITZ).save_revision(user=make_user())
        data = {"body": "mission", "row": [BAUTZEN, GOERLITZ]}
        page = administrator.post(PREVIEW, data)
        assert [row.region.key for row in page.context["left_out"]] == [GOERLITZ]
        assert "There is a draft" in page.content.decode()

    def test_a_get_leads_to_the_matrix(self, administrator):
        for address in (PREVIEW, PUBLISH):
            assert administrator.get(address).url == INDEX


class TestPublishing:
    def test_four_districts_are_one_action(self, administrator, housing, mission):
        make_region("14627")
        rows = [BAUTZEN, GOERLITZ, LEIPZIG, "14627"]
        data = {"body": "mission", "cell": [f"{key}:housing" for key in rows]}
        preview = administrator.post(PREVIEW, data)
        decided = {"office": "SMS", "day": "2022-03-03", "letter": "12/22", "note": "x"}
        done = administrator.post(PUBLISH, {**fields_of(preview), **decided})
        assert done.url == INDEX
        routings = RegionRouting.objects.filter(live=True)
        assert [row.region.key for row in routings] == [*rows[:2], "14627", LEIPZIG]
        assert {row.rules.get().decided_by for row in routings} == {"SMS"}
        page = administrator.get(INDEX)
        assert cell_in(page, BAUTZEN, "housing").names == ["Stadtmission"]
        assert "published in 4 regions" in page.content.decode()

    def test_of_two_at_once_the_second_sees_the_preview_anew_and_loses_nothing(
        self, administrator, superuser, housing, mission
    ):
        data = {"body": "mission", "cell": f"{GOERLITZ}:housing"}
        mine = fields_of(administrator.post(PREVIEW, data))
        make_body("other", name="Malteser")
        publish(superuser, body="other", cell=f"{GOERLITZ}:housing")

        page = administrator.post(PUBLISH, {**mine, "office": "SMS"})

        assert page.status_code == 200
        html = page.content.decode()
        assert "has changed since this preview" in html
        assert "Malteser" in html
        assert 'value="SMS"' in html
        assert RegionRouting.objects.get().rules.get().bodies.get().key == "other"
        administrator.post(PUBLISH, {**fields_of(page), "office": "SMS"})
        assert RegionRouting.objects.get().rules.get().bodies.get().key == "mission"

    def test_without_a_preview_nothing_is_published(
        self, administrator, housing, mission
    ):
        data = {"cells": f"{GOERLITZ}:housing", "body": "mission"}
        for fingerprint in ({}, {"fingerprint": "x"}):
            page = administrator.post(PUBLISH, {**data, **fingerprint})
            assert page.context["plan"].done
        assert not RegionRouting.objects.exists()

    def test_a_bad_date_is_told_and_nothing_is_lost(
        self, administrator, housing, mission
    ):
        data = {"body": "mission", "cell": f"{GOERLITZ}:housing"}
        fields = fields_of(administrator.post(PREVIEW, data))
        page = administrator.post(PUBLISH, {**fields, "day": "soon", "letter": "12/22"})
        assert page.context["form"].errors["day"]
        assert 'value="12/22"' in page.content.decode()
        assert not RegionRouting.objects.exists()


class TestRights:
    def test_a_regional_editor_sees_and_publishes_his_region(
        self, regional, housing, mission
    ):
        assert keys(regional.get(INDEX)) == [GOERLITZ]
        publish(regional, cell=f"{GOERLITZ}:housing")
        assert RegionRouting.objects.get().region.key == GOERLITZ

    @pytest.mark.parametrize("step", [PREVIEW, PUBLISH])
    @pytest.mark.parametrize(
        "forged",
        [
            {"cell": f"{BAUTZEN}:housing"},
            {"cells": f"{GOERLITZ}:housing,{BAUTZEN}:housing"},
            {"row": BAUTZEN},
            {"column": "housing", "shown": f"{GOERLITZ},{BAUTZEN}"},
            {"cell": "14:housing"},
        ],
    )
    def test_and_no_other_one_by_a_forged_form(
        self, regional, housing, mission, step, forged
    ):
        answer = regional.post(step, {"body": "mission", **forged})
        assert answer.status_code == 302
        assert answer.url == "/admin/"
        assert not RegionRouting.objects.exists()

    def test_coming_back_with_a_forged_form_shows_no_other_region(
        self, regional, housing
    ):
        page = regional.post(INDEX, {"cell": f"{BAUTZEN}:housing"})
        assert keys(page) == [GOERLITZ]

    def test_a_municipality_that_is_granted_is_a_row(self, person, browser, housing):
        group = Group.objects.get(name=REGIONAL_EDITOR)
        RegionGrant.objects.create(group=group, region=make_region("14626110"))
        client = browser(person(REGIONAL_EDITOR))
        assert keys(client.get(INDEX)) == ["14626110"]

    def test_without_the_permission_to_publish_there_is_nothing_to_tick(
        self, browser, housing, mission
    ):
        make_routing(GOERLITZ)
        user = make_user("add_regionrouting", "change_regionrouting", is_staff=True)
        add_admin_access(user)
        client = browser(user)
        html = client.get(INDEX).content.decode()
        assert "You may look here, but not publish." in html
        assert 'name="cell"' not in html
        for step in (PREVIEW, PUBLISH):
            data = {"cell": f"{GOERLITZ}:housing", "body": "mission"}
            assert client.post(step, data).status_code == 302
        assert not RegionRouting.objects.get().rules.exists()

    def test_a_first_routing_needs_the_permission_to_add(
        self, browser, housing, mission
    ):
        make_routing(GOERLITZ)
        user = make_user("change_regionrouting", "publish_regionrouting")
        add_admin_access(user)
        html = browser(user).get(INDEX).content.decode()
        assert f'value="{GOERLITZ}:housing"' in html
        assert f'value="{BAUTZEN}:housing"' not in html

    def test_others_do_not_get_in(self, person, browser, client):
        stranger = browser(person(EDITOR))
        for address in (INDEX, PREVIEW, PUBLISH):
            assert stranger.get(address).status_code == 302
            assert stranger.post(address).status_code == 302
            assert "login" in client.get(address).url
        assert "Matrix" not in stranger.get("/admin/").content.decode()


def add_admin_access(user):
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
