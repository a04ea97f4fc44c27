"""Confirming a new address by the link in its letter."""

import re

import pytest

from django.utils import timezone

from hilfe_ukraine.actions.correct import NEW_EMAIL
from hilfe_ukraine.delivery.messages import write_message
from hilfe_ukraine.models import HelpOffer
from tests.database import row_counts
from tests.factories import make_delivery, make_offer
from tests.offer_page.read import says


pytestmark = pytest.mark.django_db

NEW = "neu@muster.example"


@pytest.fixture
def offer():
    contact = {"name": "Erika", "email": "alt@muster.example", NEW_EMAIL: NEW}
    return make_offer(contact=contact)


@pytest.fixture
def address(offer):
    now = timezone.now()
    row = make_delivery(
        offer=offer,
        kind="new_address",
        receiver="helper",
        language="en",
        created_at=now,
    )
    message = write_message(row, number=1, now=now)
    assert message.to == NEW
    assert "Erika" not in message.text + message.html
    return re.search(r"http://testserver(/\S+/email/\S+/)", message.text)[1]


def test_looking_changes_nothing(client, address):
    before = row_counts()

    assert NEW in client.get(address).content.decode()
    assert client.head(address).status_code == 200
    assert row_counts() == before


def test_the_button_confirms_it_and_the_link_ends(client, address):
    assert says(client.post(address), "Your new address is confirmed")

    assert HelpOffer.objects.get().contact["email"] == NEW
    assert client.get(address).status_code == 410
    assert client.post(address).status_code == 410


def test_the_link_of_an_address_that_was_replaced_has_ended(client, address, offer):
    offer.contact = {**offer.contact, NEW_EMAIL: "noch@muster.example"}
    offer.save()

    assert client.post(address).status_code == 410
    assert HelpOffer.objects.get().contact["email"] == "alt@muster.example"


def test_an_offer_that_has_ended_keeps_its_address(client, address):
    HelpOffer.objects.update(state="withdrawn")

    assert says(
        client.post(address), "The offer has ended meanwhile. Nothing was changed."
    )
    assert HelpOffer.objects.get().contact["email"] == "alt@muster.example"
