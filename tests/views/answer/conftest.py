"""A body's mail was opened: a browser, and an offer to read."""

import pytest

from django.test import Client

from tests.views.answer.reading import full_referral


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def client():
    """As strict as a browser, and as forgetful as a private window."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def referral():
    return full_referral()
