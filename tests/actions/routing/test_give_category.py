"""A body gets a category in several districts: previewed, then published as one set."""

from datetime import date

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry, Revision

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.log import PUBLISHED_AS_SET
from hilfe_ukraine.actions.routing.category_plan import Wish, plan_for
from hilfe_ukraine.actions.routing.give_category import (
    ChangedMeanwhile,
    DecidedBy,
    drafts_of,
    give_category,
)
from hilfe_ukraine.actions.routing.planned_table import table_with
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.models import RegionRouting, RoutingSet, RoutingVersion
from tests.factories import (
    NOW,
    make_body,
    make_region,
    make_routing,
    make_rule,
    make_user,
)


pytestmark = pytest.mark.django_db

BAUTZEN, GOERLITZ = "14625", "14626"
TODAY = local_date(NOW)


@pytest.fixture
def user():
    return make_user(is_superuser=True)


def wish_for(body, *cells):
    for key, _ in cells:
        make_region(key)
    return Wish(body, frozenset(cells))


def give(wish, user, decided=None, fingerprint=None):
    plan = plan_for(wish=wish, user=user, today=TODAY)
    return give_category(
        wish=wish,
        decided=decided or DecidedBy(),
        fingerprint=fingerprint or plan.fingerprint,
        user=user,
        now=NOW,
    )


def rules_of(key):
    """Each rule of a region as it is published: title, categories, bodies."""
    routing = RegionRouting.objects.get(region__key=key, live=True)
    return [
        (
            rule.title,
            sorted(category.key for category in rule.categories.all()),
            sorted(body.key for body in rule.bodies.all()),
        )
        for rule in routing.rules.all()
    ]


class TestPublishing:
    def test_a_new_routing_and_a_changed_one_are_one_set(
        self, housing, care, mission, user
    ):
        old = make_body("old")
        routing = make_routing(GOERLITZ)
        make_rule(routing, title="If", conditions=(("helper", "is", "person"),))
        both = make_rule(
            routing, title="Both", categories=(housing, care), bodies=(old,)
        )
        wish = wish_for(mission, (BAUTZEN, "housing"), (GOERLITZ, "housing"))

        done = give(wish, user)

        new = ("Wohnraum: Stadtmission", ["housing"], ["mission"])
        assert rules_of(BAUTZEN) == [new]
        assert [rule[1:] for rule in rules_of(GOERLITZ)] == [
            ([], []),
            (["housing"], ["mission"]),
            (["care"], ["old"]),
        ]
        assert done.source == RoutingSet.Sources.MATRIX
        assert done.items.count() == 2
        routing.refresh_from_db()
        assert routing.rules.filter(uuid=both.uuid).exists()
        assert routing.rules.first().conditions.count() == 1

    def test_who_decided_it_stands_at_each_new_rule(self, housing, mission, user):
        decided = DecidedBy("Landrat", date(2022, 3, 1), "LR 12/22", "By telephone")
        wish = wish_for(mission, (BAUTZEN, "housing"), (GOERLITZ, "housing"))
        give(wish, user, decided)
        for routing in RegionRouting.objects.all():
            rule = routing.rules.get()
            assert (rule.decided_by, rule.decided_on) == ("Landrat", date(2022, 3, 1))
            assert (rule.decision_letter, rule.note) == ("LR 12/22", "By telephone")

    def test_history_says_who_did_it(self, housing, mission, user):
        give(wish_for(mission, (BAUTZEN, "housing")), user)
        routing = RegionRouting.objects.get()
        entries = ModelLogEntry.objects.for_instance(routing)
        actions = set(entries.values_list("action", "user"))
        expected = {"wagtail.create", "wagtail.publish", PUBLISHED_AS_SET}
        assert {(action, user.pk) for action in expected} <= actions
        assert Revision.objects.for_instance(routing).get().user == user

    def test_it_routes_at_once(self, housing, mission, user):
        before = RoutingVersion.current()
        give(wish_for(mission, (BAUTZEN, "housing")), user)
        assert RoutingVersion.current() > before

    def test_regions_where_the_body_has_it_already_get_no_revision(
        self, housing, mission, user
    ):
        make_rule(make_routing(GOERLITZ), categories=(housing,), bodies=(mission,))
        give(wish_for(mission, (BAUTZEN, "housing"), (GOERLITZ, "housing")), user)
        assert Revision.objects.count() == 1


class TestPlan:
    def test_a_draft_of_somebody_else_is_neither_published_nor_lost(
        self, housing, mission, user
    ):
        routing = make_routing(GOERLITZ)
        make_rule(routing, title="Live", bodies=(mission,))
        routing.rules = [*routing.rules.all()]
        routing.note = "Half a thought"
        draft = routing.save_revision(user=make_user())
        wish = wish_for(mission, (BAUTZEN, "housing"), (GOERLITZ, "housing"))
        plan = plan_for(wish=wish, user=user, today=TODAY)
        hindered = [step.region.key for step in plan.regions if step.hindrance]
        assert hindered == [GOERLITZ]
        assert [step.region.key for step in plan.done] == [BAUTZEN]

        give(wish, user)

        routing.refresh_from_db()
        assert routing.latest_revision == draft
        assert routing.note == ""

    def test_a_locked_routing_is_left_alone(self, housing, mission, user):
        routing = make_routing(GOERLITZ, locked=True, locked_by=make_user())
        wish = wish_for(mission, (GOERLITZ, "housing"))
        assert not plan_for(wish=wish, user=user, today=TODAY).done
        with pytest.raises(ChangedMeanwhile):
            give(wish, user)
        assert not routing.rules.exists()

    def test_it_costs_the_same_for_one_region_and_for_many(self, housing, user):
        keys = [f"14{number}" for number in range(500, 530)]
        old = make_body("old")
        for key in keys:
            make_rule(make_routing(key), categories=(housing,), bodies=(old,))
        few, many = Wish(old, frozenset()), make_body("other")
        current_table()
        plan_for(wish=few, user=user, today=TODAY)
        counts = [
            statements(Wish(many, frozenset((key, "housing") for key in some)), user)
            for some in (keys[:1], keys)
        ]
        assert counts[0] == counts[1] <= 24


def statements(wish, user):
    """How many it takes to plan, and to make and read what would be published."""
    with CaptureQueriesContext(connection) as queries:
        drafts = drafts_of(plan_for(wish=wish, user=user, today=TODAY))
        assert len(table_with(current_table(), drafts).by_region) >= len(wish.cells)
    return len(queries)


class TestFingerprint:
    def test_a_change_in_between_publishes_nothing(self, housing, mission, user):
        wish = wish_for(mission, (BAUTZEN, "housing"))
        seen = plan_for(wish=wish, user=user, today=TODAY).fingerprint
        give(wish_for(make_body("other"), (GOERLITZ, "housing")), user)
        with pytest.raises(ChangedMeanwhile):
            give(wish, user, fingerprint=seen)
        assert not RegionRouting.objects.filter(region__key=BAUTZEN).exists()

    def test_so_does_a_draft_begun_in_between(self, housing, mission, user):
        routing = make_routing(BAUTZEN)
        wish = wish_for(mission, (BAUTZEN, "housing"))
        seen = plan_for(wish=wish, user=user, today=TODAY).fingerprint
        routing.save_revision()
        with pytest.raises(ChangedMeanwhile):
            give(wish, user, fingerprint=seen)

    def test_another_wish_is_another_fingerprint(self, housing, care, mission, user):
        one, other = (
            plan_for(wish=wish_for(mission, cell), user=user, today=TODAY)
            for cell in ((BAUTZEN, "housing"), (BAUTZEN, "care"))
        )
        assert one.fingerprint != other.fingerprint
