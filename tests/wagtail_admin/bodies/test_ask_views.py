"""Test messages to all bodies that nobody has confirmed, on one page."""

from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone

from hilfe_ukraine.actions.roles import ADMINISTRATOR, EDITOR, REGIONAL_EDITOR
from hilfe_ukraine.actions.sending.address_tests import send_address_test
from hilfe_ukraine.models import Delivery, ResponsibleBody
from tests.factories import make_body
from tests.wagtail_admin.forms import url


pytestmark = pytest.mark.django_db

ADDRESS = "hilfe_ukraine_ask_bodies"


@pytest.fixture
def admin(person, browser):
    return browser(person(ADMINISTRATOR))


def unconfirmed(key, **values):
    address = f"{key}@example.org"
    return make_body(key, email=address, contact_state="unconfirmed", **values)


def page_of(admin):
    return admin.get(reverse(ADDRESS)).content.decode()


def test_the_list_of_bodies_leads_to_it(admin):
    page = admin.get(url("responsiblebody", "list")).content.decode()
    assert reverse(ADDRESS) in page


def test_it_shows_who_has_not_been_confirmed_and_sends_nothing(admin):
    unconfirmed("amt")
    make_body("fest", email="fest@example.org", contact_state="confirmed")
    make_body("weg", email="weg@example.org", contact_state="retired")

    page = page_of(admin)

    assert "amt@example.org" in page
    assert "fest@example.org" not in page
    assert "weg@example.org" not in page
    assert not Delivery.objects.exists()


def test_those_ticked_get_a_message_each_and_nobody_else(admin):
    one, two = unconfirmed("amt"), unconfirmed("verein")
    unconfirmed("dritte")

    admin.post(reverse(ADDRESS), {"uuid": [one.uuid, two.uuid]})

    rows = Delivery.objects.filter(kind="address")
    assert {row.body for row in rows} == {one, two}


@pytest.mark.parametrize(("days", "is_ticked"), [(1, False), (15, True)])
def test_who_was_asked_lately_is_not_ticked(admin, person, days, is_ticked):
    body = unconfirmed("amt")
    then = timezone.now() - timedelta(days=days)
    test = send_address_test(body=body, user=None, now=then)
    Delivery.objects.filter(pk=test.pk).update(created_at=then)

    assert (f'value="{body.uuid}" checked' in page_of(admin)) is is_ticked


def test_a_body_that_needs_no_test_is_left_alone(admin):
    body = make_body("weg", email="weg@example.org", contact_state="retired")
    page = admin.post(reverse(ADDRESS), {"uuid": [body.uuid]}, follow=True)
    assert "1 body was left out" in page.content.decode()
    assert "on its way" not in page.content.decode()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("uuids", [[], ["no-uuid"]])
def test_without_a_body_it_says_that_nothing_was_sent(admin, uuids):
    response = admin.post(reverse(ADDRESS), {"uuid": uuids}, follow=True)
    assert "nothing was sent" in response.content.decode()


def test_more_bodies_cost_no_more_statements(admin, django_assert_max_num_queries):
    for number in range(12):
        unconfirmed(f"amt_{number}")
    page_of(admin)
    with django_assert_max_num_queries(20):
        page_of(admin)


@pytest.mark.parametrize("role", [EDITOR, REGIONAL_EDITOR])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_change_bodies_is_refused(person, browser, role, method):
    body = unconfirmed("amt")
    visitor = browser(person(role))
    response = getattr(visitor, method)(reverse(ADDRESS), {"uuid": [body.uuid]})
    assert response.status_code in (302, 403)
    assert not Delivery.objects.exists()
    assert ResponsibleBody.objects.get().contact_state == "unconfirmed"
