"""Preview and publishing from the matrix, and who may do it where."""

from datetime import date

import pytest

from django.contrib.auth.models import Group

from hilfe_ukraine.actions.roles import EDITOR, REGIONAL_EDITOR
from hilfe_ukraine.models import RegionGrant, RegionRouting
from tests.factories import make_body, make_region, make_routing, make_rule, make_user
from tests.wagtail_admin.matrix.districts import (
    BAUTZEN,
    GOERLITZ,
    INDEX,
    LEIPZIG,
    PREVIEW,
    PUBLISH,
    cell_in,
    fields_of,
    keys,
    publish,
)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("districts")]


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

    @pytest.mark.parametrize(
        ("values", "warning"),
        [
            ({}, None),
            ({"paused_until": date(2022, 3, 4)}, None),
            (
                {"paused_until": date(2999, 3, 4)},
                "“Stadtmission” takes no offers before March 4, 2999.",
            ),
            ({"contact_state": "suspect"}, "The address of “Stadtmission” is in doubt"),
        ],
    )
    def test_it_warns_of_a_body_that_gets_nothing_today(
        self, administrator, housing, mission, values, warning
    ):
        for name, value in values.items():
            setattr(mission, name, value)
        mission.save()
        data = {"body": "mission", "cell": f"{GOERLITZ}:housing"}
        html = administrator.post(PREVIEW, data).content.decode()
        assert ("help-warning" in html) is bool(warning)
        assert (warning or "") in html

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
        self, allowed, housing, mission
    ):
        make_routing(GOERLITZ)
        client = allowed("add_regionrouting", "change_regionrouting")
        html = client.get(INDEX).content.decode()
        assert "You may look here, but not publish." in html
        assert 'name="cell"' not in html
        for step in (PREVIEW, PUBLISH):
            data = {"cell": f"{GOERLITZ}:housing", "body": "mission"}
            assert client.post(step, data).status_code == 302
        assert not RegionRouting.objects.get().rules.exists()

    def test_a_first_routing_needs_the_permission_to_add(
        self, allowed, housing, mission
    ):
        make_routing(GOERLITZ)
        client = allowed("change_regionrouting", "publish_regionrouting")
        html = client.get(INDEX).content.decode()
        assert f'value="{GOERLITZ}:housing"' in html
        assert f'value="{BAUTZEN}:housing"' not in html

    def test_others_do_not_get_in(self, person, browser, client):
        stranger = browser(person(EDITOR))
        for address in (INDEX, PREVIEW, PUBLISH):
            assert stranger.get(address).status_code == 302
            assert stranger.post(address).status_code == 302
            assert "login" in client.get(address).url
        assert "Matrix" not in stranger.get("/admin/").content.decode()
