"""Who sees which rows, and which rows are due: the named query sets."""

import pytest

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from hilfe_ukraine.models import (
    BodyMember,
    Delivery,
    HelpOffer,
    Referral,
    Region,
    ResponsibleBody,
    RoutingVersion,
)
from tests.factories import (
    NOW,
    make_body,
    make_delivery,
    make_offer,
    make_referral,
    make_region,
    make_user,
)


pytestmark = pytest.mark.django_db

SECRETIVE = [
    "enter_helpoffer",
    "view_figures",
    "act_on_helpoffer",
    "export_helpoffer",
    "add_helpoffer",
    "change_helpoffer",
    "delete_helpoffer",
    "view_decision",
    "change_regionrouting",
]


@pytest.fixture
def bodies():
    """A body with a desk, and another body that has nothing to do with them."""
    parent = make_body("parent")
    desk = make_body("desk", parent=parent, region=make_region("14626"))
    return parent, desk, make_body("other")


@pytest.fixture
def referrals(bodies):
    """One referral to each body, and an offer nobody has."""
    make_offer()
    return [make_referral(body=body) for body in bodies]


# Offers and referrals


@pytest.mark.usefixtures("referrals")
def test_an_administrator_sees_all_offers_and_referrals():
    user = make_user("view_helpoffer")

    assert HelpOffer.objects.visible_to(user).count() == 4
    assert Referral.objects.visible_to(user).count() == 3


@pytest.mark.parametrize(
    ("works_for", "seen"), [("parent", [0, 1]), ("desk", [1]), ("other", [2])]
)
def test_staff_of_a_body_see_what_was_referred_to_it_and_its_desks(
    referrals, works_for, seen
):
    body = ResponsibleBody.objects.get(key=works_for)
    user = make_user("handle_referrals", staff_of=body)

    expected = {referrals[number] for number in seen}
    assert set(Referral.objects.visible_to(user)) == expected
    assert set(HelpOffer.objects.visible_to(user)) == {r.offer for r in expected}


def test_own_bodies_are_those_one_works_for_whatever_else_one_may_see(
    referrals, bodies
):
    member = make_user("view_helpoffer", "handle_referrals", staff_of=bodies[0])
    superuser = make_user(is_superuser=True)

    assert set(Referral.objects.of_own_bodies(member)) == set(referrals[:2])
    assert not Referral.objects.of_own_bodies(superuser)


def test_an_offer_referred_twice_to_one_body_is_seen_once(bodies):
    ended = make_referral(body=bodies[0], state=Referral.States.LAPSED)
    make_referral(body=bodies[0], offer=ended.offer)
    user = make_user("handle_referrals", staff_of=bodies[0])

    assert list(HelpOffer.objects.visible_to(user)) == [ended.offer]


@pytest.mark.usefixtures("referrals")
def test_staff_without_the_permission_see_nothing(bodies):
    user = make_user(staff_of=bodies[0])

    assert not HelpOffer.objects.visible_to(user)
    assert not Referral.objects.visible_to(user)


@pytest.mark.usefixtures("referrals")
def test_the_permission_without_a_body_shows_nothing():
    user = make_user("handle_referrals")

    assert not HelpOffer.objects.visible_to(user)
    assert not Referral.objects.visible_to(user)


def test_whoever_leaves_a_body_sees_nothing_any_more(referrals, bodies):
    user = make_user("handle_referrals", staff_of=bodies[0])
    BodyMember.objects.filter(user=user).delete()

    assert not HelpOffer.objects.visible_to(user)


@pytest.mark.usefixtures("referrals")
@pytest.mark.parametrize("permission", SECRETIVE)
def test_no_other_permission_shows_an_offer(permission):
    user = make_user(permission)

    assert not HelpOffer.objects.visible_to(user)
    assert not Referral.objects.visible_to(user)
    assert not Delivery.objects.visible_to(user)


@pytest.mark.usefixtures("referrals")
def test_nobody_without_an_account_or_with_a_closed_one_sees_anything():
    closed = make_user("view_helpoffer", "view_delivery", is_active=False)

    for user in (AnonymousUser(), closed):
        assert not HelpOffer.objects.visible_to(user)
        assert not Referral.objects.visible_to(user)
        assert not Delivery.objects.visible_to(user)


def test_a_rule_on_top_narrows_and_never_widens_what_is_seen(referrals, bodies):
    user = make_user("handle_referrals", staff_of=bodies[2])

    visible = HelpOffer.objects.filter(pk=referrals[0].offer_id).visible_to(user)

    assert not visible


# Deliveries


def test_only_the_register_of_deliveries_shows_them(bodies):
    delivery = make_delivery()
    administrator = make_user("view_delivery")
    staff = make_user("handle_referrals", "view_helpoffer", staff_of=delivery.body)

    assert list(Delivery.objects.visible_to(administrator)) == [delivery]
    assert not Delivery.objects.visible_to(staff)


# Referrals, bodies, regions


@pytest.mark.parametrize("state", Referral.States)
def test_a_referral_is_live_until_it_ended(state):
    make_referral(state=state)

    in_hand = state in (
        Referral.States.OPEN,
        Referral.States.RECEIVED,
        Referral.States.IN_CONTACT,
    )
    assert Referral.objects.live().exists() is in_hand


def test_regions_within_a_district_are_its_municipalities_and_itself():
    make_region("14626110")
    make_region("14625010")

    within = Region.objects.within(["14626"]).values_list("key", flat=True)

    assert set(within) == {"14626", "14626110"}
    assert not Region.objects.within([])


def test_an_abolished_region_is_not_current():
    make_region("14626110", valid_until=NOW.date())

    assert "14626110" not in Region.objects.current().values_list("key", flat=True)


# The routing version


def test_the_version_rises_each_time_something_changes():
    before = RoutingVersion.current()

    RoutingVersion.raise_it()
    RoutingVersion.raise_it()

    assert RoutingVersion.current() == before + 2
    assert RoutingVersion.objects.count() == 1


def test_a_version_that_was_rolled_back_never_was():
    RoutingVersion.raise_it()
    before = RoutingVersion.current()

    with transaction.atomic():
        RoutingVersion.raise_it()
        transaction.set_rollback(True)

    assert RoutingVersion.current() == before


def test_asking_and_raising_the_version_are_one_statement_each(
    django_assert_num_queries,
):
    RoutingVersion.raise_it()

    with django_assert_num_queries(1):
        RoutingVersion.current()
    with django_assert_num_queries(1):
        RoutingVersion.raise_it()


def test_what_can_be_routed_waits_and_may_be_used():
    for state in HelpOffer.States:
        make_offer(state=state)
    make_offer(restricted_at=NOW)

    (found,) = HelpOffer.objects.that_can_be_routed()

    assert [row for row in HelpOffer.objects.all() if row.can_be_routed] == [found]
