"""Who changes bodies."""

import pytest

from hilfe_ukraine.actions.roles import ADMINISTRATOR


@pytest.fixture
def admin(person, browser):
    return browser(person(ADMINISTRATOR))
