"""Who gets an offer whose body cannot be reached."""

from datetime import timedelta

import pytest

from hilfe_ukraine.actions.pass_on import pass_on_due
from hilfe_ukraine.actions.route_again import route_again
from hilfe_ukraine.models import Delivery
from tests.actions.pass_on.returned import change, come_back, first, holders
from tests.factories import NOW, make_body
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MONDAY = NOW + 3 * DAY  # NOW is a Friday


class TestWhoIsNext:
    def test_without_a_deputy_the_rule_above(self, hand_in):
        land = make_body("land")
        route("14", {"bodies": (land,)})
        route("14626", {"bodies": (make_body("alone"),)})
        offer = hand_in()
        come_back(first(offer))

        pass_on_due(now=MONDAY)

        assert holders(offer) == ["land"]

    def test_one_after_the_other_and_then_nobody(self, offer):
        pass_on_due(now=MONDAY)
        come_back(offer.referrals.live().get(), now=MONDAY)
        assert pass_on_due(now=MONDAY) == 0

        assert pass_on_due(now=MONDAY + timedelta(days=1)) == 1

        offer.refresh_from_db()
        assert holders(offer) == []
        assert (offer.state, offer.waiting_for) == ("waiting", "unrouted")
        letter = Delivery.objects.get(kind="nobody")
        assert (letter.body.key, letter.offer) == ("office", offer)

    def test_the_office_is_told_again_if_it_was_told_long_ago(self, hand_in, kreis):
        offer = hand_in()  # no rule yet
        route("14626", {"bodies": (make_body("alone"),)})
        route_again(offer=offer, user=None, now=NOW)
        come_back(offer.referrals.get())

        pass_on_due(now=MONDAY)

        letters = Delivery.objects.filter(kind="nobody").order_by("pk")
        assert [letter.dedup_key[-2:] for letter in letters] == [":1", ":2"]
        assert not any(letter.possible_duplicate for letter in letters)

    def test_a_body_that_has_the_offer_does_not_get_it_twice(self, hand_in, kreis):
        stadt = make_body("stadt")
        route("14626", {"bodies": (kreis, stadt)})
        offer = hand_in()
        come_back(offer.referrals.get(body=kreis))

        pass_on_due(now=MONDAY)

        assert sorted(holders(offer)) == ["deputy", "stadt"]
        assert offer.referrals.filter(body=stadt).count() == 1

    def test_a_body_that_did_not_need_it_is_not_asked_again(self, hand_in, kreis):
        stadt = make_body("stadt")
        change(kreis, deputy=None)
        route("14626", {"bodies": (kreis, stadt)})
        offer = hand_in()
        offer.referrals.filter(body=stadt).update(state="not_needed")
        come_back(offer.referrals.get(body=kreis))

        pass_on_due(now=MONDAY)

        offer.refresh_from_db()
        assert (offer.state, offer.waiting_for) == ("waiting", "unrouted")
        assert offer.ended_at is None
        assert offer.referrals.count() == 2

    def test_a_rule_that_keeps_lets_it_wait_for_a_need(self, offer, routing):
        routing.delete()
        route("14626", {"outcome": "keep"})

        pass_on_due(now=MONDAY)

        offer.refresh_from_db()
        assert (offer.state, offer.waiting_for) == ("waiting", "keep")
        assert not Delivery.objects.filter(kind="nobody").exists()
