"""Drafts of routing: autosave, the same form twice, and half of a rule."""

import uuid

from datetime import date

import pytest

from django.contrib.auth.models import Group

from hilfe_ukraine.actions.roles import REGIONAL_EDITOR
from hilfe_ukraine.models import RegionGrant, RegionRouting, RoutingRule
from hilfe_ukraine.wagtail_admin.routing.views import RoutingCreateView
from tests.factories import (
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
    make_user,
)
from tests.wagtail_admin.forms import (
    AS_AUTOSAVE,
    errors_of,
    routing_data,
    rule_data,
    url,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def goerlitz():
    return make_region("14626")


def form_data(*rules, key=None, **values):
    return {**routing_data(*rules, **values), "form_key": str(key or uuid.uuid4())}


def autosave(client, data):
    return client.post(url("regionrouting", "add"), data, **AS_AUTOSAVE)


class TestAutosaveOfANewRouting:
    def test_the_button_goes_on_with_the_draft_of_the_same_form(
        self, superuser, goerlitz
    ):
        key = uuid.uuid4()
        half = form_data(rule_data(), key=key, region=goerlitz.pk)
        assert autosave(superuser, half).json()["success"]
        whole = form_data(
            rule_data(bodies=[make_body().pk]), key=key, region=goerlitz.pk
        )
        response = superuser.post(
            url("regionrouting", "add"), {**whole, "action-publish": "1"}
        )
        assert response.status_code == 302
        routing = RegionRouting.objects.get()
        assert routing.live
        assert routing.rules.count() == 1
        assert RoutingRule.objects.count() == 1

    def test_once_more_by_itself_it_stays_one_draft(self, superuser, goerlitz):
        data = form_data(rule_data(), key=uuid.uuid4(), region=goerlitz.pk)
        first, second = autosave(superuser, data), autosave(superuser, data)
        assert first.json()["pk"] == second.json()["pk"]
        assert RoutingRule.objects.count() == 1

    def test_a_draft_stored_in_the_very_moment_is_found(
        self, superuser, goerlitz, monkeypatch
    ):
        data = form_data(rule_data(), key=uuid.uuid4(), region=goerlitz.pk)
        autosave(superuser, data)
        real, calls = RoutingCreateView._draft_of_this_form, []

        def blind_at_first(view):
            calls.append(view)
            return None if len(calls) == 1 else real(view)

        monkeypatch.setattr(RoutingCreateView, "_draft_of_this_form", blind_at_first)
        monkeypatch.setattr(
            "hilfe_ukraine.wagtail_admin.routing.forms.RoutingForm.validate_unique",
            lambda form: None,
        )
        response = superuser.post(url("regionrouting", "add"), data)
        assert response.status_code == 302
        assert RoutingRule.objects.count() == 1

    def test_the_draft_of_somebody_else_is_not_taken_over(
        self, superuser, browser, goerlitz
    ):
        key = uuid.uuid4()
        other = browser(make_user(is_superuser=True))
        data = form_data(rule_data(title="Mine"), key=key, region=goerlitz.pk)
        autosave(other, data)
        response = superuser.post(
            url("regionrouting", "add"),
            form_data(rule_data(title="Yours"), key=key, region=goerlitz.pk),
        )
        assert "region" in errors_of(response)
        assert "Yours" in response.content.decode()
        assert RoutingRule.objects.get().title == "Mine"

    def test_something_that_is_no_key_is_ignored(self, superuser, goerlitz):
        data = {**form_data(region=goerlitz.pk), "form_key": "x"}
        response = superuser.post(url("regionrouting", "add"), data)
        assert "form_key" in errors_of(response)


class TestRegion:
    def test_can_be_changed_until_it_is_published(self, superuser, goerlitz):
        autosave(superuser, form_data(rule_data(), region=goerlitz.pk))
        routing = RegionRouting.objects.get()
        data = form_data(rule_data(), region=make_region("14625").pk)
        superuser.post(url("regionrouting", "edit", routing.pk), data, **AS_AUTOSAVE)
        routing.refresh_from_db()
        assert routing.region.key == "14625"
        assert routing.get_latest_revision_as_object().region.key == "14625"

    def test_cannot_become_one_out_of_reach(self, person, browser, goerlitz):
        user = person(REGIONAL_EDITOR)
        group = Group.objects.get(name=REGIONAL_EDITOR)
        RegionGrant.objects.create(group=group, region=goerlitz)
        client = browser(user)
        autosave(client, form_data(rule_data(), region=goerlitz.pk))
        routing = RegionRouting.objects.get()
        response = client.post(
            url("regionrouting", "edit", routing.pk),
            form_data(rule_data(), region=make_region("14625").pk),
        )
        assert "does not cover" in errors_of(response)
        routing.refresh_from_db()
        assert routing.region == goerlitz

    def test_an_old_version_keeps_the_region_of_today(self, superuser, goerlitz):
        autosave(superuser, form_data(rule_data(), region=make_region("14625").pk))
        routing = RegionRouting.objects.get()
        old = routing.latest_revision
        whole = form_data(rule_data(bodies=[make_body().pk]), region=goerlitz.pk)
        superuser.post(
            url("regionrouting", "edit", routing.pk), {**whole, "action-publish": "1"}
        )
        address = url("regionrouting", "revisions_revert", routing.pk, old.pk)
        assert superuser.get(address).status_code == 200
        assert superuser.post(address, routing_data(rule_data())).status_code == 302
        routing.refresh_from_db()
        assert routing.live
        assert routing.get_latest_revision_as_object().region == goerlitz


class TestHalfFilled:
    @pytest.mark.parametrize(
        "rule",
        [
            {"title": ""},
            {"outcome": "redirect"},
            {"conditions": [("", "is", "")]},
            {"conditions": [("stay_days", "at_least", "many")]},
            {"valid_from": "2022-04-01", "valid_until": "2022-03-01"},
            {"text": " "},
        ],
    )
    def test_a_draft_is_kept_and_breaks_no_page(self, superuser, goerlitz, rule):
        data = form_data(rule_data(**rule), region=goerlitz.pk)
        assert autosave(superuser, data).json()["success"]
        pk = RegionRouting.objects.get().pk
        address = url("regionrouting", "preview_on_edit", pk)
        assert superuser.post(address, data).json()["is_valid"]
        pages = [
            address,
            *(url("regionrouting", name, pk) for name in ("edit", "copy_rules")),
        ]
        for page in [*pages, url("regionrouting", "list")]:
            assert superuser.get(page).status_code == 200, page

    def test_texts_that_are_only_begun_do_not_clash(self, superuser, goerlitz):
        data = form_data(rule_data(text="Bitte dort."), region=goerlitz.pk)
        data["rules-0-texts-TOTAL_FORMS"] = "3"
        for number in (1, 2):
            data[f"rules-0-texts-{number}-locale"] = data["rules-0-texts-0-locale"]
            data[f"rules-0-texts-{number}-text"] = ""
            data[f"rules-0-texts-{number}-id"] = ""
        assert autosave(superuser, data).json()["success"]
        data["rules-0-texts-INITIAL_FORMS"] = "3"
        data["rules-0-texts-0-id"] = ""
        assert autosave(superuser, data).json()["success"]
        (rule,) = RegionRouting.objects.get().rules.all()
        assert [text.text for text in rule.texts.all()] == ["Bitte dort."]

    def test_publishing_says_that_the_days_are_the_wrong_way_round(
        self, superuser, goerlitz
    ):
        rule = rule_data(
            bodies=[make_body().pk], valid_from="2022-04-01", valid_until="2022-03-01"
        )
        data = {**form_data(rule, region=goerlitz.pk), "action-publish": "1"}
        response = superuser.post(url("regionrouting", "add"), data)
        assert "before the first one" in errors_of(response)

    def test_publishing_refuses_two_rules_for_the_same_offers(
        self, superuser, goerlitz
    ):
        make_category("housing")
        first, second = make_body(), make_body()
        rules = [
            rule_data(bodies=[body.pk], conditions=[("helper", "is", "person")])
            for body in (first, second)
        ]
        data = form_data(*rules, region=goerlitz.pk)
        address = url("regionrouting", "add")
        response = superuser.post(address, {**data, "action-publish": "1"})
        assert "Rule 1 above is for the same offers" in errors_of(response)
        assert "Rule 1 above is for the same offers" in response.content.decode()
        assert superuser.post(address, data).status_code == 302


def test_a_rule_on_a_merged_region_can_still_be_published(superuser):
    old, new = make_region("14522500"), make_region("14522275", label="Jahnatal")
    old.successor, old.valid_until = new, date(2023, 1, 1)
    old.save()
    routing = make_routing(old)
    rule = make_rule(routing, bodies=(make_body(),))
    page = superuser.get(url("regionrouting", "edit", routing.pk)).content.decode()
    assert "became part of Jahnatal" in page
    data = routing_data(rule_data(id=rule.pk, bodies=[make_body().pk]))
    data["rules-INITIAL_FORMS"] = "1"
    response = superuser.post(
        url("regionrouting", "edit", routing.pk), {**data, "action-publish": "1"}
    )
    assert response.status_code == 302
