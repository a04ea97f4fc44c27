"""A body reads personal data only while it has the offer in hand."""

import pytest

from hilfe_ukraine.domain.reading import may_be_read
from hilfe_ukraine.domain.states import ReferralState


IN_HAND = {
    ReferralState.OPEN,
    ReferralState.RECEIVED,
    ReferralState.IN_CONTACT,
    ReferralState.TAKEN,
}


@pytest.mark.parametrize("state", ReferralState)
def test_only_what_is_in_hand_is_read(state):
    found = may_be_read(referral=state, is_erased=False, is_restricted=False)

    assert found is (state in IN_HAND)


@pytest.mark.parametrize(("erased", "restricted"), [(True, False), (False, True)])
def test_what_is_erased_or_restricted_is_not_read(erased, restricted):
    for state in ReferralState:
        assert not may_be_read(
            referral=state, is_erased=erased, is_restricted=restricted
        )
