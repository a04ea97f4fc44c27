"""Pausing, extending, and the end of an offer that nobody extended."""

from datetime import date, timedelta

import pytest

from hilfe_ukraine.actions.expire import ask_if_still_valid, expire_due
from hilfe_ukraine.actions.housekeeping import keep_house
from hilfe_ukraine.actions.pause import end_pause, extend, pause
from hilfe_ukraine.actions.reroute_waiting import reroute_waiting
from hilfe_ukraine.domain.errors import ForbiddenTransition, RestrictedOffer
from hilfe_ukraine.models import Delivery, HelpOffer
from tests.database import row_counts
from tests.factories import NOW, make_body
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

UNTIL = date(2022, 4, 1)
# 275 days after the offer of these tests was handed in.
LAST_DAY = date(2022, 12, 4)


@pytest.fixture
def offer(hand_in):
    route("14626", {"bodies": (make_body("kreis"),)})
    return hand_in()


def forward(offer):
    return offer.deliveries.get(kind="forward")


def kinds(offer):
    return sorted(offer.deliveries.values_list("kind", flat=True))


def at(day):
    return NOW + (day - NOW.date())


def test_what_waits_for_a_body_waits_until_the_pause_is_over(offer):
    assert pause(offer=offer, until=UNTIL, now=NOW) is True

    row = forward(offer)
    assert row.next_attempt_at.isoformat().startswith("2022-03-31T22:00")
    assert row.first_due_at == row.next_attempt_at
    assert "changed" not in kinds(offer)


def test_a_body_that_has_it_is_told_of_the_pause_and_of_its_end(offer):
    Delivery.objects.update(state="delivered")
    pause(offer=offer, until=UNTIL, now=NOW)
    assert kinds(offer).count("changed") == 1
    Delivery.objects.update(state="delivered")

    assert end_pause(offer=offer, now=NOW) is True
    assert kinds(offer).count("changed") == 2
    assert end_pause(offer=offer, now=NOW) is False


def test_the_same_pause_again_changes_nothing(offer):
    pause(offer=offer, until=UNTIL, now=NOW)
    before = row_counts()

    assert pause(offer=offer, until=UNTIL, now=NOW) is False
    assert row_counts() == before


def test_ending_the_pause_sends_what_has_waited(offer):
    pause(offer=offer, until=UNTIL, now=NOW)
    end_pause(offer=offer, now=NOW)

    assert forward(offer).next_attempt_at == NOW


def test_a_paused_offer_is_not_decided_again(hand_in):
    offer = hand_in()
    pause(offer=offer, until=UNTIL, now=NOW)
    route("14626", {"bodies": (make_body("kreis"),)})

    assert reroute_waiting(now=NOW) == 0
    assert reroute_waiting(now=at(UNTIL)) == 1


def test_a_pause_ends_on_a_day_to_come(offer):
    with pytest.raises(ValueError, match="to come"):
        pause(offer=offer, until=NOW.date(), now=NOW)


@pytest.mark.parametrize("act", [extend, end_pause])
def test_what_has_ended_or_is_restricted_stays_as_it_is(offer, act):
    HelpOffer.objects.update(restricted_at=NOW)
    with pytest.raises(RestrictedOffer):
        act(offer=offer, now=NOW)
    HelpOffer.objects.update(restricted_at=None, state="expired")
    with pytest.raises(ForbiddenTransition):
        act(offer=offer, now=NOW)


def test_extending_counts_from_today(offer):
    day = NOW + timedelta(days=100)

    assert extend(offer=offer, now=day) == date(2023, 3, 14)
    offer.refresh_from_db()
    assert (offer.valid_until, offer.confirmed_at) == (date(2023, 3, 14), day)


def test_the_helper_is_asked_once_before_the_end(offer):
    early, day = (at(LAST_DAY) - timedelta(days=n) for n in (15, 14))

    assert ask_if_still_valid(now=early) == 0
    assert ask_if_still_valid(now=day) == 1
    Delivery.objects.update(state="delivered")
    assert ask_if_still_valid(now=day + timedelta(days=2)) == 0


def test_who_has_extended_is_asked_before_the_next_end(offer):
    day = at(LAST_DAY) - timedelta(days=12)
    ask_if_still_valid(now=day)
    Delivery.objects.update(state="delivered")
    extend(offer=offer, now=day)

    assert ask_if_still_valid(now=at(date(2023, 8, 12))) == 1


def test_letters_that_have_not_left_keep_the_others_waiting(hand_in):
    for _ in range(3):
        hand_in()
    day = at(LAST_DAY) - timedelta(days=12)

    assert ask_if_still_valid(now=day, limit=2) == 2
    assert ask_if_still_valid(now=day, limit=2) == 0


def test_an_offer_ends_after_its_last_day_and_all_are_told(offer):
    Delivery.objects.update(state="delivered")
    last = at(LAST_DAY)

    assert expire_due(now=last) == 0
    assert expire_due(now=last + timedelta(days=1)) == 1
    offer.refresh_from_db()
    assert (offer.state, offer.referrals.get().state) == ("expired", "lapsed")
    assert kinds(offer) == ["ended", "forward", "outcome", "received"]
    assert expire_due(now=last + timedelta(days=1)) == 0


def test_an_offer_nobody_extends_expires_is_told_of_and_is_erased_later(offer):
    """With the settings as they are shipped, and all chores of each day."""
    seen = []
    for number in range(255, 370):
        keep_house(now=NOW + timedelta(days=number))
        Delivery.objects.filter(state="ready").update(state="delivered")
        offer.refresh_from_db()
        if not seen or seen[-1][1] != offer.state:
            seen.append((number, offer.state))

    assert seen == [(255, "referred"), (276, "expired"), (365, "erased")]
    written = ["ended", "erased", "forward", "outcome", "received", "still_valid"]
    assert kinds(offer) == written


def test_a_restricted_offer_does_not_expire(offer):
    HelpOffer.objects.update(restricted_at=NOW)

    assert expire_due(now=NOW + timedelta(days=999)) == 0
