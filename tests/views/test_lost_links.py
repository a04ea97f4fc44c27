"""The page for lost links: one answer to all, one mail at most."""

import pytest

from django.test import Client
from django.urls import reverse

from hilfe_ukraine.crypto import blind_index
from hilfe_ukraine.models import Delivery
from tests.database import row_counts
from tests.factories import make_offer
from tests.offer_page.read import complaints, in_german, read_page, says
from tests.offer_page.site import publish


pytestmark = pytest.mark.django_db

EMAIL = "erika@muster.example"


@pytest.fixture
def address():
    return reverse("hilfe_ukraine:links")


@pytest.fixture
def offer():
    return make_offer(email_index=blind_index("email", EMAIL))


def test_looking_sends_nothing(client, address, offer):
    before = row_counts()

    assert client.get(address).status_code == 200
    assert client.head(address).status_code == 200
    assert row_counts() == before


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(address, offer):
    client = Client(enforce_csrf_checks=True)
    known = client.post(address, {"email": EMAIL})
    unknown = client.post(address, {"email": "fremd@muster.example"})

    assert known.status_code == unknown.status_code == 200
    assert known.content == unknown.content
    assert known.headers == unknown.headers
    assert Delivery.objects.get().kind == "links"
    assert not client.cookies


def test_a_hundred_requests_send_one_mail(client, address, offer):
    for _ in range(100):
        client.post(address, {"email": EMAIL.upper()})

    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("email", ["", "erika", "a@b\r\nBcc: x@y.example"])
def test_what_is_no_address_gets_a_clear_message(client, address, email):
    response = client.post(address, {"email": email})

    assert response.status_code == 422
    assert set(complaints(response)) == {"id_email"}


@pytest.mark.parametrize("language", ["de", "uk", "ru", "en"])
def test_it_can_be_read_in_every_language(client, address, language):
    response = client.get(address, {"language": language})

    assert read_page(response).lang == language
    assert response["Content-Language"] == language


def test_an_unknown_language_is_ignored(client, address):
    assert client.get(address, {"language": "<x>"}).status_code == 200


def test_the_page_of_the_form_leads_here(client, offer_page, address):
    response = client.get("/hilfe-ukraine/")

    assert address in response.content.decode()
    assert says(response, "Have new links to your offers sent to you")


def heading_beside(client):
    content = client.get("/hilfe-ukraine/").content.decode()
    return content.partition('id="hu-other-title">')[2].partition("<")[0]


@pytest.mark.parametrize(
    ("texts", "heading"),
    [
        ({}, "You have made an offer already?"),
        ({"hotline": "0351 5640"}, "Other ways"),
        ({"other_help": "<p>Spenden</p>"}, "Other ways"),
    ],
)
def test_the_heading_says_what_stands_below(client, offer_page, texts, heading):
    publish(offer_page, **{"hotline": "", "other_help": "", **texts})

    assert heading_beside(client) == in_german(heading)


def test_the_address_that_was_typed_comes_along_to_another_language(client, address):
    before = row_counts()
    data = {"email": "erika@", "other_language": "uk"}
    response = client.post(f"{address}?language=uk", data)

    assert (response.status_code, read_page(response).lang) == (200, "uk")
    assert 'value="erika@"' in response.content.decode()
    assert row_counts() == before
