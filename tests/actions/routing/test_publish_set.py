"""Many routings published as one set: all or nothing."""

import pytest

from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.log_actions import LogContext, registry
from wagtail.models import Locale, ReferenceIndex, Revision

from hilfe_ukraine.actions.log import PUBLISHED_AS_SET
from hilfe_ukraine.actions.routing.hindrances import hindrances
from hilfe_ukraine.actions.routing.publish_set import SetRefused
from hilfe_ukraine.models import (
    RegionRouting,
    RoutingRule,
    RoutingSet,
    RoutingVersion,
    RuleText,
)
from tests.actions.routing.sets import load, publish, rule_for, titles
from tests.factories import make_body, make_region, make_routing, make_user


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_new_and_changed_routings_are_published_together():
    body = make_body("office")
    old = load(make_routing("14626"))
    old.rules = [rule_for(body)]
    new = RegionRouting(region=make_region("14625"), rules=[rule_for(body)])
    user = make_user()

    routing_set = publish(old, new, user=user, name="table.xlsx")

    assert titles("14626") == titles("14625") == ["To office"]
    assert routing_set.created_by == user
    items = routing_set.items.all()
    assert [item.key for item in items] == ["14625", "14626"]
    assert items[0].before is None
    assert items[1].before["rules"] == []
    live = set(RegionRouting.objects.values_list("live_revision_id", flat=True))
    assert {item.revision_after for item in items} == live
    assert Revision.objects.filter(pk__in=live, user=user).count() == 2


def test_wagtail_knows_which_routing_uses_a_language():
    """The index is written once for each routing, not once for each rule."""
    rule = RoutingRule(sort_order=0, outcome="keep")
    rule.texts = [RuleText(locale=Locale.get_default(), text="Danke")]

    publish(RegionRouting(region=make_region("14626"), rules=[rule]))

    references = ReferenceIndex.get_references_to(Locale.get_default())
    routing = RegionRouting.objects.get()
    assert references.filter(object_id=routing.pk).count() == 1


def test_the_routing_version_is_raised_once():
    body = make_body()
    routings = [
        RegionRouting(region=make_region(key), rules=[rule_for(body)])
        for key in ("14625", "14626", "14627")
    ]
    before = RoutingVersion.current()

    publish(*routings)

    assert RoutingVersion.current() <= before + 1
    publish_one_more = load(RegionRouting.objects.first())
    before = RoutingVersion.current()
    publish(publish_one_more)
    assert RoutingVersion.current() == before + 1


def lock(routing):
    routing.locked, routing.locked_at = True, timezone.now()
    routing.locked_by = make_user()
    routing.save()


def draft(routing):
    routing.note = "half-filled"
    routing.save_revision()


def unpublish(routing):
    routing.unpublish()


@pytest.mark.parametrize("hinder", [lock, draft, unpublish])
def test_where_somebody_is_at_work_nothing_at_all_is_published(hinder):
    busy, free = make_routing("14626"), load(make_routing("14625"))
    hinder(busy)
    free.rules = [rule_for(make_body())]

    with pytest.raises(SetRefused) as refusal:
        publish(load(busy), free)

    assert list(refusal.value.problems) == ["14626"]
    assert titles("14625") == []
    assert not RoutingSet.objects.exists()


def test_whoever_locked_a_routing_may_publish_it():
    routing = make_routing("14626")
    lock(routing)

    publish(load(routing), user=get_user_model().objects.get(pk=routing.locked_by_id))

    assert RoutingSet.objects.count() == 1


def test_what_was_changed_since_it_was_loaded_is_refused():
    routing = make_routing("14626")
    mine = load(routing)
    load(routing).save_revision().publish()

    with pytest.raises(SetRefused, match="in the meantime"):
        publish(mine)


def test_a_routing_that_somebody_made_meanwhile_is_refused():
    mine = RegionRouting(region=make_region("14626"))
    make_routing("14626")

    with pytest.raises(SetRefused):
        publish(mine)


def test_hindrances_cost_the_same_however_many_routings(django_assert_num_queries):
    for key in ("14625", "14626", "14627", "14628"):
        make_routing(key)
    rows = list(RegionRouting.objects.select_related("region"))
    hindrances(rows, user=None)

    with django_assert_num_queries(2):
        assert hindrances(rows, user=None) == {}


def test_the_history_of_each_region_tells_of_it():
    body, user = make_body("office"), make_user()
    regions = [make_region(key) for key in ("14625", "14626")]
    # As in a request of the admin, where Wagtail groups what it logs.
    with LogContext(user=user):
        publish(
            *(RegionRouting(region=each, rules=[rule_for(body)]) for each in regions),
            user=user,
        )

    for routing in RegionRouting.objects.all():
        shown = registry.get_logs_for_instance(routing).latest_by_uuid_and_action()
        told = set(shown.values_list("action", flat=True))
        assert told == {"wagtail.create", "wagtail.publish", PUBLISHED_AS_SET}
