"""Rules of one region, copied into the drafts of others."""

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.routing.copy_rules import copy_rules
from hilfe_ukraine.models import RegionRouting, RoutingVersion
from tests.factories import (
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
    make_user,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    routing = make_routing("14626")
    make_rule(
        routing,
        bodies=(make_body(),),
        categories=(make_category(),),
        conditions=(("helper", "is", "person"),),
        title="First",
    )
    make_rule(routing, outcome="redirect", text="Bitte dort.", title="Second")
    return routing


def copy(source, *targets, replace=False, user=None):
    return copy_rules(
        rules=source.rules.all(),
        targets=targets,
        replace=replace,
        user=user or make_user(),
    )


def logs_of(routing):
    return ModelLogEntry.objects.for_instance(routing).order_by("pk")


def titles(routing):
    draft = routing.get_latest_revision_as_object()
    return [rule.title for rule in draft.rules.all()]


def test_a_region_without_routing_gets_a_draft(source):
    before = RoutingVersion.current()
    (done,) = copy(source, make_region("14625"))

    routing = RegionRouting.objects.get(region__key="14625")
    assert done.routing == routing
    assert not routing.live
    assert [entry.action for entry in logs_of(routing)] == [
        "wagtail.create",
        "wagtail.edit",
    ]
    assert RoutingVersion.current() == before
    first, second = routing.get_latest_revision_as_object().rules.all()
    assert [row.value for row in first.conditions.all()] == ["person"]
    assert list(first.bodies.all()) == list(source.rules.first().bodies.all())
    assert list(first.categories.all()) == list(source.rules.first().categories.all())
    assert [text.text for text in second.texts.all()] == ["Bitte dort."]
    assert {first.uuid, second.uuid}.isdisjoint(
        source.rules.values_list("uuid", flat=True)
    )
    assert source.rules.count() == 2


@pytest.mark.parametrize(
    ("replace", "expected"),
    [(False, ["Own", "First", "Second"]), (True, ["First", "Second"])],
)
def test_what_is_published_stays_and_the_draft_changes(source, replace, expected):
    target = make_routing("14625")
    make_rule(target, bodies=(make_body(),), title="Own")

    copy(source, target.region, replace=replace)

    target.refresh_from_db()
    assert titles(target) == expected
    assert [rule.title for rule in target.rules.all()] == ["Own"]
    target.get_latest_revision().publish()
    assert [rule.title for rule in target.rules.all()] == expected


def test_a_draft_that_was_copied_to_twice_has_both(source):
    region = make_region("14625")

    copy(source, region)
    copy(source, region)

    routing = RegionRouting.objects.get(region=region)
    assert titles(routing) == ["First", "Second"] * 2
    assert routing.rules.count() == 4


def test_a_region_that_somebody_has_locked_is_left_alone(source):
    locked = make_routing("14625", locked=True, locked_by=make_user())
    (missed, done) = copy(source, locked.region, make_region("14627"))

    assert missed.routing is None
    assert done.routing is not None
    assert titles(locked) == []
