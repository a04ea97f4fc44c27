"""Somebody passes an offer on, and when that is refused."""

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.openings import note_opening_by_link
from hilfe_ukraine.actions.pass_on import pass_on, to_pass_on
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import Delivery, Referral
from tests.actions.pass_on.returned import change, first, holders
from tests.database import row_counts
from tests.factories import NOW, make_user


pytestmark = pytest.mark.django_db

States = Delivery.States


class TestByHand:
    def test_it_goes_at_once(self, offer, deputy):
        user = make_user("act_on_helpoffer")

        (new,) = pass_on(referral=first(offer), user=user, now=NOW)

        assert (new.body, new.passed_on_from) == (deputy, first(offer))
        assert offer.decisions.last().decided_by == user
        entry = ModelLogEntry.objects.get(action="hilfe_ukraine.passed_on")
        assert entry.user == user

    def test_also_what_got_through_before_the_doubt(self, hand_in, routing, kreis):
        offer = hand_in()
        Delivery.objects.update(state=States.DELIVERED)
        change(kreis, contact_state="suspect")

        pass_on(referral=first(offer), user=None, now=NOW)

        assert holders(offer) == ["deputy"]

    def test_also_what_somebody_of_the_body_has_opened(self, offer):
        note_opening_by_link(referral=first(offer), now=NOW)

        pass_on(referral=first(offer), user=None, now=NOW)

        assert holders(offer) == ["deputy"]

    @pytest.mark.parametrize("state", ["confirmed", "unconfirmed"])
    def test_not_from_a_body_that_can_be_reached(self, offer, kreis, state):
        change(kreis, contact_state=state)

        self.refused(offer)

    @pytest.mark.parametrize(
        "state", [state for state in Referral.States if state != "open"]
    )
    def test_not_when_the_body_has_answered_or_it_has_ended(self, offer, state):
        offer.referrals.update(state=state)

        self.refused(offer)

    def test_not_while_a_message_is_under_way(self, offer):
        Delivery.objects.update(state=States.INFLIGHT)

        self.refused(offer)

    def refused(self, offer):
        before = row_counts()
        assert not to_pass_on().exists()
        with pytest.raises(ForbiddenTransition):
            pass_on(referral=first(offer), user=None, now=NOW)
        assert row_counts() == before
