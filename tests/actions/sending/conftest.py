"""Who acts on messages."""

import pytest

from tests.factories import make_user


@pytest.fixture
def user():
    return make_user("act_on_helpoffer")
