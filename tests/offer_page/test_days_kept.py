"""The notice on data protection says how long the details are kept."""

import html

import pytest

from hilfe_ukraine.offer_page.days_kept import days_kept_words
from hilfe_ukraine.pages.models import HelpOfferPage
from tests.offer_page.site import publish


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

WAITING = "While your offer waits for your confirmation: at most 14 days."
LONGEST = "Never longer than 365 days after you sent or last confirmed the offer."


def test_without_days_of_its_own_a_page_keeps_as_long_as_the_portal():
    assert days_kept_words(HelpOfferPage()) == [
        WAITING,
        "After your offer has ended: 90 days.",
        LONGEST,
    ]


def test_the_days_of_the_page_count_where_they_are_fewer():
    page = HelpOfferPage(unconfirmed_days=1, ended_days=1000)

    assert days_kept_words(page)[:2] == [
        "While your offer waits for your confirmation: at most 1 day.",
        "After your offer has ended: 90 days.",
    ]


def test_where_nobody_has_to_confirm_nothing_is_said_of_it():
    assert len(days_kept_words(HelpOfferPage(confirmation_required=False))) == 2


def test_the_notice_beside_the_form_says_so(client, offer_page, goerlitz):
    publish(offer_page, confirmation_required=True, unconfirmed_days=7, ended_days=30)
    address = "/hilfe-ukraine/?category=translation&postcode=02826"

    page = client.get(address)

    for words in page.context["days_kept"]:
        assert f"<dd>{words}</dd>" in html.unescape(page.content.decode())
    assert [
        int("".join(filter(str.isdigit, words))) for words in page.context["days_kept"]
    ] == [7, 30, 365]
