"""Offers that wait are decided again when something changed: once, and all of them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hilfe_ukraine.actions.reroute_waiting import reroute_waiting
from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.models import (
    Answer,
    Delivery,
    HelpOffer,
    Referral,
    Region,
    RegionRouting,
)
from tests.actions.read import states
from tests.database import row_counts, statements
from tests.factories import NOW, make_body, make_offer, make_referral, make_region
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


def test_an_offer_nobody_had_goes_on_when_routing_is_published(hand_in):
    offer = hand_in()
    kreis = make_body("kreis")
    route("14626", {"bodies": (kreis,)})

    assert reroute_waiting(now=LATER) == 1

    assert states() == [("referred", "")]
    decision = offer.decisions.last()
    assert (decision.cause, decision.outcome) == ("routing", "forward")
    assert decision.decided_at == LATER
    assert [row.body for row in offer.referrals.all()] == [kreis]
    assert Delivery.objects.filter(kind="forward").count() == 1


def test_what_was_kept_goes_on_when_the_rule_says_so(hand_in):
    routing = route("14626", {"outcome": "keep"})
    hand_in()
    routing.rules.all().delete()
    routing.delete()
    route("14626", {"bodies": (make_body("kreis"),)})

    assert reroute_waiting(now=LATER) == 1
    assert states() == [("referred", "")]


def test_a_body_that_has_answered_does_not_get_it_by_itself_again(hand_in):
    offer, kreis, stadt = hand_in(), make_body("kreis"), make_body("stadt")
    referral = make_referral(offer=offer, body=kreis, state="passed_on")
    Answer.objects.create(referral=referral, kind="not_ours", answered_at=NOW)
    route("14626", {"bodies": (kreis,)})
    reroute_waiting(now=LATER)
    assert states() == [("waiting", "unrouted")]

    route("14", {"bodies": (kreis, stadt)})
    RegionRouting.objects.get(region__key="14626").delete()
    routing_changed()
    reroute_waiting(now=LATER)

    assert states() == [("referred", "")]
    assert Referral.objects.get(state="open").body == stadt


def test_a_body_that_could_not_be_reached_gets_it_when_it_can(hand_in):
    offer, kreis = hand_in(), make_body("kreis")
    make_referral(offer=offer, body=kreis, state="passed_on")
    route("14626", {"bodies": (kreis,)})
    reroute_waiting(now=LATER)

    assert Referral.objects.get(state="open").body == kreis


def test_it_is_decided_once_for_one_change(hand_in):
    offer = hand_in()
    routing_changed()

    assert reroute_waiting(now=LATER) == 1
    before = row_counts()
    assert reroute_waiting(now=LATER) == 0
    assert row_counts() == before
    # Nothing is different, so there is nothing to record either.
    assert offer.decisions.count() == 1


def test_an_offer_just_handed_in_is_not_due(hand_in):
    routing_changed()
    hand_in()

    assert reroute_waiting(now=LATER) == 0


def test_a_redirect_lets_the_offer_wait_with_its_text_on_record(hand_in):
    offer = hand_in()
    route("14626", {"outcome": "redirect", "text": "Bitte an die Stadt."})

    reroute_waiting(now=LATER)

    assert states() == [("waiting", "unrouted")]
    assert offer.decisions.last().texts == {"de": "Bitte an die Stadt."}


@pytest.mark.parametrize(
    "values",
    [
        *({"state": state} for state in HelpOffer.States if state != "waiting"),
        {"restricted_at": NOW},
        {"paused_until": date(2022, 4, 1)},
    ],
)
def test_only_what_waits_and_may_be_used_is_decided(hand_in, values):
    hand_in()
    HelpOffer.objects.update(**values)
    route("14626", {"bodies": (make_body("kreis"),)})
    before = row_counts()

    assert reroute_waiting(now=LATER) == 0
    assert row_counts() == before


def test_an_offer_whose_pause_is_over_is_decided_then(hand_in):
    hand_in()
    HelpOffer.objects.update(paused_until=date(2022, 4, 1))
    route("14626", {"bodies": (make_body("kreis"),)})
    reroute_waiting(now=LATER)

    reroute_waiting(now=datetime(2022, 4, 1, 12, 0, tzinfo=UTC))

    assert states() == [("referred", "")]


def test_one_bad_offer_does_not_stop_the_others(hand_in, monkeypatch, caplog):
    first, second = hand_in(), hand_in()
    route("14626", {"bodies": (make_body("kreis"),)})
    lock_offer = reroute_module().lock_offer

    def broken(pk):
        if pk == first.pk:
            raise RuntimeError("Erika Muster")
        return lock_offer(pk)

    monkeypatch.setattr(reroute_module(), "lock_offer", broken)
    assert reroute_waiting(now=LATER) == 1
    assert states() == [("waiting", "unrouted"), ("referred", "")]
    assert f"offer {first.pk}: RuntimeError" in caplog.text
    assert "Erika" not in caplog.text

    monkeypatch.undo()
    assert reroute_waiting(now=LATER) == 1
    assert states() == [("referred", "")] * 2
    assert second.referrals.count() == 1


def reroute_module():
    from hilfe_ukraine.actions import reroute_waiting as module

    return module


def test_no_more_are_decided_in_one_go_than_wanted():
    for _ in range(5):
        make_offer()
    routing_changed()

    assert reroute_waiting(now=LATER, limit=3) == 3
    assert reroute_waiting(now=LATER, limit=3) == 2


def test_nothing_due_costs_two_statements_however_many_wait(
    django_assert_num_queries,
):
    for _ in range(5):
        make_offer()
    routing_changed()
    reroute_waiting(now=LATER)

    with django_assert_num_queries(2):
        reroute_waiting(now=LATER)


def test_an_offer_costs_the_same_however_many_wait():
    costs = []
    for number in (1, 5):
        for _ in range(number):
            make_offer()
        routing_changed()
        reroute_waiting(now=LATER)
        routing_changed()
        with statements() as found:
            done = reroute_waiting(now=LATER)
        costs.append((len(found), done))

    (few, one), (many, more) = costs
    assert (one, more) == (1, 6)
    assert (many - few) % (more - one) == 0
    assert (many - few) // (more - one) <= 8


def test_an_import_that_merges_a_region_lets_its_offers_follow(hand_in):
    hand_in()
    route("14626120", {"bodies": (make_body("nachbar"),)})
    reroute_waiting(now=LATER)
    assert states() == [("waiting", "unrouted")]

    goerlitz, neighbour = make_region("14626110"), make_region("14626120")
    Region.objects.filter(pk=goerlitz.pk).update(
        valid_until=LATER.date(), successor=neighbour
    )
    goerlitz.postcode_areas.exclude(postcode="02827").update(region=neighbour)
    routing_changed()
    reroute_waiting(now=LATER)

    assert states() == [("referred", "")]
