"""Confirming a new address by the link in its letter."""

import re

import pytest

from django.utils import timezone
from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.correct import NEW_EMAIL, confirm_address
from hilfe_ukraine.delivery.messages import write_message
from hilfe_ukraine.models import HelpOffer
from tests.database import row_counts
from tests.factories import NOW, make_delivery, make_offer
from tests.offer_page.read import says
from tests.views.personal import EMAIL, link


pytestmark = pytest.mark.django_db

NEW = "neu@muster.example"
DONE = "Your new address is confirmed"
LOG = "wagtailcore_modellogentry"


@pytest.fixture
def waiting():
    contact = {"name": "Erika", "email": "alt@muster.example", NEW_EMAIL: NEW}
    return make_offer(contact=contact)


@pytest.fixture
def address(waiting):
    now = timezone.now()
    row = make_delivery(
        offer=waiting,
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
    before = row_counts(besides=(LOG,))

    assert NEW in client.get(address).content.decode()
    assert client.head(address).status_code == 200
    assert row_counts(besides=(LOG,)) == before


def test_looking_is_logged_since_the_page_shows_the_address(client, address, waiting):
    client.get(address)

    entry = ModelLogEntry.objects.get()
    assert entry.action == "hilfe_ukraine.new_address_opened"
    assert (entry.object_id, entry.data) == (str(waiting.pk), {})


def test_the_button_confirms_it_and_a_second_click_is_told_the_same(client, address):
    response = client.post(address)
    assert (response.status_code, response["Location"]) == (303, address)
    assert says(client.get(address), DONE)
    assert HelpOffer.objects.get().contact["email"] == NEW

    before = row_counts()
    for again in (client.post(address, follow=True), client.get(address)):
        assert again.status_code == 200
        assert says(again, DONE)
        assert NEW not in again.content.decode()
    assert row_counts() == before


def test_of_two_clicks_at_once_the_later_is_told_the_same(client, address, monkeypatch):
    def act(**values):
        confirm_address(**values)
        return confirm_address(**values)

    monkeypatch.setattr("hilfe_ukraine.views.new_address.confirm_address", act)

    assert says(client.post(address, follow=True), DONE)


def test_a_newer_link_version_ends_it_all_the_same(client, address):
    client.post(address)
    HelpOffer.objects.update(link_version=7)

    assert client.get(address).status_code == 410


def test_the_link_of_an_address_that_was_replaced_has_ended(client, address, waiting):
    waiting.contact = {**waiting.contact, NEW_EMAIL: "noch@muster.example"}
    waiting.save()

    assert client.post(address).status_code == 410
    assert HelpOffer.objects.get().contact["email"] == "alt@muster.example"


def test_an_offer_that_has_ended_keeps_its_address(client, address):
    HelpOffer.objects.update(state="withdrawn")

    page = client.post(address, follow=True)
    assert says(page, "The offer has ended meanwhile. Nothing was changed.")
    assert "<form" not in page.content.decode()
    assert HelpOffer.objects.get().contact["email"] == "alt@muster.example"


def test_from_the_correction_to_the_confirmation_the_old_address_is_told(client, offer):
    data = {"name": "Erika Muster", "details": "Zimmer", "quantity": "2", "email": NEW}
    assert client.post(link(offer, "correct"), data).status_code == 303
    rows = offer.deliveries.order_by("pk")
    assert [row.kind for row in rows] == ["old_address", "new_address"]
    warning, request = (write_message(row, number=1, now=NOW) for row in rows)
    assert (warning.to, request.to) == (EMAIL, NEW)
    mine, theirs = (
        re.search(r"http://testserver(/hilfe/(?:manage|email)/\S+/)", mail.text)[1]
        for mail in (warning, request)
    )
    assert client.get(mine).status_code == 200

    assert says(client.post(theirs, follow=True), DONE)

    late = write_message(rows.first(), number=1, now=NOW)
    assert late.to == EMAIL
    assert NEW not in late.text + late.html
    assert "/manage/" not in late.text + late.html
    assert client.get(mine).status_code == 410


def test_whoever_puts_the_old_address_back_ends_the_link_of_the_new_one(client, offer):
    data = {"name": "Erika Muster", "details": "Zimmer", "quantity": "2"}
    page = link(offer, "correct")
    client.post(page, {**data, "email": NEW})
    request = offer.deliveries.get(kind="new_address")
    text = write_message(request, number=1, now=NOW).text
    theirs = re.search(r"http://testserver(/hilfe/email/\S+/)", text)[1]

    client.post(page, {**data, "email": EMAIL})

    assert client.post(theirs).status_code == 410
    assert HelpOffer.objects.get().contact["email"] == EMAIL
    request.refresh_from_db()
    assert request.state == "cancelled"


def test_a_restricted_offer_keeps_its_address_and_is_not_called_over(client, address):
    HelpOffer.objects.update(restricted_at=timezone.now())

    page = client.post(address, follow=True)
    assert says(
        page,
        "At your request, or while a question is being settled, nobody may use your "
        "offer at present. It stays as it is. If you want to change something, please "
        "contact us.",
    )
    assert "<form" not in page.content.decode()
    assert HelpOffer.objects.get().contact["email"] == "alt@muster.example"


def test_a_head_request_is_nobody_looking(client, address):
    client.head(address)

    assert not ModelLogEntry.objects.exists()
