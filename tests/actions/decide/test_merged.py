"""Deciding where regions have merged, or lie in another state."""

import pytest

from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.domain.routing import Outcome
from tests.actions.decide.decided import ask, decided_again
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_offer,
    make_postcode,
    make_region,
)
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture
def merged():
    """Hirschfelde, with rules of its own, has become a part of Zittau."""
    retired = make_region("14626200")
    retired.successor, retired.valid_until = make_region("14626610"), TODAY
    retired.save()
    make_postcode("02788", "14626610")
    return retired


def test_a_rule_on_a_municipality_that_was_merged_counts_for_its_successor(
    merged, housing
):
    route("14626200", {"bodies": (make_body("dorf"),)})
    route("14626", {"bodies": (make_body("kreis"),)})

    assert ask(housing, "02788").verdict.bodies == ("dorf",)


def test_the_rules_of_the_successor_come_first(merged, housing):
    route("14626200", {"bodies": (make_body("dorf"),)})
    other = make_category("other")
    route("14626610", {"bodies": (make_body("stadt"),), "categories": (housing,)})

    assert ask(housing, "02788").verdict.bodies == ("stadt",)
    assert ask(other, "02788").verdict.bodies == ("dorf",)


def test_a_stored_offer_of_a_merged_municipality_follows_it(merged, housing):
    make_postcode("02763", "14626610", "14626110")
    route("14626610", {"bodies": (make_body("stadt"),)})
    gone = make_offer(region=merged, postcode="02788", category=housing)
    ambiguous = make_offer(region=merged, postcode="02763", category=housing)
    given_up = make_offer(region=merged, postcode="02789", category=housing)

    for offer in (gone, ambiguous, given_up):
        assert decided_again(offer)[0].bodies == ("stadt",)


def test_an_offer_of_a_district_that_became_a_municipality_follows_it(housing):
    retired = make_region("16056")
    retired.successor, retired.valid_until = make_region("16063105"), TODAY
    retired.save()
    route("16063105", {"bodies": (make_body("stadt"),)})
    offer = make_offer(region=retired, postcode="", category=housing)

    assert decided_again(offer)[0].bodies == ("stadt",)


def test_a_place_of_which_only_the_district_is_known_is_not_guessed(housing):
    route("14626", {"bodies": (make_body("kreis"),)})
    offer = make_offer(region=make_region("14626"), postcode="02789", category=housing)
    assert decided_again(offer)[0].outcome is Outcome.UNROUTED


def test_a_desk_follows_its_region_and_that_of_today_is_nearer(merged, housing):
    parent = make_body("verband")
    make_body("old_desk", parent=parent, region=merged)
    route("14626", {"bodies": (parent,)})
    assert ask(housing, "02788").verdict.bodies == ("old_desk",)

    make_body("desk", parent=parent, region=make_region("14626610"))
    routing_changed()
    assert ask(housing, "02788").verdict.bodies == ("desk",)


def test_a_place_in_another_state_is_decided_like_any_other(housing, settings):
    make_postcode("07922", "16075099")
    fallback = make_body("fallback")
    assert ask(housing, "07922").verdict.outcome is Outcome.UNROUTED
    assert ask(housing, "07922", fallback=fallback).verdict.bodies == ("fallback",)

    route("16", {"outcome": "redirect", "text": "Bitte in Thüringen anbieten."})
    assert ask(housing, "07922").verdict.outcome is Outcome.REDIRECT
