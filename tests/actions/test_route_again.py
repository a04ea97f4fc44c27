"""Deciding again by hand for an offer that waits."""

from datetime import timedelta

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.route_again import route_again
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import Decision, Delivery, HelpOffer, Referral
from tests.database import row_counts
from tests.factories import NOW, make_body, make_user
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


def test_an_offer_nobody_had_goes_to_the_body_named_meanwhile(hand_in):
    offer, user = hand_in(), make_user()
    kreis = make_body("kreis")
    route("14626", {"bodies": (kreis,)})
    decision = route_again(offer=offer, user=user, now=LATER)

    offer.refresh_from_db()
    assert (offer.state, offer.waiting_for) == ("referred", "")
    assert (decision.cause, decision.outcome) == ("by_hand", "forward")
    assert (decision.decided_by, decision.decided_at) == (user, LATER)
    assert [(r.body, r.referred_at) for r in offer.referrals.all()] == [(kreis, LATER)]
    entry = ModelLogEntry.objects.get(action="hilfe_ukraine.route_again")
    assert entry.user == user
    assert entry.data == {"decision": str(decision.uuid)}


def test_nobody_again_is_recorded_and_told_only_once(hand_in):
    offer = hand_in()
    for _ in range(2):
        route_again(offer=offer, user=None, now=LATER)

    offer.refresh_from_db()
    assert (offer.state, offer.waiting_for) == ("waiting", "unrouted")
    assert [row.cause for row in offer.decisions.all()] == [
        "accepted",
        "by_hand",
        "by_hand",
    ]
    assert sorted(Delivery.objects.values_list("kind", flat=True)) == [
        "nobody",
        "received",
    ]


def test_what_was_kept_can_go_on_when_it_is_needed(hand_in):
    routing = route("14626", {"outcome": "keep"})
    offer = hand_in()
    routing.delete()
    route("14626", {"bodies": (make_body("kreis"),)})
    route_again(offer=offer, user=None, now=LATER)

    offer.refresh_from_db()
    assert (offer.state, offer.waiting_for) == ("referred", "")


def test_a_redirect_lets_the_offer_wait(hand_in):
    offer = hand_in()
    route("14626", {"outcome": "redirect", "text": "Bitte an die Stadt."})
    decision = route_again(offer=offer, user=None, now=LATER)

    offer.refresh_from_db()
    assert (offer.state, offer.waiting_for) == ("waiting", "unrouted")
    assert decision.texts == {"de": "Bitte an die Stadt."}


@pytest.mark.parametrize(
    "state", [state for state in HelpOffer.States if state != "waiting"]
)
def test_only_an_offer_that_waits_is_routed_again(hand_in, state):
    offer = hand_in()
    HelpOffer.objects.update(state=state)
    before = row_counts()

    with pytest.raises(ForbiddenTransition):
        route_again(offer=offer, user=None, now=LATER)
    assert row_counts() == before


def test_an_offer_whose_use_is_restricted_is_sent_to_nobody(hand_in):
    offer = hand_in()
    route("14626", {"bodies": (make_body("kreis"),)})
    HelpOffer.objects.update(restricted_at=NOW)
    before = row_counts()

    with pytest.raises(ForbiddenTransition):
        route_again(offer=offer, user=None, now=LATER)
    assert row_counts() == before


def test_an_offer_two_people_route_at_once_is_referred_once(hand_in):
    offer = hand_in()
    stale = HelpOffer.objects.get(pk=offer.pk)
    route("14626", {"bodies": (make_body("kreis"),)})
    route_again(offer=offer, user=None, now=LATER)

    with pytest.raises(ForbiddenTransition):
        route_again(offer=stale, user=None, now=LATER)
    assert Referral.objects.count() == 1
    assert Decision.objects.count() == 2
