"""The day turns at the portal's midnight, and rules begin and end with it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hilfe_ukraine.actions.reroute_waiting import reroute_waiting, turn_the_day
from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.models import Decision, ResponsibleBody, RoutingVersion
from tests.actions.read import states
from tests.factories import make_body
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db


# 4 March 2022 is day one; the portal's midnight is 23:00 UTC.
EVENING = datetime(2022, 3, 4, 22, 59, tzinfo=UTC)
MIDNIGHT = datetime(2022, 3, 4, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ({"valid_from": date(2022, 3, 5)}, {}),
        ({}, {"paused_until": date(2022, 3, 5)}),
    ],
)
def test_a_rule_counts_from_midnight_of_the_portal(hand_in, rule, body):
    hand_in(now=EVENING)
    route("14626", {"bodies": (make_body("kreis", **body),), **rule})
    turn_the_day(now=EVENING)
    reroute_waiting(now=EVENING)
    assert states() == [("waiting", "unrouted")]

    assert turn_the_day(now=MIDNIGHT)
    reroute_waiting(now=MIDNIGHT)

    assert states() == [("referred", "")]


def test_a_rule_that_ends_lets_the_next_one_count(hand_in):
    route(
        "14626",
        {"outcome": "keep", "valid_until": date(2022, 3, 4)},
        {"bodies": (make_body("kreis"),)},
    )
    hand_in(now=EVENING)
    turn_the_day(now=EVENING)
    assert states() == [("waiting", "keep")]

    assert turn_the_day(now=MIDNIGHT)
    reroute_waiting(now=MIDNIGHT)

    assert states() == [("referred", "")]


def test_a_day_on_which_nothing_turns_leaves_the_version_alone():
    for_good = {"valid_from": date(2022, 3, 9), "valid_until": date.max}
    route("14626", {"bodies": (make_body(),), **for_good})
    turn_the_day(now=EVENING)
    version = RoutingVersion.current()

    assert not turn_the_day(now=MIDNIGHT)
    assert RoutingVersion.current() == version


def test_days_on_which_nobody_looked_are_made_up_for():
    route("14626", {"bodies": (make_body(),), "valid_from": date(2022, 3, 6)})
    turn_the_day(now=EVENING)

    assert turn_the_day(now=MIDNIGHT + timedelta(days=5))
    assert not turn_the_day(now=MIDNIGHT + timedelta(days=6))


def test_the_day_is_turned_once_and_costs_one_statement_then(
    django_assert_num_queries,
):
    turn_the_day(now=EVENING)
    ResponsibleBody.objects.filter(pk=make_body().pk).update(
        paused_until=date(2022, 3, 5)
    )
    routing_changed()

    assert turn_the_day(now=MIDNIGHT)
    with django_assert_num_queries(1):
        assert not turn_the_day(now=MIDNIGHT)


def test_the_first_look_ever_turns_nothing():
    RoutingVersion.objects.all().delete()
    assert not turn_the_day(now=MIDNIGHT)
    assert RoutingVersion.objects.get().dates_until == date(2022, 3, 5)
    assert Decision.objects.count() == 0
