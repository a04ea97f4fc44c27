"""What a clerk reads of an offer in another language, and in which to reply."""

import pytest

from django.utils import timezone

from hilfe_ukraine.delivery.message_links import answer_link
from tests.factories import make_offer, make_referral


pytestmark = pytest.mark.django_db

ENTRIES = [
    {"key": "details", "label": "Beschreibung", "value": "Кімната", "language": "uk"},
    {"key": "pets", "label": "Haustiere?", "value": "ja"},
]


def page_of(client, **values):
    offer = make_offer(**{"language": "uk", "entries": ENTRIES, **values})
    referral = make_referral(offer=offer, referred_at=timezone.now())
    response = client.get(answer_link(referral).removeprefix("http://testserver"))
    assert response.status_code == 200
    return response.content.decode()


def test_labels_are_german_and_own_words_say_their_language(client):
    html = page_of(client)

    assert '<dd dir="auto" lang="uk">Кімната</dd>' in html
    assert "Sprache dieses Textes: Ukrainisch" in html
    assert '<dd dir="auto">ja</dd>' in html
    assert "Bitte antworten Sie möglichst auf Ukrainisch." in html


def test_an_offer_in_the_portals_language_asks_for_nothing(client):
    entries = [{"key": "details", "label": "Beschreibung", "value": "Zimmer"}]
    html = page_of(client, language="de", entries=entries)

    assert '<dd dir="auto">Zimmer</dd>' in html
    assert "Bitte antworten Sie" not in html
    assert "Sprache dieses Textes" not in html
