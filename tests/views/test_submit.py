"""Step two by POST: what is stored, and what a citizen sees when something is off."""

import pytest

from hilfe_ukraine.models import HelpOffer
from tests.offer_page.browse import fill, read_form, send


pytestmark = pytest.mark.django_db


def step_two(client, **params):
    asked = {"category": "translation", "postcode": "02826", **params}
    return client.get("/hilfe-ukraine/", asked)


def test_an_offer_is_stored_and_leads_to_the_thank_you_page(client, offer_page):
    response = send(client, step_two(client))

    assert response.status_code == 303, response.content.decode()
    offer = HelpOffer.objects.get()
    assert offer.contact["name"] == "Erika Muster"
    assert [r.body.key for r in offer.referrals.all()] == ["fallback"]
    thanks = client.get(response["Location"])
    assert offer.reference in thanks.content.decode()


def test_the_same_form_twice_is_one_offer(client, offer_page):
    form = step_two(client)
    action, data = read_form(form).action, fill(form)
    first = client.post(action, data)
    second = client.post(action, data)

    assert first["Location"] == second["Location"]
    assert HelpOffer.objects.count() == 1


def test_typed_text_stays_when_something_is_missing(client, offer_page):
    response = send(client, step_two(client), name="", details="Ein langer Text")

    assert response.status_code == 422
    assert read_form(response).fields["details"] == "Ein langer Text"
    assert HelpOffer.objects.count() == 0
