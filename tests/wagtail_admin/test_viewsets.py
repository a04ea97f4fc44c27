"""Snippets: drafts may be half-filled, and lists and previews say what is there."""

import pytest

from django.utils import translation

from hilfe_ukraine.models import RegionRouting, ResponsibleBody, RoutingVersion
from hilfe_ukraine.wagtail_admin.routing.status import routing_status, with_status
from tests.factories import make_body, make_region, make_routing, make_rule
from tests.wagtail_admin.forms import body_data, errors_of, routing_data, rule_data, url


pytestmark = pytest.mark.django_db


class TestDraft:
    def test_may_be_half_filled(self, superuser):
        rule = rule_data(title="", conditions=[("stay_days", "at_most", "")])
        data = routing_data(rule, region=make_region("14626").pk)
        response = superuser.post(url("regionrouting", "add"), data)
        assert response.status_code == 302
        routing = RegionRouting.objects.get()
        assert not routing.live
        assert routing.get_latest_revision_as_object().rules.count() == 1

    def test_without_any_rule_is_kept(self, superuser):
        data = routing_data(region=make_region("14626").pk)
        superuser.post(url("regionrouting", "add"), data)
        assert RegionRouting.objects.count() == 1

    def test_lists_previews_and_opens_when_half_filled(self, superuser):
        data = routing_data(rule_data(title=""), region=make_region("14626").pk)
        superuser.post(url("regionrouting", "add"), data)
        pk = RegionRouting.objects.get().pk
        assert superuser.get(url("regionrouting", "list")).status_code == 200
        assert superuser.get(url("regionrouting", "edit", pk)).status_code == 200
        preview = superuser.post(url("regionrouting", "preview_on_edit", pk), data)
        assert preview.json()["is_valid"]


class TestExisting:
    def test_the_region_is_fixed(self, superuser):
        routing = make_routing("14626")
        rule = make_rule(routing, bodies=(make_body(),))
        data = routing_data(
            rule_data(id=rule.pk, bodies=[make_body().pk]),
            region=make_region("14625").pk,
        )
        superuser.post(url("regionrouting", "edit", routing.pk), data)
        routing.refresh_from_db()
        assert routing.get_latest_revision_as_object().region.key == "14626"

    def test_unpublishing_raises_the_routing_version(self, superuser):
        routing = make_routing("14626")
        before = RoutingVersion.current()
        superuser.post(url("regionrouting", "unpublish", routing.pk))
        routing.refresh_from_db()
        assert not routing.live
        assert RoutingVersion.current() > before

    def test_deleting_raises_the_routing_version(self, superuser):
        routing = make_routing("14626")
        make_rule(routing, bodies=(make_body(),))
        before = RoutingVersion.current()
        superuser.post(url("regionrouting", "delete", routing.pk))
        assert not RegionRouting.objects.exists()
        assert RoutingVersion.current() > before

    def test_a_condition_nobody_asks_for_any_more_is_shown(self, superuser):
        routing = make_routing("14626")
        make_rule(routing, conditions=(("pets", "is", "dog"),))
        page = superuser.get(url("regionrouting", "edit", routing.pk))
        assert "pets (no longer asked)" in page.content.decode()

    def test_a_desk_that_was_chosen_stays_offered(self, superuser):
        parent = make_body()
        desk = make_body(parent=parent, region=make_region())
        routing = make_routing("14626")
        make_rule(routing, bodies=(desk,))
        page = superuser.get(url("regionrouting", "edit", routing.pk))
        assert desk.name in page.content.decode()

    def test_more_rules_cost_no_more_choices(
        self, superuser, housing_with_questions, django_assert_max_num_queries
    ):
        bodies = tuple(make_body() for _ in range(40))
        routing = make_routing("14626")
        for _ in range(15):
            make_rule(routing, bodies=bodies[:2], categories=(housing_with_questions,))
        with django_assert_max_num_queries(150):
            page = superuser.get(url("regionrouting", "edit", routing.pk))
        assert page.status_code == 200

    def test_history_usage_and_compare_open(self, superuser):
        routing = make_routing("14626")
        routing.save_revision()
        for view in ("history", "usage", "workflow_history"):
            page = superuser.get(url("regionrouting", view, routing.pk))
            assert page.status_code == 200, view
        compare = url(
            "regionrouting", "revisions_compare", routing.pk, "live", "latest"
        )
        assert superuser.get(compare).status_code == 200


class TestPreview:
    def test_says_the_rules_in_words(self, superuser, housing_with_questions):
        body = make_body(name="Wohnungsamt")
        rule = rule_data(
            categories=[housing_with_questions.pk],
            bodies=[body.pk],
            conditions=[("dwelling", "is", "house")],
        )
        data = routing_data(rule, rule_data(outcome="redirect", text="Bitte dort."))
        routing = make_routing("14626")
        address = url("regionrouting", "preview_on_edit", routing.pk)
        superuser.post(address, data)
        text = superuser.get(address).content.decode()
        assert "Wohnraum" in text
        assert "Wohnungsamt" in text
        assert "Bitte dort." in text
        assert "dwelling" in text


class TestList:
    def test_filters_by_level_and_searches(self, superuser):
        make_routing(make_region("14626", label="Landkreis Görlitz"))
        make_routing(make_region("14625010", label="Arnsdorf"))
        page = superuser.get(
            url("regionrouting", "list"), {"region__level": "district"}
        )
        assert "Görlitz" in page.content.decode()
        assert "Arnsdorf" not in page.content.decode()
        page = superuser.get(url("regionrouting", "list"), {"q": "arns"})
        assert "Görlitz" not in page.content.decode()

    def test_says_what_is_published(self, superuser):
        live, changed = make_routing("14"), make_routing("14625")
        changed.has_unpublished_changes = True
        changed.save()
        data = routing_data(
            rule_data(bodies=[make_body().pk]), region=make_region("14626").pk
        )
        superuser.post(url("regionrouting", "add"), data)
        draft = RegionRouting.objects.get(region__key="14626")
        rows = with_status(RegionRouting.objects.all())
        with translation.override("en"):
            said = {row.pk: routing_status(row) for row in rows}
        assert said == {
            live.pk: "published",
            changed.pk: "published, newer draft",
            draft.pk: "not published",
        }

    def test_costs_the_same_with_more_rows(self, superuser, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        address = url("regionrouting", "list")
        for number in range(3):
            make_routing(f"1462{number}")
        superuser.get(address)
        with CaptureQueriesContext(connection) as few:
            superuser.get(address)
        for number in range(3, 9):
            make_routing(f"1462{number}")
        with django_assert_num_queries(len(few)):
            superuser.get(address)


class TestBody:
    def test_is_added(self, superuser):
        before = RoutingVersion.current()
        response = superuser.post(url("responsiblebody", "add"), body_data(key="lra"))
        assert response.status_code == 302
        assert ResponsibleBody.objects.get().key == "lra"
        assert RoutingVersion.current() > before

    def test_confirmed_needs_a_day_and_a_way(self, superuser):
        data = body_data(key="lra", contact_state="confirmed")
        response = superuser.post(url("responsiblebody", "add"), data)
        assert "confirmed_on" in errors_of(response)
        data = body_data(
            key="lra",
            contact_state="confirmed",
            confirmed_on="2022-03-04",
            confirmed_by="Telefonat mit Frau M.",
        )
        assert superuser.post(url("responsiblebody", "add"), data).status_code == 302

    def test_cannot_stand_in_for_itself(self, superuser):
        body = make_body()
        data = body_data(deputy=body.pk)
        response = superuser.post(url("responsiblebody", "edit", body.pk), data)
        assert "stand in for itself" in errors_of(response)


class TestAutosave:
    def test_a_half_filled_routing_is_kept_and_stays_open(self, superuser):
        rule = rule_data(title="", conditions=[("", "is", "")])
        data = routing_data(rule, region=make_region("14626").pk)
        response = superuser.post(
            url("regionrouting", "add"), data, headers={"Accept": "application/json"}
        )
        answer = response.json()
        assert answer["success"]
        assert superuser.get(answer["hydrate_url"]).status_code == 200

    def test_a_body_that_is_not_complete_yet_is_refused_in_words(self, superuser):
        response = superuser.post(
            url("responsiblebody", "add"),
            body_data(key="lra", email=""),
            headers={"Accept": "application/json"},
        )
        assert response.status_code == 400
        assert response.json()["error_code"] == "validation_error"
