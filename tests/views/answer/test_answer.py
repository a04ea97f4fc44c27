"""The page behind the link in a body's mail."""

from datetime import timedelta

import pytest

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from wagtail.models import ModelLogEntry

from hilfe_ukraine.models import HelpOffer, Referral
from tests.factories import make_delivery
from tests.views.answer.reading import path, shown, status


pytestmark = pytest.mark.django_db


def test_the_body_reads_all_that_it_needs(client, referral):
    response = client.get(path(referral))

    assert response.status_code == 200
    text = shown(response)
    for words in (
        referral.offer.reference,
        escape("Flats & rooms"),
        "02826 Görlitz",
        "Length of stay 90 days",
        "Quantity 3",
        "a private person",
        "What do you offer? a room",
        "April 1, 2022",
        "Description two rooms quiet",
        "Pets dogs cats",
        escape("Erika <Muster>"),
        "Muster GmbH",
        "Am Markt 1",
    ):
        assert words in text
    html = response.content.decode()
    assert 'href="tel:+4935811234">+49 3581 1234</a>' in html
    assert 'href="mailto:erika%2Bhelp@muster.example"' in html
    assert "Anything else" not in html
    assert '<html lang="en">' in html


def test_reading_is_noted(client, referral):
    client.get(path(referral))

    referral.refresh_from_db()
    assert referral.opened_at is not None
    entry = ModelLogEntry.objects.for_instance(referral.offer).get()
    assert entry.action == "hilfe_ukraine.link_opened"


def test_the_head_request_of_a_mail_gateway_is_nobody_reading(client, referral):
    assert client.head(path(referral)).status_code == 200

    referral.refresh_from_db()
    assert referral.opened_at is None
    assert not ModelLogEntry.objects.exists()


def test_reading_answers_nothing(client, referral):
    client.get(path(referral))

    referral.refresh_from_db()
    assert referral.state == Referral.States.OPEN


def test_one_press_of_the_button_confirms_receipt(client, referral):
    link = path(referral)
    assert 'value="received"' in client.get(link).content.decode()

    response = client.post(link, {"answer": "received"})

    assert (response.status_code, response["Location"]) == (303, link)
    referral.refresh_from_db()
    assert referral.state == Referral.States.RECEIVED
    after = client.get(link)
    assert status(after) == "received"
    assert 'value="received"' not in after.content.decode()
    assert "Erika" in shown(after)


def test_pressing_it_twice_is_pressing_it_once(client, referral):
    for _ in range(2):
        client.post(path(referral), {"answer": "received"})

    assert referral.answers.count() == 1


def test_an_answer_that_does_not_exist_changes_nothing(client, referral):
    response = client.post(path(referral), {"answer": "whatever"})

    assert response.status_code == 303
    assert not referral.answers.exists()


def test_an_answer_after_the_end_is_met_with_the_state_of_things(client, referral):
    Referral.objects.update(state=Referral.States.PASSED_ON)

    response = client.post(path(referral), {"answer": "received"}, follow=True)

    assert status(response) == "passed_on"
    assert not referral.answers.exists()


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ("confirmed", "The e-mail address was confirmed."),
        ("not_asked", "Contact not confirmed:"),
        ("released", "Contact not confirmed:"),
        ("pending", "Contact not confirmed:"),
    ],
)
def test_it_says_whether_the_contact_was_confirmed(client, referral, check, words):
    HelpOffer.objects.update(contact_check=check)

    assert words in shown(client.get(path(referral)))


def test_a_confirmed_address_that_was_taken_away_since_is_not_spoken_of(
    client, referral
):
    offer = referral.offer
    offer.contact = {"name": "Erika Muster", "phone": "+493515640"}
    offer.save()

    assert "The e-mail address was confirmed." not in shown(client.get(path(referral)))


def test_a_possible_repeat_is_named_as_one(client, referral):
    assert "more than once" not in shown(client.get(path(referral)))
    make_delivery(referral=referral, possible_duplicate=True)

    assert "more than once" in shown(client.get(path(referral)))


def test_help_from_anywhere_shows_no_place(client, referral):
    HelpOffer.objects.update(statewide=True)

    text = shown(client.get(path(referral)))

    assert "anywhere in the state" in text
    assert "02826 Görlitz Length" not in text


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"erased_at": timezone.now(), "contact": {}, "entries": []}, "erased"),
        ({"restricted_at": timezone.now()}, "restricted"),
    ],
)
def test_erased_and_restricted_offers_show_no_person(client, referral, values, state):
    HelpOffer.objects.update(**values)

    response = client.get(path(referral))

    assert status(response) == state
    assert "Erika" not in shown(response)
    assert "two rooms" not in shown(response)


@pytest.mark.parametrize("state", ["withdrawn", "lapsed", "passed_on", "not_needed"])
def test_who_no_longer_has_the_offer_no_longer_reads_the_person(
    client, referral, state
):
    Referral.objects.update(state=state)

    response = client.get(path(referral))

    assert status(response) == state
    assert "Erika" not in shown(response)
    assert "two rooms" not in shown(response)


@pytest.mark.parametrize("state", ["in_contact", "taken"])
def test_who_is_further_still_reads_the_person(client, referral, state):
    Referral.objects.update(state=state)

    response = client.get(path(referral))

    assert status(response) == state
    assert "Erika" in shown(response)


def test_of_a_restricted_offer_it_says_that_receipt_need_not_be_confirmed(
    client, referral
):
    words = "You need not confirm receipt until then."
    HelpOffer.objects.update(restricted_at=timezone.now())

    response = client.post(path(referral), {"answer": "received"}, follow=True)

    assert words in shown(response)
    assert "<form" not in response.content.decode()
    Referral.objects.update(state="received")
    assert words not in shown(client.get(path(referral)))


PAUSED = "Please do not contact the person before that day."


def test_of_a_paused_offer_it_says_until_when(client, referral):
    day = timezone.localdate() + timedelta(days=1)
    HelpOffer.objects.update(paused_until=day)

    text = shown(client.get(path(referral)))

    assert PAUSED in text
    assert date_format(day) in text


@pytest.mark.parametrize(
    "values", [{}, {"restricted_at": timezone.now()}], ids=["over", "restricted"]
)
def test_of_a_pause_that_is_over_or_that_does_not_matter_it_says_nothing(
    client, referral, values
):
    days = 1 if values else 0
    day = timezone.localdate() + timedelta(days=days)
    HelpOffer.objects.update(paused_until=day, **values)

    assert PAUSED not in shown(client.get(path(referral)))


def test_the_page_is_in_the_language_of_the_portal(client, referral):
    response = client.get(path(referral), headers={"accept-language": "uk"})

    assert response["Content-Language"] == "en"
    assert '<html lang="en">' in response.content.decode()


def test_other_methods_are_refused(client, referral):
    assert client.put(path(referral)).status_code == 405


def test_the_number_of_statements_is_fixed(
    client, referral, django_assert_max_num_queries
):
    client.get(path(referral))

    # The referral 1, its words 6, repeat 1, and the log 5 with its savepoint.
    with django_assert_max_num_queries(13):
        client.get(path(referral))
