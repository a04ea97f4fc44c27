"""No step leads out of an end, and an offer's state follows from its referrals."""

import itertools

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.domain.states import (
    DELIVERY_STEPS,
    LIVE_REFERRALS,
    REFERRAL_STEPS,
    DeliveryState,
    Holding,
    OfferState,
    ReferralState,
    check_delivery_step,
    check_referral_step,
    state_from_referrals,
)


MACHINES = [
    (ReferralState, REFERRAL_STEPS, check_referral_step),
    (DeliveryState, DELIVERY_STEPS, check_delivery_step),
]
machines = pytest.mark.parametrize(("states", "steps", "check"), MACHINES)


def walk(start, wishes, check):
    """Take every wished step that is allowed; return the states passed through."""
    passed = [start]
    for wish in wishes:
        try:
            check(passed[-1], wish)
        except ForbiddenTransition:
            continue
        passed.append(wish)
    return passed


@machines
def test_every_state_says_where_it_may_lead(states, steps, check):
    assert set(steps) == set(states)
    for old in states:
        for new in states:
            if new in steps[old]:
                check(old, new)
            else:
                with pytest.raises(ForbiddenTransition, match=f"{old} -> {new}"):
                    check(old, new)


@machines
@given(data=st.data())
def test_no_walk_leaves_a_final_state_or_stands_still(states, steps, check, data):
    wishes = data.draw(st.lists(st.sampled_from(states)))
    passed = walk(data.draw(st.sampled_from(states)), wishes, check)

    assert all(steps[state] for state in passed[:-1])
    assert all(old is not new for old, new in itertools.pairwise(passed))


@given(st.lists(st.sampled_from(ReferralState)))
def test_a_referral_never_goes_back(wishes):
    order = list(ReferralState)
    passed = walk(ReferralState.OPEN, wishes, check_referral_step)

    ranks = [min(order.index(state), 3) for state in passed]
    assert ranks == sorted(set(ranks))


def test_every_live_referral_can_end_in_every_way():
    ends = set(ReferralState) - LIVE_REFERRALS

    for state in LIVE_REFERRALS:
        assert ends <= REFERRAL_STEPS[state]


@pytest.mark.parametrize("state", DeliveryState)
def test_only_a_message_in_flight_can_be_delivered(state):
    allowed = DeliveryState.DELIVERED in DELIVERY_STEPS[state]

    assert allowed == (state is DeliveryState.INFLIGHT)


@pytest.mark.parametrize("state", DeliveryState)
def test_every_message_reaches_a_final_state_or_was_delivered(state):
    reached, waiting = set(), [state]
    while waiting:
        current = waiting.pop()
        if current not in reached:
            reached.add(current)
            waiting.extend(DELIVERY_STEPS[current])

    assert reached & {
        DeliveryState.DELIVERED,
        DeliveryState.HANDLED,
        DeliveryState.CANCELLED,
    }


def offer_state(*holdings, quantity=None):
    return state_from_referrals(
        [Holding(*holding) for holding in holdings], quantity=quantity
    )


def test_an_offer_in_nobodys_hands_waits():
    assert offer_state() is OfferState.WAITING
    assert offer_state((ReferralState.PASSED_ON,)) is OfferState.WAITING
    assert offer_state((ReferralState.LAPSED,)) is OfferState.WAITING


@pytest.mark.parametrize("live", sorted(LIVE_REFERRALS))
def test_an_offer_in_somebodys_hands_is_referred(live):
    assert offer_state((live,)) is OfferState.REFERRED
    assert offer_state((live,), (ReferralState.NOT_NEEDED,)) is OfferState.REFERRED


def test_an_offer_is_not_needed_when_all_have_ended_without_taking():
    ended = [(ReferralState.NOT_NEEDED,), (ReferralState.LAPSED,)]

    assert offer_state(*ended) is OfferState.NOT_NEEDED


def test_an_offer_without_quantity_is_taken_by_the_first_who_takes_it():
    holdings = [(ReferralState.TAKEN, 1), (ReferralState.OPEN,)]

    assert offer_state(*holdings) is OfferState.TAKEN


def test_an_offer_is_taken_when_the_shares_cover_its_quantity():
    three, two = (ReferralState.TAKEN, 3), (ReferralState.TAKEN, 2)

    assert offer_state(three, quantity=5) is OfferState.REFERRED
    assert offer_state(three, two, quantity=5) is OfferState.TAKEN


def test_a_share_left_open_counts_as_all():
    assert offer_state((ReferralState.TAKEN, None), quantity=5) is OfferState.TAKEN


_holdings = st.lists(
    st.builds(Holding, st.sampled_from(ReferralState), st.none() | st.integers(1, 9))
)


@given(_holdings, st.none() | st.integers(1, 9))
def test_the_state_does_not_depend_on_the_order_of_the_referrals(holdings, quantity):
    state = state_from_referrals(holdings, quantity=quantity)

    assert state is state_from_referrals(holdings[::-1], quantity=quantity)


@given(_holdings, st.none() | st.integers(1, 9))
def test_an_offer_is_never_over_while_a_body_has_it_in_hand(holdings, quantity):
    live = any(held.state in LIVE_REFERRALS for held in holdings)
    taken = any(held.state is ReferralState.TAKEN for held in holdings)

    if live and not taken:
        assert state_from_referrals(holdings, quantity=quantity) is OfferState.REFERRED
