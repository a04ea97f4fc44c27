"""What is decided about."""

import pytest

from tests.factories import make_category


@pytest.fixture
def housing():
    """A category that asks how many."""
    return make_category("housing", asks_quantity=True)
