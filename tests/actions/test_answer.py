"""A body says that it received the offer."""

from datetime import timedelta

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.answer import answer_received
from hilfe_ukraine.actions.offer_state import refresh_state
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.domain.states import OfferState
from hilfe_ukraine.models import HelpOffer, Referral
from tests.factories import NOW, make_offer, make_referral, make_user


pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
States = Referral.States


def test_received():
    referral = make_referral()

    answer = answer_received(referral=referral, now=LATER)

    row = Referral.objects.get()
    assert (row.state, row.answered_at) == (States.RECEIVED, LATER)
    assert (answer.kind, answer.answered_at, answer.user) == ("received", LATER, None)
    assert referral.state == States.RECEIVED
    assert row.offer.state == HelpOffer.States.REFERRED
    entry = ModelLogEntry.objects.for_instance(row.offer).get()
    assert entry.action == "hilfe_ukraine.answered"
    assert entry.data == {"referral": str(row.uuid), "answer": "received"}


def test_the_user_is_noted_where_there_is_one():
    user = make_user()

    assert answer_received(referral=make_referral(), now=NOW, user=user).user == user


def test_saying_it_twice_is_saying_it_once():
    referral = make_referral()
    first = answer_received(referral=referral, now=NOW)

    assert answer_received(referral=referral, now=LATER) == first

    row = Referral.objects.get()
    assert row.answers.count() == 1
    assert row.answered_at == NOW


@pytest.mark.parametrize(
    "state",
    [
        States.TAKEN,
        States.NOT_NEEDED,
        States.PASSED_ON,
        States.WITHDRAWN,
        States.LAPSED,
    ],
)
def test_a_referral_that_ended_cannot_be_answered(state):
    referral = make_referral(state=state)

    with pytest.raises(ForbiddenTransition):
        answer_received(referral=referral, now=NOW)

    assert not referral.answers.exists()


@pytest.mark.parametrize(
    ("state", "readable"),
    [
        (States.OPEN, True),
        (States.RECEIVED, True),
        (States.IN_CONTACT, True),
        (States.TAKEN, True),
        (States.NOT_NEEDED, False),
        (States.PASSED_ON, False),
        (States.WITHDRAWN, False),
        (States.LAPSED, False),
    ],
)
def test_a_body_reads_while_it_has_the_offer_in_hand(state, readable):
    assert make_referral(state=state).is_readable is readable


@pytest.mark.parametrize("column", ["erased_at", "restricted_at"])
def test_nobody_reads_what_is_erased_or_restricted(column):
    assert not make_referral(offer=make_offer(**{column: NOW})).is_readable


class TestRefreshState:
    """The offer's state follows from its referrals."""

    def test_taken_ends_it(self):
        referral = make_referral(state=States.TAKEN)

        assert refresh_state(referral.offer, LATER) is OfferState.TAKEN

        offer = HelpOffer.objects.get()
        assert (offer.state, offer.ended_at) == (HelpOffer.States.TAKEN, LATER)
        assert (referral.offer.state, referral.offer.ended_at) == ("taken", LATER)

    def test_a_new_referral_opens_it_again(self):
        offer = make_offer(state=HelpOffer.States.NOT_NEEDED, ended_at=NOW)
        make_referral(offer=offer)

        assert refresh_state(offer, LATER) is OfferState.REFERRED

        assert HelpOffer.objects.get().ended_at is None

    def test_when_nobody_has_it_any_more_it_waits_for_a_body(self):
        referral = make_referral(state=States.LAPSED)

        assert refresh_state(referral.offer, LATER) is OfferState.WAITING

        assert HelpOffer.objects.get().waiting_for == HelpOffer.WaitingFor.BODY

    def test_an_offer_that_is_kept_stays_kept(self):
        offer = make_offer(waiting_for=HelpOffer.WaitingFor.NEED)

        refresh_state(offer, LATER)

        assert HelpOffer.objects.get().waiting_for == HelpOffer.WaitingFor.NEED

    @pytest.mark.parametrize(
        "state",
        [
            HelpOffer.States.UNCONFIRMED,
            HelpOffer.States.WITHDRAWN,
            HelpOffer.States.EXPIRED,
            HelpOffer.States.ERASED,
        ],
    )
    def test_what_others_decided_is_left_alone(self, state):
        offer = make_offer(state=state)
        make_referral(offer=offer)

        assert refresh_state(offer, LATER) == state.value

        assert HelpOffer.objects.get().state == state
