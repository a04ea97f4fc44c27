"""Snippets: drafts may be half-filled, publishing is strict, deleting is explained."""

from datetime import date

import pytest

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import translation
from wagtail.models import (
    GroupApprovalTask,
    Locale,
    Workflow,
    WorkflowContentType,
    WorkflowTask,
)
from wagtail.test.utils.form_data import inline_formset

from hilfe_ukraine.models import (
    Category,
    CategoryQuestion,
    Region,
    RegionRouting,
    ResponsibleBody,
    RoutingVersion,
)
from hilfe_ukraine.wagtail_admin import delete_guard
from hilfe_ukraine.wagtail_admin.routing_forms import RoutingForm
from hilfe_ukraine.wagtail_admin.routing_status import routing_status, with_status
from hilfe_ukraine.wagtail_admin.viewsets import RegionViewSet
from tests.factories import (
    make_body,
    make_category,
    make_offer,
    make_referral,
    make_region,
    make_routing,
    make_rule,
)
from tests.wagtail_admin.forms import (
    body_data,
    category_data,
    errors_of,
    routing_data,
    rule_data,
    url,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def housing():
    category = make_category("housing", title="Wohnraum", asks_period=True)
    CategoryQuestion.objects.create(
        parent=category, key="dwelling", choices="house\nflat\nroom\nbed"
    )
    return category


def publish(client, *rules, **values):
    """Post a new routing for Görlitz, to be published at once."""
    values.setdefault("region", make_region("14626").pk)
    data = {**routing_data(*rules, **values), "action-publish": "1"}
    return client.post(url("regionrouting", "add"), data)


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


class TestPublish:
    def test_a_complete_rule(self, superuser, housing):
        body = make_body()
        rule = rule_data(
            categories=[housing.pk],
            bodies=[body.pk],
            conditions=[("dwelling", "is", "house, flat")],
        )
        assert publish(superuser, rule).status_code == 302
        stored = RegionRouting.objects.get(live=True).rules.get()
        assert list(stored.bodies.all()) == [body]
        assert list(stored.categories.all()) == [housing]
        assert stored.conditions.get().values == ("house", "flat")

    def test_raises_the_routing_version(self, superuser):
        before = RoutingVersion.current()
        publish(superuser, rule_data(bodies=[make_body().pk]))
        assert RoutingVersion.current() > before

    def test_forward_needs_a_body(self, superuser):
        assert "Choose at least one body" in errors_of(publish(superuser, rule_data()))
        assert not RegionRouting.objects.exists()

    @pytest.mark.parametrize("outcome", ["redirect", "keep"])
    def test_redirect_and_keep_need_a_text(self, superuser, outcome):
        response = publish(superuser, rule_data(outcome=outcome))
        assert "at least one language" in errors_of(response)
        again = publish(superuser, rule_data(outcome=outcome, text="Bitte dort."))
        assert again.status_code == 302

    def test_needs_a_rule(self, superuser):
        assert publish(superuser).status_code == 200
        assert not RegionRouting.objects.exists()

    @pytest.mark.parametrize(
        ("condition", "complaint"),
        [
            (("dwelling", "is", "castle"), "Unknown: castle"),
            (("dwelling", "is", "castle"), "house, flat, room, bed"),
            (("dwelling", "at_least", "3"), "Only numbers"),
            (("stay_days", "at_most", "thirty"), "whole numbers"),
            (("stay_days", "at_most", "1, 2"), "one whole number"),
            (("stay_days", "is", ""), "value"),
            (("helper", "is", "robot"), "person, organisation"),
            (("colour", "is", "blue"), "colour"),
        ],
    )
    def test_conditions_are_checked_in_words(
        self, superuser, housing, condition, complaint
    ):
        rule = rule_data(bodies=[make_body().pk], conditions=[condition])
        assert complaint in errors_of(publish(superuser, rule))
        assert not RegionRouting.objects.exists()

    def test_a_category_must_ask_for_the_fact(self, superuser, housing):
        other = make_category("goods")
        rule = rule_data(
            categories=[other.pk],
            bodies=[make_body().pk],
            conditions=[("dwelling", "is", "bed")],
        )
        assert "None of these categories" in errors_of(publish(superuser, rule))

    def test_the_last_day_is_not_before_the_first(self, superuser):
        rule = rule_data(
            bodies=[make_body().pk], valid_from="2022-04-01", valid_until="2022-03-01"
        )
        assert "valid_until" in errors_of(publish(superuser, rule))

    def test_a_region_that_is_one_place_with_its_district_is_refused(self, superuser):
        rule = rule_data(bodies=[make_body().pk])
        response = publish(superuser, rule, region=make_region("14612000").pk)
        assert "region" in errors_of(response)

    def test_a_routing_that_autosave_made_meanwhile(self, superuser, monkeypatch):
        make_routing("14626")
        monkeypatch.setattr(RoutingForm, "validate_unique", lambda form: None)
        response = publish(superuser, rule_data(bodies=[make_body().pk], title="Alles"))
        assert "region" in errors_of(response)
        assert "Alles" in response.content.decode()

    def test_one_routing_per_region(self, superuser):
        make_routing("14626")
        response = publish(superuser, rule_data(bodies=[make_body().pk]))
        assert "region" in errors_of(response)


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
        self, superuser, housing, django_assert_max_num_queries
    ):
        bodies = tuple(make_body() for _ in range(40))
        routing = make_routing("14626")
        for _ in range(15):
            make_rule(routing, bodies=bodies[:2], categories=(housing,))
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
    def test_says_the_rules_in_words(self, superuser, housing):
        body = make_body(name="Wohnungsamt")
        rule = rule_data(
            categories=[housing.pk],
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


class TestCategory:
    def test_is_added_with_words_and_questions(self, superuser):
        question = {
            "key": "dwelling",
            "type": "choice",
            "choices": "house\nflat",
            "texts": inline_formset(
                [{"locale": Locale.get_default().pk, "label": "Was ist es?"}]
            ),
        }
        data = category_data(key="housing", questions=inline_formset([question]))
        before = RoutingVersion.current()
        assert superuser.post(url("category", "add"), data).status_code == 302
        category = Category.objects.get(key="housing")
        assert str(category) == "Wohnraum"
        assert category.questions.get().texts.get().label == "Was ist es?"
        assert RoutingVersion.current() > before

    def test_its_key_is_fixed(self, superuser):
        category = make_category("housing")
        superuser.post(url("category", "edit", category.pk), category_data(key="other"))
        category.refresh_from_db()
        assert category.key == "housing"

    def test_a_question_that_rules_test_stays(self, superuser, housing):
        make_rule(make_routing(), conditions=(("dwelling", "is", "bed"),))
        question = housing.questions.get()
        row = {
            "id": question.pk,
            "key": "home",
            "type": "choice",
            "choices": "house",
            "texts": inline_formset([]),
        }
        data = category_data(questions=inline_formset([row], initial=1))
        response = superuser.post(url("category", "edit", housing.pk), data)
        assert "Rules test “dwelling”" in errors_of(response)

    def test_a_choice_that_rules_test_stays(self, superuser, housing):
        make_rule(make_routing(), conditions=(("dwelling", "is", "bed"),))
        question = housing.questions.get()
        row = {
            "id": question.pk,
            "key": "dwelling",
            "type": "choice",
            "choices": "house",
            "texts": inline_formset([]),
        }
        data = category_data(questions=inline_formset([row], initial=1))
        response = superuser.post(url("category", "edit", housing.pk), data)
        assert "Rules test “bed”" in errors_of(response)
        assert "flat" not in errors_of(response)


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


class TestDelete:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_body_in_use_is_explained(self, superuser, method):
        body = make_body()
        make_referral(body=body)
        address = url("responsiblebody", "delete", body.pk)
        response = getattr(superuser, method)(address, follow=True)
        assert response.status_code == 200
        assert "retired" in response.content.decode()
        assert ResponsibleBody.objects.filter(pk=body.pk).exists()

    def test_a_body_that_a_rule_names_stays(self, superuser):
        body = make_body()
        make_rule(make_routing(), bodies=(body,))
        superuser.post(url("responsiblebody", "delete", body.pk))
        assert ResponsibleBody.objects.filter(pk=body.pk).exists()

    def test_a_body_that_only_a_draft_names_stays(self, superuser):
        body = make_body()
        data = routing_data(rule_data(bodies=[body.pk]), region=make_region("14626").pk)
        superuser.post(url("regionrouting", "add"), data)
        RegionRouting.objects.get().rules.all().delete()
        superuser.post(url("responsiblebody", "delete", body.pk))
        assert ResponsibleBody.objects.filter(pk=body.pk).exists()

    def test_a_body_nobody_uses_can_go(self, superuser):
        body = make_body()
        before = RoutingVersion.current()
        superuser.post(url("responsiblebody", "delete", body.pk))
        assert not ResponsibleBody.objects.filter(pk=body.pk).exists()
        assert RoutingVersion.current() > before

    def test_a_category_of_an_offer_or_a_rule_stays(self, superuser):
        offered, ruled = make_category(), make_category()
        make_offer(category=offered)
        make_rule(make_routing(), categories=(ruled,))
        for category in (offered, ruled):
            superuser.post(url("category", "delete", category.pk))
        assert Category.objects.count() == 2

    def test_a_category_nobody_uses_can_go(self, superuser):
        category = make_category(title="Weg damit")
        superuser.post(url("category", "delete", category.pk))
        assert not Category.objects.exists()

    def test_one_that_is_used_at_the_last_moment_stays(self, superuser, monkeypatch):
        body = make_body()
        make_offer(owning_office=body)
        monkeypatch.setattr(delete_guard, "uses_of", lambda instance: "")
        before = RoutingVersion.current()
        response = superuser.post(
            url("responsiblebody", "delete", body.pk), follow=True
        )
        assert "is in use now" in response.content.decode()
        assert RoutingVersion.current() == before

    def test_many_at_once_are_refused(self, superuser):
        body = make_body()
        address = "/admin/bulk/hilfe_ukraine/responsiblebody/delete/"
        response = superuser.post(f"{address}?id={body.pk}", follow=True)
        assert "one by one" in response.content.decode()
        assert ResponsibleBody.objects.exists()


class TestRegion:
    def test_is_to_look_at_only(self, superuser):
        region = make_region("14626")
        assert superuser.get(url("region", "list")).status_code == 200
        assert superuser.get(url("region", "inspect", region.pk)).status_code == 200
        for view in ("add",):
            assert superuser.get(url("region", view)).status_code == 302
        for view in ("edit", "delete"):
            address = url("region", view, region.pk)
            assert superuser.get(address).status_code == 302, view
            assert superuser.post(address).status_code == 302, view
        region.refresh_from_db()

    def test_one_place_is_offered_once(self, superuser):
        make_region("14612000", label="Dresden, Gemeinde")
        make_region("14626110", label="Bautzen")
        for view in ("choose", "choose_results"):
            address = reverse(RegionViewSet().chooser_viewset.get_url_name(view))
            page = superuser.get(address).content.decode()
            assert "Bautzen" in page
            assert "Region 14612" in page
            assert "Dresden, Gemeinde" not in page

    def test_is_filtered_by_level(self, superuser):
        make_region("14626110", label="Görlitz, Stadt")
        page = superuser.get(url("region", "list"), {"level": "district"})
        assert "Görlitz, Stadt" not in page.content.decode()

    def test_abolished_ones_are_shown_with_their_successor(
        self, superuser, django_assert_max_num_queries
    ):
        for number in range(20):
            Region.objects.filter(pk=make_region(f"14626{number:03}").pk).update(
                successor=make_region("14626110"), valid_until=date(2023, 1, 1)
            )
        with django_assert_max_num_queries(20):
            page = superuser.get(url("region", "list"), {"abolished": "true"})
        text = page.content.decode()
        assert text.count("Region 14626110") == 20
        assert "Region 14626001" in text
        assert "Destatis" in text

        page = superuser.get(url("region", "list"), {"abolished": "false"})
        assert "Region 14626001" not in page.content.decode()


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


class TestWorkflow:
    def test_an_approved_routing_is_live_and_raises_the_version(self, superuser):
        task = GroupApprovalTask.objects.create(name="Moderation")
        workflow = Workflow.objects.create(name="Four eyes")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowContentType.objects.create(
            workflow=workflow,
            content_type=ContentType.objects.get_for_model(RegionRouting),
        )
        data = routing_data(
            rule_data(bodies=[make_body().pk]), region=make_region("14626").pk
        )
        superuser.post(url("regionrouting", "add"), {**data, "action-submit": "1"})
        routing = RegionRouting.objects.get()
        assert not routing.live
        before = RoutingVersion.current()
        with translation.override("en"):
            (row,) = with_status(RegionRouting.objects.all())
            assert routing_status(row) == "not published, in moderation"
        state = routing.current_workflow_task_state
        assert state is not None
        superuser.post(
            url("regionrouting", "workflow_action", routing.pk, "approve", state.pk)
        )
        routing.refresh_from_db()
        assert routing.live
        assert RoutingVersion.current() > before

    def test_submitting_is_as_strict_as_publishing(self, superuser):
        workflow = Workflow.objects.create(name="Four eyes")
        WorkflowContentType.objects.create(
            workflow=workflow,
            content_type=ContentType.objects.get_for_model(RegionRouting),
        )
        data = routing_data(rule_data(), region=make_region("14626").pk)
        response = superuser.post(
            url("regionrouting", "add"), {**data, "action-submit": "1"}
        )
        assert "Choose at least one body" in errors_of(response)
