"""Mails are in the language of whom they go to; dates, too."""

import json

import pytest

from hilfe_ukraine.delivery.messages import write_message
from hilfe_ukraine.delivery.payloads import write_payload
from hilfe_ukraine.models import Delivery
from tests.factories import NOW, make_delivery, make_offer, make_referral
from tests.offer_page.site import translated


pytestmark = pytest.mark.django_db

REPLY = "Bitte antworten Sie möglichst auf Ukrainisch."


def forward(language):
    referral = make_referral(offer=make_offer(language=language))
    return make_delivery(referral=referral, language="de")


def test_a_body_is_asked_to_reply_in_the_language_of_the_helper():
    message = write_message(forward("uk"), number=1, now=NOW)

    assert REPLY in message.text
    assert REPLY in message.html


def test_a_body_is_asked_for_nothing_if_it_is_the_portals_language():
    message = write_message(forward("de"), number=1, now=NOW)

    assert "Bitte antworten" not in message.text + message.html


def test_a_bodys_system_gets_the_language_with_its_name():
    data = json.loads(write_payload(forward("uk"), now=NOW))["data"]

    assert data["language"] == "uk"
    assert data["reply_language"] == {"key": "uk", "label": "Ukrainisch"}


@pytest.mark.parametrize(
    ("language", "hello", "day"),
    [
        ("de", "Guten Tag", "4. März 2022"),
        ("en", "Hello", "March 4, 2022"),
        ("uk", "Добрий день", "4 березня 2022"),
        ("ru", "Здравствуйте", "4 марта 2022"),
    ],
)
def test_a_mail_to_a_helper_is_in_the_language_of_the_offer(language, hello, day):
    delivery = make_delivery(
        offer=make_offer(language=language, submitted_at=NOW),
        kind=Delivery.Kinds.CONFIRM,
        receiver=Delivery.Receivers.HELPER,
        language=language,
    )
    message = write_message(delivery, number=1, now=NOW)

    assert message.text.startswith(hello)
    assert day in message.text
    assert f'<html lang="{language}">' in message.html


def test_a_body_reads_the_title_of_the_page_in_the_portals_language(offer_page):
    ukrainian = translated(offer_page, "uk", title="Допомога")
    offer = make_offer(language="uk", page_id=ukrainian.pk, page_title="Допомога")
    delivery = make_delivery(referral=make_referral(offer=offer), language="de")
    message = write_message(delivery, number=1, now=NOW)

    assert message.text.rstrip().endswith(offer_page.title)
    assert "Допомога" not in message.text + message.html


def test_a_page_that_is_gone_keeps_the_title_it_had():
    offer = make_offer(language="uk", page_title="Допомога")
    delivery = make_delivery(referral=make_referral(offer=offer), language="de")

    assert "Допомога" in write_message(delivery, number=1, now=NOW).text
