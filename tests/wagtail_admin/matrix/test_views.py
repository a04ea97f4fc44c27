"""The matrix: districts and kinds of help on one screen; what is ticked there."""

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hilfe_ukraine.models import RegionRouting
from tests.factories import (
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
    make_user,
)
from tests.wagtail_admin.matrix.districts import (
    BAUTZEN,
    GOERLITZ,
    INDEX,
    LEIPZIG,
    PREVIEW,
    cell_in,
    keys,
)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("districts")]


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

    @pytest.mark.usefixtures("housing")
    def test_a_municipality_is_told_where_it_is_changed(self, administrator):
        make_region("14626610", label="Zittau (Landkreis Görlitz)")
        html = administrator.get(INDEX, {"q": "Zittau"}).content.decode()
        assert "shows no municipalities" in html
        assert "?q=Zittau%20%28Landkreis%20G%C3%B6rlitz%29" in html
        assert "your permission" not in html

        html = administrator.get(INDEX, {"q": "Atlantis"}).content.decode()
        assert "is called like that" in html

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
