"""Publishing a routing is strict, by hand and by workflow."""

import pytest

from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import translation
from wagtail.models import (
    GroupApprovalTask,
    Workflow,
    WorkflowContentType,
    WorkflowTask,
)

from hilfe_ukraine.models import RegionRouting, RoutingVersion
from hilfe_ukraine.wagtail_admin.routing.forms import RoutingForm
from hilfe_ukraine.wagtail_admin.routing.status import routing_status, with_status
from tests.factories import make_body, make_category, make_region, make_routing
from tests.wagtail_admin.forms import errors_of, routing_data, rule_data, url


pytestmark = pytest.mark.django_db


def publish(client, *rules, **values):
    """Post a new routing for Görlitz, to be published at once."""
    values.setdefault("region", make_region("14626").pk)
    data = {**routing_data(*rules, **values), "action-publish": "1"}
    return client.post(url("regionrouting", "add"), data)


class TestPublish:
    def test_a_complete_rule(self, superuser, housing_with_questions):
        body = make_body()
        rule = rule_data(
            categories=[housing_with_questions.pk],
            bodies=[body.pk],
            conditions=[("dwelling", "is", "house, flat")],
        )
        assert publish(superuser, rule).status_code == 302
        stored = RegionRouting.objects.get(live=True).rules.get()
        assert list(stored.bodies.all()) == [body]
        assert list(stored.categories.all()) == [housing_with_questions]
        assert stored.conditions.get().values == ("house", "flat")

    def test_leads_to_where_the_effect_can_be_seen(self, superuser):
        rule = rule_data(bodies=[make_body().pk])
        told = " ".join(map(str, get_messages(publish(superuser, rule).wsgi_request)))

        assert f'{reverse("hilfe_try:index")}?region=14626"' in told
        assert reverse("hilfe_coverage:index") in told

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
        self, superuser, housing_with_questions, condition, complaint
    ):
        rule = rule_data(bodies=[make_body().pk], conditions=[condition])
        assert complaint in errors_of(publish(superuser, rule))
        assert not RegionRouting.objects.exists()

    def test_a_category_must_ask_for_the_fact(self, superuser, housing_with_questions):
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
