"""Offers in nobody's hands are counted, so that somebody looks."""

from datetime import timedelta

import pytest

from hilfe_ukraine.actions.housekeeping import keep_house
from hilfe_ukraine.actions.sending.stuck import (
    count_lost,
    stuck_report,
)
from hilfe_ukraine.models import (
    Delivery,
    HelpOffer,
    Referral,
    stuck,
)
from tests.actions.sending.reports import report
from tests.factories import (
    NOW,
    make_delivery,
    make_offer,
    make_referral,
)


pytestmark = pytest.mark.django_db

States = Delivery.States


class TestLostOffers:
    def referred(self):
        return make_offer(state=HelpOffer.States.REFERRED, waiting_for="")

    def test_referred_to_nobody(self):
        lost = self.referred()

        assert report().lost == 1
        assert list(stuck.lost_offers(10)) == [lost]

    @pytest.mark.parametrize(
        ("state", "lost"),
        [
            ("open", 0),
            ("received", 0),
            ("in_contact", 0),
            ("taken", 0),
            ("passed_on", 1),
            ("withdrawn", 1),
            ("lapsed", 1),
        ],
    )
    def test_referred_and_in_nobodys_hands(self, state, lost):
        referral = make_referral(offer=self.referred(), state=state)
        make_delivery(referral=referral, state=States.DELIVERED)

        assert report().lost == lost

    def test_in_the_hands_of_a_body_that_was_never_told(self):
        referral = make_referral()
        make_delivery(referral=referral, state=States.CANCELLED)
        assert report().lost == 1
        Referral.objects.update(opened_at=NOW)
        assert report().lost == 0

    def test_waiting_for_nothing(self):
        make_offer(waiting_for="")

        assert report().lost == 1

    def test_they_are_counted_now_and_then(self, django_assert_num_queries):
        keep_house(now=NOW)
        self.referred()

        with django_assert_num_queries(1):
            count_lost(now=NOW + timedelta(minutes=9))
        assert stuck_report(now=NOW + timedelta(minutes=9)).lost == 0
        keep_house(now=NOW + timedelta(minutes=10))
        assert stuck_report(now=NOW + timedelta(minutes=10)).lost == 1

    def test_a_clock_that_went_wrong_stops_no_counting(self):
        count_lost(now=NOW + timedelta(days=300))
        self.referred()

        assert count_lost(now=NOW)
        assert stuck_report(now=NOW).lost == 1
