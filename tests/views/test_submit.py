"""Step two by POST: what is stored, and that it is stored once."""

from datetime import timedelta

import pytest

from django.db import connection
from django.test import Client
from django.utils import timezone

from hilfe_ukraine.models import Decision, Delivery, HelpOffer, LegalText, Referral
from tests.database import row_counts
from tests.factories import make_body, make_category
from tests.offer_page.browse import fill, read_form, send, step_two
from tests.offer_page.read import read_page, says
from tests.offer_page.site import add_question, publish, route
from tests.testapp.models import OwnOfferPage


pytestmark = pytest.mark.django_db


NOT_STORED = (
    "Meanwhile somebody else is in charge, whom you can only ask directly. Your "
    "offer was not stored. Please read on below."
)


def test_an_offer_is_stored_and_leads_to_the_thank_you_page(client, offer_page):
    response = send(client, step_two(client))

    assert response.status_code == 303, response.content.decode()
    assert response["Cache-Control"] == "no-store"
    offer = HelpOffer.objects.get()
    assert offer.contact["name"] == "Erika Muster"
    assert [r.body.key for r in offer.referrals.all()] == ["fallback"]
    thanks = client.get(response["Location"])
    assert offer.reference in thanks.content.decode()


def test_its_messages_go_by_the_clock_of_the_workers(client, offer_page, fast_clock):
    assert send(client, step_two(client)).status_code == 303

    assert fast_clock() is (connection.vendor != "postgresql")


def test_everything_about_an_offer_is_in_its_columns(client, offer_page):
    soon = timezone.localdate() + timedelta(days=3)
    housing = offer_page.categories.get(key="housing")
    housing.asks_period = True
    housing.save()
    publish(offer_page)

    send(
        client,
        step_two(client, category="housing"),
        **{
            "detail-quantity": "4",
            "available_from": soon.strftime("%d.%m.%Y"),
            "available_until": soon.isoformat(),
            "helper": "organisation",
            "organisation": "Verein e.V.",
            "phone": "0351 5640",
            "street": "Ring 1",
            "city": "02826 Görlitz",
        },
    )

    offer = HelpOffer.objects.get()
    assert offer.category.key == "housing"
    assert (offer.postcode, offer.region_key, offer.district_key) == (
        "02826",
        "14626110",
        "14626",
    )
    assert offer.region.key == "14626110"
    assert offer.facts == {"quantity": 4, "helper": "organisation"}
    assert offer.quantity == 4
    assert offer.available_from == offer.available_until == soon
    assert offer.contact == {
        "helper": "organisation",
        "organisation": "Verein e.V.",
        "name": "Erika Muster",
        "email": "erika@muster.example",
        "phone": "+493515640",
        "street": "Ring 1",
        "city": "02826 Görlitz",
    }
    assert offer.entries[0]["key"] == "details"
    assert offer.entries[0]["value"] == "Ein Zimmer mit Bad"
    assert offer.page_id == offer_page.pk
    assert offer.page_title == "Hilfe anbieten"
    assert offer.language == "de"
    assert offer.fallback_body.key == offer.owning_office.key == "fallback"
    assert offer.legal_text == LegalText.objects.get()
    submitted_on = timezone.localdate(offer.submitted_at)
    assert offer.valid_until == submitted_on + timedelta(days=275)


def test_how_long_the_page_keeps_offers_is_stored_with_each(client, offer_page):
    send(client, step_two(client))
    publish(offer_page, unconfirmed_days=3, ended_days=30)
    send(client, step_two(client))

    first, second = HelpOffer.objects.order_by("pk")
    assert (first.unconfirmed_kept, first.ended_kept) == (None, None)
    assert second.unconfirmed_kept == timedelta(days=3)
    assert second.ended_kept == timedelta(days=30)


def test_help_by_phone_is_stored_with_the_state_as_its_place(client, offer_page):
    page = client.get("/hilfe-ukraine/?category=translation&statewide=1")
    send(client, page)

    offer = HelpOffer.objects.get()
    assert (offer.statewide, offer.postcode) == (True, "")
    assert (offer.region_key, offer.district_key) == ("14", "")


def test_a_district_chosen_by_hand_is_stored_without_a_postcode(client, offer_page):
    send(client, step_two(client, postcode="99999", municipality="14626"))

    offer = HelpOffer.objects.get()
    assert (offer.postcode, offer.region_key) == ("", "14626")


def test_the_same_form_twice_is_one_offer(client, offer_page):
    form = step_two(client)
    action, data = read_form(form).action, fill(form)
    first = client.post(action, data)
    rows = row_counts()
    second = client.post(action, data)

    assert first["Location"] == second["Location"]
    assert HelpOffer.objects.count() == 1
    assert row_counts() == rows


def test_the_same_form_with_another_captcha_is_one_offer(client, offer_page):
    form = step_two(client)
    action, data = read_form(form).action, fill(form)
    first = client.post(action, data)
    fresh = fill(step_two(client))
    again = {**data, "captcha_0": fresh["captcha_0"], "captcha_1": fresh["captcha_1"]}
    second = client.post(action, again)

    assert first["Location"] == second["Location"]
    assert HelpOffer.objects.count() == Referral.objects.count() == 1
    assert Delivery.objects.filter(kind="forward").count() == 1
    assert Decision.objects.count() == 1


def test_no_cookie_is_needed_and_none_is_set(offer_page):
    client = Client(enforce_csrf_checks=True)
    page = step_two(client)
    response = send(client, page)

    assert response.status_code == 303
    assert not client.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_without_an_email_address_an_offer_goes_on_at_once(client, offer_page):
    publish(offer_page, confirmation_required=True)
    send(client, step_two(client), email="", phone="0351 5640")

    offer = HelpOffer.objects.get()
    assert offer.state == HelpOffer.States.REFERRED
    assert offer.contact_check == HelpOffer.ContactChecks.NOT_ASKED
    assert [d.kind for d in offer.deliveries.all()] == ["forward"]


def test_with_an_email_address_it_waits_for_the_confirmation(client, offer_page):
    publish(offer_page, confirmation_required=True)
    response = send(client, step_two(client))

    offer = HelpOffer.objects.get()
    assert offer.state == HelpOffer.States.UNCONFIRMED
    assert offer.contact_check == HelpOffer.ContactChecks.PENDING
    assert offer.release_at is None
    assert not Referral.objects.exists()
    assert [(d.kind, d.receiver) for d in offer.deliveries.all()] == [
        ("confirm", "helper")
    ]
    assert says(client.get(response["Location"]), "One more step")


def test_a_redirect_stores_nothing(client, offer_page):
    form = step_two(client)
    route("14626", {"outcome": "redirect", "text": "Bitte an die Stadt."})
    before = row_counts()
    response = send(client, form)

    assert response.status_code == 422
    assert "Bitte an die Stadt." in response.content.decode()
    assert says(response, NOT_STORED)
    assert "name" not in read_form(response).names
    assert row_counts() == before


def test_a_host_projects_own_page_works_the_same(client, offer_page):
    page = OwnOfferPage(
        title="Eigene Seite", slug="eigene", confirmation_required=False
    )
    offer_page.get_parent().add_child(instance=page)
    page.categories = [make_category("cooking", title="Kochen")]
    page.fallback_body = make_body("own_fallback")
    publish(page)
    add_question(page, "Ab wann")

    form = client.get("/eigene/?category=cooking&postcode=02826")
    response = send(client, form, **dict.fromkeys(_asked(form), "morgen"))

    assert response.status_code == 303
    offer = HelpOffer.objects.get()
    assert offer.page_id == page.pk
    assert offer.entries[1]["label"] == "Ab wann"
    assert [r.body.key for r in offer.referrals.all()] == ["own_fallback"]
    assert client.get(response["Location"]).status_code == 200


def test_the_offer_has_the_language_of_the_page(client, ukrainian_page):
    form = client.get(
        ukrainian_page.url, {"category": "translation", "postcode": "02826"}
    )
    assert read_page(form).lang == "uk"
    refused = send(client, form, name="")
    assert read_page(refused).lang == "uk"
    assert says(refused, "Enter your name.", "uk")
    assert not says(refused, "Enter your name.", "de")
    response = send(client, refused)

    assert HelpOffer.objects.get().language == "uk"
    assert read_page(client.get(response["Location"])).lang == "uk"


def test_deleting_the_page_keeps_the_offer(client, offer_page):
    thanks = send(client, step_two(client))["Location"]
    offer_page.delete()

    offer = HelpOffer.objects.get()
    assert (offer.page, offer.page_title) == (None, "Hilfe anbieten")
    assert offer.reference in client.get(thanks).content.decode()


def _asked(form):
    return [name for name in read_form(form).names if name.startswith("question-")]
