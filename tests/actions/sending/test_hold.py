"""A message that waits is held back by hand, until somebody sends it again."""

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.sending.send_again import hold
from hilfe_ukraine.actions.sending.trust import address_is_right_again
from hilfe_ukraine.actions.sending.unreached import unreached_referrals
from hilfe_ukraine.delivery.claim import Claim, claim
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import Delivery, stuck
from tests.actions.sending.anew import LATER, again
from tests.factories import NOW, make_body, make_delivery


pytestmark = pytest.mark.django_db

States = Delivery.States


class TestHoldingBack:
    def test_what_waits_is_not_sent_until_somebody_sends_it_again(self, user):
        row = make_delivery(attempts=3)

        hold(delivery=row, user=user)

        row.refresh_from_db()
        assert (row.state, row.held_reason) == (States.HELD, "by_hand")
        assert not isinstance(claim(row.uuid, NOW), Claim)
        assert stuck.messages_for_people().get() == row
        again(row, user)
        assert isinstance(claim(row.uuid, LATER), Claim)

    def test_it_is_logged_at_the_offer(self, user):
        row = make_delivery()

        hold(delivery=row, user=user)

        entry = ModelLogEntry.objects.get(action="hilfe_ukraine.hold")
        assert (entry.user, entry.object_id) == (user, str(row.offer.pk))
        assert entry.data == {"delivery": str(row.uuid)}

    @pytest.mark.parametrize("state", [it for it in States if it != States.READY])
    def test_only_what_waits_can_be_held_back(self, user, state):
        row = make_delivery(state=state)

        with pytest.raises(ForbiddenTransition):
            hold(delivery=row, user=user)

        row.refresh_from_db()
        assert (row.state, row.held_reason) == (state, "")

    def test_an_address_that_is_right_again_does_not_let_it_go(self, user):
        row = make_delivery(body=make_body())
        hold(delivery=row, user=user)

        address_is_right_again(body_id=row.body_id, now=LATER)

        row.refresh_from_db()
        assert row.state == States.HELD

    def test_it_is_no_offer_that_came_back(self, user):
        """A person has it in hand, so no machine passes it on to somebody else."""
        row = make_delivery()
        hold(delivery=row, user=user)

        assert not unreached_referrals().exists()
