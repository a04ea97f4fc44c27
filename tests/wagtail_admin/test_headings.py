"""Every page has one main heading: the title, which Wagtail puts above it."""

import re

import pytest

from django.urls import reverse

from hilfe_ukraine.models import RegionRouting
from tests.factories import (
    make_body,
    make_category,
    make_delivery,
    make_offer,
    make_referral,
    make_region,
    make_routing,
    make_rule,
    make_user,
)
from tests.wagtail_admin.addresses import register_addresses
from tests.wagtail_admin.forms import url


pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    """A body whose address nobody has confirmed, with a rule."""
    body = make_body("office", contact_state="unconfirmed")
    make_rule(make_routing("14626"), title="Everything", bodies=(body,))
    return body


@pytest.fixture
def client_of_all(browser, office):
    """Somebody who may open everything."""
    return browser(make_user(is_superuser=True, staff_of=office))


def main_headings(response):
    assert response.status_code == 200, response.request["PATH_INFO"]
    return len(re.findall(r"<h1\b", response.content.decode()))


def test_on_every_page_of_the_registers_and_of_what_is_stuck(client_of_all):
    addresses = register_addresses()
    # A file, parts of a page, and what is of another body.
    left_out = [name for name in addresses if re.search("file|results", name)]
    for name in [*left_out, "referral"]:
        del addresses[name]

    found = {
        name: main_headings(client_of_all.get(address, follow=True))
        for name, address in addresses.items()
    }

    assert len(found) > 20
    assert {name: count for name, count in found.items() if count != 1} == {}


def test_on_every_page_about_bodies_and_routing(client_of_all, office, offer_page):
    routing = RegionRouting.objects.get()
    addresses = [
        reverse("hilfe_matrix:index"),
        reverse("hilfe_coverage:index"),
        reverse("hilfe_table:index"),
        reverse("hilfe_try:index") + "?category=housing&postcode=02826",
        reverse("hilfe_ukraine_ask_bodies"),
        *(
            reverse(f"hilfe_ukraine_body_{name}", args=[office.uuid])
            for name in ("test_address", "replace")
        ),
        *(url("regionrouting", name, routing.pk) for name in ("copy_rules", "what_if")),
    ]

    found = {
        address: main_headings(client_of_all.get(address)) for address in addresses
    }

    assert set(found.values()) == {1}, found


def test_on_the_pages_that_ask_before_something_is_done(client_of_all, office):
    category = make_category("housing", title="Wohnraum")
    make_region("14625")
    offer, message = make_offer(category=category), make_delivery(state="held")
    left = make_referral(body=make_body(contact_state="retired"))
    asked = {
        reverse("hilfe_matrix:preview"): {"body": "office", "cell": "14625:housing"},
        reverse("hilfe_ukraine_route_many"): {"uuid": offer.uuid},
        reverse("hilfe_stuck:send_again_held"): {"uuid": message.uuid},
        reverse("hilfe_stuck:pass_on_with_retired"): {"uuid": left.uuid},
    }

    found = {
        address: main_headings(client_of_all.post(address, data))
        for address, data in asked.items()
    }

    assert set(found.values()) == {1}, found
