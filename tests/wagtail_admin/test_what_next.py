"""The message after publishing leads to where the effect can be seen."""

import pytest

from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage

from hilfe_ukraine.actions.roles import ADMINISTRATOR, REGIONAL_EDITOR
from hilfe_ukraine.wagtail_admin.what_next import tell_done


pytestmark = pytest.mark.django_db


@pytest.fixture
def said(rf, person):
    def say(role, **values):
        request = rf.get("/")
        request.user, request.session = person(role), {}
        request._messages = FallbackStorage(request)
        tell_done(request, "Published.", **values)
        return "".join(str(message) for message in get_messages(request))

    return say


def test_it_leads_to_the_coverage_and_to_the_form_filled_in(said):
    words = said(ADMINISTRATOR, tries={"category": "legal", "region": "14626"})

    assert "Published." in words
    assert "hilfe-ukraine-coverage" in words
    assert "category=legal&amp;region=14626" in words
    assert "test-addresses" not in words


def test_after_new_bodies_it_leads_to_the_test_messages(said):
    assert "test-addresses" in said(ADMINISTRATOR, asks={"bodies_added": 2})


def test_not_for_whoever_may_not_change_bodies(said):
    assert "test-addresses" not in said(REGIONAL_EDITOR, asks={"bodies_added": 2})
