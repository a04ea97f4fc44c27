"""Who changes bodies, and which."""

import pytest

from hilfe_ukraine.actions.roles import ADMINISTRATOR
from tests.factories import make_body


@pytest.fixture
def admin(person, browser):
    return browser(person(ADMINISTRATOR))


@pytest.fixture
def old():
    return make_body("old", name="Altes Amt")


@pytest.fixture
def new():
    return make_body("new", name="Neues Amt")
