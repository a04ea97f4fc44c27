"""Another language needs a file with strings, a setting and a restart: Upper Sorbian.

It is tried with a catalogue that is only begun, as one is on the first day.
"""

from pathlib import Path

import pytest

from wagtail.models import Locale, Page

from hilfe_ukraine.delivery.messages import write_message
from hilfe_ukraine.models import Delivery, HelpOffer
from tests.factories import NOW, make_delivery
from tests.offer_page.browse import send
from tests.offer_page.site import add_question, publish


pytestmark = pytest.mark.django_db

CHOSEN = "?category=translation&postcode=02826"
_HERE = Path(__file__).parent


@pytest.fixture
def sorbian(settings, offer_page):
    """What the how-to says: settings, a language tree, the page translated."""
    languages = [*settings.LANGUAGES, ("hsb", "Upper Sorbian")]
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = languages
    settings.LOCALE_PATHS = [str(_HERE / "locale")]
    add_question(offer_page, "Haustiere?", required=False)
    locale = Locale.objects.create(language_code="hsb")
    offer_page.get_parent().copy_for_translation(locale).save_revision().publish()
    german = Page.objects.get(pk=offer_page.pk).specific
    page = german.copy_for_translation(locale)
    page.title = "Pomoc poskićić"
    return publish(page)


def text(response):
    return response.content.decode()


def test_the_page_speaks_it_and_falls_back_to_the_portals_language(client, sorbian):
    html = text(client.get("/hsb/hilfe-ukraine/"))

    assert '<html lang="hsb">' in html
    assert "Pomoc poskićić" in html
    assert "Što chceće poskićić?" in html
    assert ">Dale</button>" in html
    # Not translated yet.
    assert "Postleitzahl" in html


def test_the_other_pages_lead_to_it(client, sorbian):
    html = text(client.get(f"/hilfe-ukraine/{CHOSEN[:21]}"))

    assert 'href="/hsb/hilfe-ukraine/?category=translation" lang="hsb"' in html
    assert "Hornjoserbsce" in html


def test_an_offer_goes_all_the_way(client, sorbian):
    form = client.get(f"/hsb/hilfe-ukraine/{CHOSEN}")
    assert "Poskitk wotpósłać" in text(form)
    refused = send(client, form, name="")
    assert "podaće faluje" in text(refused)

    answer = send(client, refused, name="Handrij Zejler")

    assert answer.status_code == 303
    offer = HelpOffer.objects.get()
    assert offer.language == "hsb"
    details = offer.entries[0]
    assert (details["label"], details["language"]) == ("Beschreibung", "hsb")


def test_all_languages_are_one_data_set(client, offer_page, sorbian):
    german, translated = (
        {question.translation_key for question in page.questions.all()}
        for page in (Page.objects.get(pk=offer_page.pk).specific, sorbian)
    )

    assert len(german) == 1
    assert german == translated


def test_mails_are_written_in_it(client, sorbian):
    publish(sorbian, confirmation_required=True)
    send(client, client.get(f"/hsb/hilfe-ukraine/{CHOSEN}"))
    offer = HelpOffer.objects.get()
    delivery = Delivery.objects.filter(offer=offer).first() or make_delivery(
        offer=offer, kind=Delivery.Kinds.CONFIRM, language="hsb"
    )

    message = write_message(delivery, number=1, now=NOW)

    assert message.text.startswith("Dobry dźeń,")
    assert '<html lang="hsb">' in message.html
