"""The helper takes the offer back, and everybody who has it hears of it."""

from datetime import timedelta

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.withdraw import withdraw
from hilfe_ukraine.domain.errors import ForbiddenTransition, RestrictedOffer
from hilfe_ukraine.models import Delivery, HelpOffer
from tests.database import row_counts
from tests.factories import NOW, make_body, make_offer
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)
States = Delivery.States


@pytest.fixture
def offer(hand_in):
    route("14626", {"bodies": (make_body("kreis"),)})
    return hand_in()


def kinds(offer):
    rows = offer.deliveries.exclude(state="cancelled").order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_a_body_that_has_the_offer_is_told_and_the_helper_gets_a_receipt(offer):
    offer.deliveries.update(state=States.DELIVERED)

    assert withdraw(offer=offer, now=LATER, reason="given") is True

    offer.refresh_from_db()
    assert (offer.state, offer.ended_at) == ("withdrawn", LATER)
    assert offer.withdraw_reason == "given"
    referral = offer.referrals.get()
    assert (referral.state, referral.ended_at) == ("withdrawn", LATER)
    assert not referral.is_readable
    assert kinds(offer) == ["forward", "received", "ended", "outcome"]
    told = offer.deliveries.get(kind="ended")
    assert (told.body, told.referral) == (referral.body, referral)
    entry = ModelLogEntry.objects.get(action="hilfe_ukraine.withdrawn")
    assert (entry.label, entry.data) == (offer.reference, {"reason": "given"})


def test_a_body_that_was_not_told_of_it_yet_hears_nothing_at_all(offer):
    withdraw(offer=offer, now=LATER)

    assert kinds(offer) == ["outcome"]


def test_withdrawing_twice_is_once(offer):
    withdraw(offer=offer, now=LATER)
    before = row_counts()

    assert withdraw(offer=offer, now=LATER, reason="other") is False
    assert row_counts() == before


def test_an_offer_nobody_has_ends_as_well(hand_in):
    offer = hand_in()
    withdraw(offer=offer, now=LATER)

    offer.refresh_from_db()
    assert (offer.state, offer.waiting_for) == ("withdrawn", "")


@pytest.mark.parametrize("state", ["unconfirmed", "taken", "not_needed", "erased"])
def test_what_has_ended_or_not_begun_cannot_be_withdrawn(state):
    offer = make_offer(state=state)

    with pytest.raises(ForbiddenTransition):
        withdraw(offer=offer, now=LATER)


def test_a_restricted_offer_is_left_as_it_is(offer):
    HelpOffer.objects.update(restricted_at=NOW)
    before = row_counts()

    with pytest.raises(RestrictedOffer):
        withdraw(offer=offer, now=LATER)
    assert row_counts() == before
