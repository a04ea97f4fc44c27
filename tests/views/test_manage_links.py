"""When the personal link ends, and what it says then."""

from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone

from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import HelpOffer
from tests.database import row_counts
from tests.offer_page.read import says
from tests.views.personal import STEPS, link


pytestmark = pytest.mark.django_db


def test_erasing_says_what_it_did(client, offer):
    address = link(offer, "erase")
    assert client.post(address).status_code == 303

    response = client.get(address)
    assert says(response, "Everything is erased")
    assert "Erika" not in response.content.decode()
    row = HelpOffer.objects.get()
    assert (row.state, row.contact, row.entries) == ("erased", {}, [])


@pytest.mark.parametrize("name", STEPS)
def test_the_link_that_erased_it_goes_on_to_show_the_receipt(client, offer, name):
    """Somebody clicked twice, or comes back to print it."""
    address = link(offer, name)
    client.post(link(offer, "erase"))
    before = row_counts()

    for again in (client.post(address, {"act": "extend"}), client.get(address)):
        assert again.status_code == 200
        assert says(again, "Everything is erased")
        assert offer.reference in again.content.decode()
        assert "Wohnraum" not in again.content.decode()
    assert row_counts() == before


def test_the_receipt_is_behind_that_link_only(client, offer):
    earlier = link(offer)
    HelpOffer.objects.update(link_version=2)
    offer.refresh_from_db()
    client.post(link(offer, "erase"))

    assert client.get(earlier).status_code == 410
    assert client.get(link(HelpOffer.objects.get())).status_code == 410


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize(
    "values", [{"version": 2}, {"expires_at": timezone.now() - timedelta(seconds=1)}]
)
def test_a_link_that_has_ended_says_where_to_get_a_new_one(client, offer, name, values):
    response = client.post(link(offer, name, **values))

    assert response.status_code == 410
    assert reverse("hilfe_ukraine:links") in response.content.decode()
    assert offer.reference not in response.content.decode()


def test_one_character_changed_is_no_link(client, offer):
    address = link(offer)
    wrong = address[:-2] + ("A" if address[-2] != "A" else "B") + "/"

    assert client.get(wrong).status_code == 404


def test_a_link_for_something_else_does_not_open_it(client, offer):
    token = make_token(
        Purpose.CONFIRM,
        offer.uuid,
        version=1,
        expires_at=timezone.now() + timedelta(days=1),
    )
    assert client.get(reverse("hilfe_ukraine:manage", args=[token])).status_code == 404
