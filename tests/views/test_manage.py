"""The page behind the personal link: GET shows, POST acts, and nothing else does."""

import logging

from datetime import timedelta

import pytest

from django.test import Client
from django.utils import timezone, translation
from django.utils.formats import date_format
from wagtail.models import ModelLogEntry

from hilfe_ukraine.models import Category, HelpOffer
from tests.database import row_counts, statements
from tests.factories import make_referral
from tests.offer_page.read import complaints, in_german, read_page, says
from tests.views.personal import EMAIL, STEPS, link, tomorrow


pytestmark = pytest.mark.django_db


LOG = "wagtailcore_modellogentry"


@pytest.mark.parametrize("name", STEPS)
def test_scanners_that_open_links_change_nothing(client, offer, name):
    before = row_counts(besides=(LOG,))
    for method in (client.get, client.head):
        assert method(link(offer, name)).status_code == 200

    assert row_counts(besides=(LOG,)) == before
    offer.refresh_from_db()
    assert offer.state == "referred"


@pytest.mark.parametrize(
    ("name", "entries"),
    [("manage", 1), ("correct", 1), ("pause", 0), ("withdraw", 0), ("erase", 0)],
)
def test_looking_at_what_is_personal_is_logged(client, offer, name, entries):
    client.head(link(offer, name))  # Shows nothing to anybody.
    client.get(link(offer, name))

    opened = ModelLogEntry.objects.filter(action="hilfe_ukraine.manage_opened")
    assert opened.filter(object_id=str(offer.pk)).count() == entries


def test_it_says_who_has_the_offer_and_what_was_entered(client, offer):
    response = client.get(link(offer))
    content = response.content.decode()

    for part in ("Landkreis Görlitz", "Erika Muster", "Zimmer", offer.reference):
        assert part in content
    message = (
        "Your offer was passed on. You hear from there if your help is needed. "
        "That can take some days."
    )
    assert says(response, message)
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not client.cookies


def test_it_costs_the_same_for_many_bodies(client, offer):
    client.get(link(offer))
    with statements() as few:
        client.get(link(offer))
    for _ in range(5):
        make_referral(offer=offer)
    with statements() as many:
        client.get(link(offer))

    assert len(many) == len(few) <= 12, "\n".join(many)


def test_corrections_are_taken_without_any_cookie(offer):
    client = Client(enforce_csrf_checks=True)
    data = {"name": "Erika M.", "email": EMAIL, "phone": "0351 5640"}
    data |= {"details": "Zwei Zimmer", "quantity": "4"}

    response = client.post(link(offer, "correct"), data)

    assert response.status_code == 303, response.content.decode()
    assert response["Location"].endswith("?done=corrected")
    offer = HelpOffer.objects.get()
    assert offer.contact["phone"] == "+493515640"
    assert (offer.entries[0]["value"], offer.quantity) == ("Zwei Zimmer", 4)
    assert says(client.get(response["Location"]), TOLD)


TOLD = "Your corrections are stored. Those who have your offer are told."
UNCHANGED = "Your offer is as it was: nothing in it is different."


@pytest.mark.parametrize("email", [EMAIL, "neu@muster.example"])
def test_nobody_is_said_to_be_told_of_what_is_no_news(client, offer, email):
    """The same once more, or a new address, which waits to be confirmed."""
    data = {"name": "Erika Muster", "details": "Zimmer", "quantity": "2"}
    response = client.post(link(offer, "correct"), {**data, "email": email})
    page = client.get(response["Location"])

    assert not says(page, TOLD)
    # The new address is different; what becomes of it is said in its stead.
    assert says(page, UNCHANGED) == (email == EMAIL)
    assert ("neu@muster.example" in page.content.decode()) == (email != EMAIL)
    assert not offer.deliveries.filter(kind="changed").exists()


def test_a_pause_until_the_same_day_is_no_news(client, offer):
    client.post(link(offer, "pause"), {"until": tomorrow(7)})
    again = client.post(link(offer, "pause"), {"until": tomorrow(7)})

    assert says(client.get(again["Location"]), UNCHANGED)


def test_errors_are_listed_and_nothing_typed_is_lost(client, offer):
    data = {"name": "", "details": "Nur das", "quantity": "2", "phone": "abc"}
    response = client.post(link(offer, "correct"), data)

    assert response.status_code == 422
    assert set(complaints(response)) == {"id_name", "id_phone"}
    assert "Nur das" in response.content.decode()
    assert HelpOffer.objects.get().entries[0]["value"] == "Zimmer"


def test_extending_needs_one_button(client, offer):
    response = client.post(link(offer), {"act": "extend"})

    offer.refresh_from_db()
    assert offer.valid_until > timezone.localdate() + timedelta(days=270)
    words = in_german("Thank you. Your offer is valid until %(date)s.")
    with translation.override("de"):
        until = date_format(offer.valid_until)
    page = client.get(response["Location"])
    assert words % {"date": until} in page.content.decode()


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        ("referred", "Who has your offer"),
        ("withdrawn", "Who had your offer"),
        ("expired", "Who had your offer"),
    ],
)
def test_of_an_offer_that_has_ended_it_says_who_had_it(client, offer, state, heading):
    offer.state = state
    offer.save()

    assert says(client.get(link(offer)), heading)


@pytest.mark.parametrize("act", ["", "erase", "__class__"])
def test_an_unknown_act_does_nothing(client, offer, act):
    before = row_counts()

    assert client.post(link(offer), {"act": act}).status_code == 303
    assert row_counts() == before


@pytest.mark.parametrize("reason", ["", "given"])
def test_withdrawing_with_or_without_a_reason(client, offer, reason):
    response = client.post(link(offer, "withdraw"), {"reason": reason})

    assert response["Location"].endswith("?done=withdrawn")
    offer.refresh_from_db()
    assert (offer.state, offer.withdraw_reason) == ("withdrawn", reason)
    page = client.get(link(offer))
    assert not says(page, "Correct the offer")
    again = client.post(link(offer, "withdraw"), {"reason": "other"})
    assert again["Location"].endswith("/")


def test_an_invented_reason_is_refused(client, offer):
    response = client.post(link(offer, "withdraw"), {"reason": "x"})

    assert response.status_code == 422
    offer.refresh_from_db()
    assert offer.state == "referred"


def test_a_restricted_offer_can_only_be_looked_at(client, offer):
    HelpOffer.objects.update(restricted_at=timezone.now())
    for name in STEPS[1:]:
        response = client.post(link(offer, name), {"until": tomorrow()})
        assert response.status_code == 303

    row = HelpOffer.objects.get()
    assert (row.state, row.erased_at) == ("referred", None)
    assert not says(client.get(link(offer)), "Have everything erased")


def test_it_speaks_the_language_of_the_offer(client, offer):
    HelpOffer.objects.update(language="uk")
    for name in STEPS:
        response = client.get(link(offer, name))
        assert read_page(response).lang == "uk"
        assert response["Content-Language"] == "uk"


def test_nothing_personal_is_logged(client, offer, caplog):
    caplog.set_level(logging.DEBUG)
    client.get(link(offer))
    data = {"name": "Erika Muster", "email": "neu@muster.example"}
    client.post(link(offer, "correct"), {**data, "details": "D", "quantity": "1"})
    client.post(link(offer, "erase"))

    text = caplog.text + " ".join(str(vars(record)) for record in caplog.records)
    assert "Muster" not in text
    assert "muster.example" not in text


def test_a_quantity_that_is_not_asked_any_more_stays_as_it_is(client, offer):
    Category.objects.update(asks_quantity=False)
    page = client.get(link(offer, "correct"))
    assert page.status_code == 200
    assert 'name="quantity"' not in page.content.decode()

    client.post(
        link(offer, "correct"), {"name": "Erika", "email": EMAIL, "details": "D"}
    )
    offer.refresh_from_db()
    assert (offer.entries[0]["value"], offer.quantity) == ("D", 2)
