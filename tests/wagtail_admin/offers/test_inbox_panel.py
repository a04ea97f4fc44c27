"""The start page of a clerk says how many offers wait for his body's answer."""

import pytest

from hilfe_ukraine.actions.roles import ADMINISTRATOR, BODY_STAFF
from hilfe_ukraine.models import BodyMember
from hilfe_ukraine.wagtail_admin.offers.inbox_panel import add_inbox_panel
from tests.factories import make_body, make_referral, make_region
from tests.wagtail_admin.read import text_of


pytestmark = pytest.mark.django_db

START = "/admin/"


@pytest.fixture
def body():
    return make_body()


@pytest.fixture
def clerk(person, body):
    user = person(BODY_STAFF)
    BodyMember.objects.create(body=body, user=user)
    return user


def test_it_counts_what_own_bodies_have_not_answered(browser, clerk, body):
    make_referral(body=body)
    make_referral(body=make_body(parent=body, region=make_region()))
    make_referral(body=body, state="received")
    make_referral()

    page = browser(clerk).get(START)

    assert "2 offers without an answer" in text_of(page)
    assert "/admin/hilfe-ukraine/inbox/" in text_of(page)


def test_nothing_to_answer_is_good_news(browser, clerk):
    assert "Every offer has an answer." in text_of(browser(clerk).get(START))


def test_who_works_for_no_body_sees_no_panel(browser, person):
    make_referral()

    for role in (ADMINISTRATOR, BODY_STAFF):
        assert "hilfe-inbox" not in text_of(browser(person(role)).get(START))


def test_it_is_counted_with_one_statement(rf, clerk, body, django_assert_num_queries):
    make_referral(body=body)
    request = rf.get(START)
    request.user = clerk
    clerk.has_perm("hilfe_ukraine.any")
    panels = []

    with django_assert_num_queries(1):
        add_inbox_panel(request, panels)

    assert [panel.number for panel in panels] == [1]
