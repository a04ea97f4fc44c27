"""An offer whose message came back, and the deputy of its body."""

import pytest

from tests.actions.pass_on.returned import come_back
from tests.factories import make_body
from tests.offer_page.site import route


@pytest.fixture
def deputy():
    return make_body("deputy")


@pytest.fixture
def kreis(deputy):
    return make_body("kreis", deputy=deputy)


@pytest.fixture
def routing(kreis):
    return route("14626", {"bodies": (kreis,)})


@pytest.fixture
def offer(hand_in, routing):
    """An offer that was sent to the body, and came back."""
    offer = hand_in()
    come_back(offer.referrals.get())
    return offer
