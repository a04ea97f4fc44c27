"""A set is taken back as a whole, unless somebody went on from there."""

import pytest

from hilfe_ukraine.actions.routing.publish_set import (
    SetRefused,
    publish_into,
    start_set,
)
from hilfe_ukraine.actions.routing.revert_set import revert_set
from hilfe_ukraine.actions.routing.set_bodies import save_bodies
from hilfe_ukraine.models import (
    Category,
    RegionRouting,
    ResponsibleBody,
    RoutingVersion,
)
from tests.actions.routing.sets import load, publish, rule_for, titles
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
    make_user,
)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def office():
    return make_body("office")


@pytest.fixture
def published(office):
    """A set that changed the routing of 14626 and made that of 14625."""
    routing = make_routing("14626")
    make_rule(
        routing,
        title="As it was",
        outcome="keep",
        text="Später",
        categories=(make_category("housing"),),
        conditions=(("quantity", "at_least", "2"),),
    )
    old = load(routing)
    old.rules = [rule_for(office)]
    new = RegionRouting(region=make_region("14625"), rules=[rule_for(office)])
    return publish(old, new)


def revert(routing_set, user=None):
    return revert_set(routing_set=routing_set, user=user, now=NOW)


def test_what_was_there_before_is_published_again(published):
    user = make_user()

    revert(published, user)

    assert titles("14626") == ["As it was"]
    rule = RegionRouting.objects.get(region__key="14626").rules.get()
    assert [category.key for category in rule.categories.all()] == ["housing"]
    assert [str(row) for row in rule.conditions.all()] == ["quantity at_least 2"]
    assert [row.text for row in rule.texts.all()] == ["Später"]
    assert not RegionRouting.objects.filter(region__key="14625").exists()
    published.refresh_from_db()
    assert (published.reverted_at, published.reverted_by) == (NOW, user)


def test_the_routing_version_is_raised_once(published):
    before = RoutingVersion.current()

    revert(published)

    assert RoutingVersion.current() == before + 1


def test_it_still_works_after_old_revisions_were_purged(published):
    load(RegionRouting.objects.get(region__key="14626")).revisions.exclude(
        pk__in=published.items.values("revision_after")
    ).delete()

    revert(published)

    assert titles("14626") == ["As it was"]


def test_the_same_routing_can_be_published_again_after_it_was_taken_back(
    published, office
):
    revert(published)

    publish(RegionRouting(region=make_region("14625"), rules=[rule_for(office)]))

    assert titles("14625") == ["To office"]


def test_a_set_is_taken_back_once(published):
    revert(published)

    with pytest.raises(SetRefused, match="already"):
        revert(published)


def test_if_somebody_changed_one_region_since_nothing_is_reverted(published):
    load(RegionRouting.objects.get(region__key="14625")).save_revision().publish()

    with pytest.raises(SetRefused) as refusal:
        revert(published)

    assert list(refusal.value.problems) == ["14625"]
    assert titles("14626") == ["To office"]


def test_a_draft_since_then_is_not_lost(published):
    load(RegionRouting.objects.get(region__key="14626")).save_revision()

    with pytest.raises(SetRefused):
        revert(published)


def test_a_routing_that_was_deleted_since_is_named(published):
    RegionRouting.objects.get(region__key="14626").delete()

    with pytest.raises(SetRefused, match="14626: This routing was deleted"):
        revert(published)


def test_a_rule_does_not_come_back_without_its_category(published):
    """It would be a rule for all categories."""
    Category.objects.get(key="housing").delete()

    with pytest.raises(SetRefused, match="deleted"):
        revert(published)


def a_set_of_bodies(*bodies):
    routing_set = start_set(source="table", user=None, now=NOW)
    save_bodies(routing_set, bodies, user=None)
    return routing_set


def test_changed_bodies_get_their_former_values_and_new_ones_stay(office):
    office.email = "new@office.example"
    added = ResponsibleBody(
        key="added", name="Added", kind="organisation", email="a@b.example"
    )
    routing_set = a_set_of_bodies(office, added)

    revert(routing_set)

    office.refresh_from_db()
    assert office.email == "office@office.example"
    assert ResponsibleBody.objects.filter(key="added").exists()


def test_a_body_that_somebody_changed_since_is_named(office):
    office.email = "new@office.example"
    routing_set = a_set_of_bodies(office)
    ResponsibleBody.objects.update(contact_state="suspect")

    with pytest.raises(SetRefused, match="office: Somebody"):
        revert(routing_set)


def test_a_body_whose_former_deputy_is_gone_is_named(office):
    deputy = make_body("deputy")
    office.deputy = deputy
    office.save()
    office.deputy = None
    routing_set = a_set_of_bodies(office)
    deputy.delete()

    with pytest.raises(SetRefused, match="office: "):
        revert(routing_set)


def test_a_body_becomes_a_desk_again_after_its_own_desks_have_left(office):
    head = make_body("head")
    office.parent, office.region = head, make_region("14626")
    office.save()
    desk = make_body("desk", parent=head, region=make_region("14625"))
    office.parent, desk.parent = None, office
    routing_set = a_set_of_bodies(office, desk)

    revert(routing_set)

    parents = ResponsibleBody.objects.filter(parent=head)
    assert {body.key for body in parents} == {"office", "desk"}


def test_a_body_that_was_deleted_since_is_named(office):
    office.email = "new@office.example"
    routing_set = a_set_of_bodies(office)
    office.delete()

    with pytest.raises(SetRefused, match="deleted"):
        revert(routing_set)


def test_an_empty_publication_is_an_empty_set():
    routing_set = start_set(source="matrix", user=None, now=NOW)
    publish_into(routing_set, [], user=None)

    assert not routing_set.items.exists()
