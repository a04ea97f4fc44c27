"""Fixtures for all tests; rows are made with ``tests.factories``."""

from datetime import datetime

import pytest

from tests.factories import NOW


@pytest.fixture
def now() -> datetime:
    """A fixed moment, aware: nothing in a test asks the clock."""
    return NOW
