"""Two people save the same routing: the second is told, and nothing is lost."""

import pytest

from tests.actions.routing.sets import titles
from tests.factories import make_body, make_region, make_routing, make_rule, make_user
from tests.wagtail_admin.forms import AS_AUTOSAVE, routing_data, rule_data, url


pytestmark = pytest.mark.django_db


@pytest.fixture
def goerlitz():
    return make_region("14626")


SAVE_OR_PUBLISH = [
    pytest.param({}, id="save"),
    pytest.param({"action-publish": "1"}, id="publish"),
]


class TestTwoAtOnce:
    @pytest.fixture
    def routing(self, goerlitz):
        routing = make_routing(goerlitz, first_published_at="2022-03-04T00:00Z")
        make_rule(routing, bodies=(make_body(),), title="As it was")
        routing.save_revision()
        return routing

    def loaded(self, client, routing, title):
        """What the form of a page that was opened now will send."""
        page = client.get(url("regionrouting", "edit", routing.pk))
        routing.refresh_from_db()
        rule = routing.get_latest_revision_as_object().rules.first()
        rule_row = rule_data(
            id=rule.pk, title=title, bodies=[body.pk for body in rule.bodies.all()]
        )
        data = routing_data(rule_row)
        data["rules-INITIAL_FORMS"] = "1"
        data["loaded_revision_id"] = routing.latest_revision_id
        data["loaded_revision_created_at"] = page.context["loaded_revision_created_at"]
        return data

    @pytest.mark.parametrize("then", SAVE_OR_PUBLISH)
    @pytest.mark.parametrize("first", SAVE_OR_PUBLISH)
    def test_the_second_is_told_and_loses_nothing(
        self, superuser, browser, routing, first, then
    ):
        other = browser(make_user(is_superuser=True, username="frau.m"))
        address = url("regionrouting", "edit", routing.pk)
        mine = self.loaded(superuser, routing, "Mine")
        theirs = self.loaded(other, routing, "Theirs")
        assert other.post(address, {**theirs, **first}).status_code == 302
        live = titles("14626")

        refused = superuser.post(address, {**mine, **then})
        text = refused.content.decode()
        assert refused.status_code == 200
        assert "frau.m" in text
        assert "has saved a newer version" in text
        assert "Mine" in text
        routing.refresh_from_db()
        rules = routing.get_latest_revision_as_object().rules.all()
        assert [rule.title for rule in rules] == ["Theirs"]
        assert live == titles("14626") == (["Theirs"] if first else ["As it was"])

        mine["loaded_revision_id"] = routing.latest_revision_id
        mine["loaded_revision_created_at"] = refused.context[
            "loaded_revision_created_at"
        ]
        assert superuser.post(address, mine).status_code == 302
        routing.refresh_from_db()
        rules = routing.get_latest_revision_as_object().rules.all()
        assert [rule.title for rule in rules] == ["Mine"]
        assert routing.revisions.count() == 3

    def test_a_rule_that_somebody_has_deleted_comes_back_with_a_question(
        self, superuser, browser, routing
    ):
        other = browser(make_user(is_superuser=True))
        address = url("regionrouting", "edit", routing.pk)
        mine = self.loaded(superuser, routing, "Mine")
        theirs = self.loaded(other, routing, "Theirs")
        theirs = {**theirs, "rules-0-DELETE": "1"}
        more = routing_data(rule_data(bodies=[make_body().pk], title="New"))
        theirs |= {
            key.replace("rules-0-", "rules-1-"): value
            for key, value in more.items()
            if key.startswith("rules-0-")
        }
        theirs["rules-TOTAL_FORMS"] = "2"
        response = other.post(address, {**theirs, "action-publish": "1"})
        assert response.status_code == 302
        refused = superuser.post(address, mine)
        assert refused.status_code == 200
        assert "Mine" in refused.content.decode()

    def test_autosave_does_not_save_over_it(self, superuser, browser, routing):
        other = browser(make_user(is_superuser=True))
        address = url("regionrouting", "edit", routing.pk)
        mine = self.loaded(superuser, routing, "Mine")
        other.post(address, self.loaded(other, routing, "Theirs"))
        answer = superuser.post(address, mine, **AS_AUTOSAVE)
        assert answer.json()["error_code"] == "invalid_revision"

    def test_own_versions_are_no_reason_to_ask(self, superuser, routing):
        address = url("regionrouting", "edit", routing.pk)
        mine = self.loaded(superuser, routing, "Mine")
        assert superuser.post(address, mine).status_code == 302
        assert superuser.post(address, mine).status_code == 302
