"""The pages behind the personal link in another language than the offer's."""

from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone

from hilfe_ukraine.delivery.message_links import new_email_link
from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import Delivery, HelpOffer
from tests.database import row_counts
from tests.factories import make_body, make_category, make_offer, make_referral
from tests.offer_page.browse import read_form
from tests.offer_page.read import complaints, read_page, says
from tests.offer_page.site import publish, translated


pytestmark = pytest.mark.django_db

LOG = "wagtailcore_modellogentry"
LANGUAGES = ("de", "en", "uk", "ru")
STEPS = ("manage", "correct", "pause", "withdraw", "erase")
SPOKEN = {
    "key": "languages",
    "label": "Sprachen",
    "value": ["Ukrainisch: Muttersprache", "Polnisch: ein wenig (A1 oder A2)"],
    "languages": [
        {"language": "uk", "level": "native"},
        {"language": "pl", "level": "basic"},
    ],
}


def link(offer, name="manage", language=""):
    token = make_token(
        Purpose.MANAGE,
        offer.uuid,
        version=offer.link_version,
        expires_at=offer.submitted_at + timedelta(days=1),
    )
    path = reverse(f"hilfe_ukraine:{name}", args=[token])
    return f"{path}?language={language}" if language else path


@pytest.fixture
def offer():
    now = timezone.now()
    offer = make_offer(
        state="referred",
        waiting_for="",
        category=make_category("translation", title="Übersetzen", asks_languages=True),
        contact={"helper": "person", "name": "Erika", "email": "e@muster.example"},
        entries=[
            {"key": "details", "label": "Beschreibung", "value": "Abends"},
            SPOKEN,
            {"key": "q", "label": "Haustiere?", "value": "keine"},
        ],
        submitted_at=now,
        valid_until=timezone.localdate() + timedelta(days=30),
    )
    body = make_body("kreis", name="Landkreis Görlitz")
    make_referral(offer=offer, body=body, referred_at=now, opened_at=now)
    return offer


def chosen_options(response):
    """Return what is selected in the drop-down lists, as a browser would send it."""
    chosen = {}
    for part in response.content.decode().split("<select ")[1:]:
        name = part.split('name="')[1].split('"')[0]
        options = part.split("</select>")[0].split("<option ")[1:]
        selected = [option for option in options if "selected" in option.split(">")[0]]
        chosen[name] = (selected or options)[0].split('value="')[1].split('"')[0]
    return chosen


def fields_of(response, **changes):
    return {**read_form(response).fields, **chosen_options(response), **changes}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_read_in_every_language(client, offer, language):
    before = row_counts(besides=(LOG,))
    for name in STEPS:
        response = client.get(link(offer, name, language))

        assert read_page(response).lang == response["Content-Language"] == language
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        content = response.content.decode()
        assert '<meta name="robots" content="noindex, nofollow">' in content
        assert f'<span lang="{language}" aria-current="true">' in content
        for other in set(LANGUAGES) - {language}:
            assert f'="{link(offer, name, other)}"' in content
    assert row_counts(besides=(LOG,)) == before
    assert HelpOffer.objects.get().language == "de"


def test_an_unknown_language_is_the_language_of_the_offer(client, offer):
    assert read_page(client.get(link(offer, language="xx"))).lang == "de"


def test_the_chosen_language_goes_with_every_link_and_button(client, offer):
    content = client.get(link(offer, language="uk")).content.decode()
    for name in STEPS:
        assert f'="{link(offer, name, "uk")}"' in content
        if name != "manage":
            page = client.get(link(offer, name, "uk")).content.decode()
            assert f'href="{link(offer, "manage", "uk")}"' in page

    until = (timezone.localdate() + timedelta(days=7)).isoformat()
    done = client.post(link(offer, "pause", "uk"), {"until": until})
    assert done["Location"] == f"{link(offer)}?done=paused&language=uk"
    page = client.get(done["Location"])
    assert says(page, "The pause is stored. Those who have your offer are told.", "uk")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("correct", {"name": "Зоя Їжак", "phone": "abc", "details": "Nur das"}),
        ("pause", {"until": "2020-01-01"}),
        ("withdraw", {"reason": "given"}),
    ],
)
def test_a_half_filled_form_changes_its_language_and_loses_nothing(
    client, offer, name, typed
):
    page = client.get(link(offer, name))
    assert f'formaction="{link(offer, name, "uk")}"' in page.content.decode()
    before = row_counts(besides=(LOG,))
    sent = fields_of(page, **typed, other_language="uk")
    changed = client.post(link(offer, name, "uk"), sent)

    assert (changed.status_code, read_page(changed).lang) == (200, "uk")
    assert "hu-errors" not in changed.content.decode()
    assert typed.items() <= read_form(changed).fields.items()
    assert chosen_options(changed) == chosen_options(page)
    assert row_counts(besides=(LOG,)) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_complaints_are_in_the_chosen_language(client, offer, language):
    response = client.post(link(offer, "correct", language), {"phone": "+380"})

    assert response.status_code == 422
    assert {"id_phone", "id_name"} <= set(complaints(response))
    assert says(response, "Enter your name.", language)


def test_texts_of_the_portal_are_marked_on_a_page_in_another_language(client, offer):
    content = client.get(link(offer, language="uk")).content.decode()

    for words in ("Übersetzen", "Landkreis Görlitz", "Haustiere?", "keine", "Abends"):
        assert f'<span lang="de">{words}</span>' in content
    assert "Muttersprache" not in content, "the level is in the page's language"
    german = client.get(link(offer, language="de")).content.decode()
    assert 'span lang="de">Ü' not in german
    assert "Ukrainisch: Muttersprache" in german


def test_languages_are_corrected_and_those_who_have_the_offer_are_told(client, offer):
    page = client.get(link(offer, "correct", "uk"))
    before = chosen_options(page)
    assert {"spoken-uk", "spoken-other-1"} <= set(before), before
    assert (before["spoken-uk"], before["spoken-de"]) == ("native", "")
    assert (before["spoken-other-1"], before["spoken-level-1"]) == ("pl", "basic")

    same = client.post(link(offer, "correct", "uk"), fields_of(page))
    assert same.status_code == 303, same.content.decode()
    assert not Delivery.objects.filter(kind="changed").exists()
    assert HelpOffer.objects.get().entries[1] == SPOKEN

    none = {"spoken-other-1": "", "spoken-level-1": ""}
    changed = fields_of(page, **{"spoken-de": "good", **none})
    assert client.post(link(offer, "correct", "uk"), changed).status_code == 303
    entry = HelpOffer.objects.get().entries[1]
    assert entry["languages"] == [
        {"language": "de", "level": "good"},
        {"language": "uk", "level": "native"},
    ]
    assert entry["value"][1] == "Ukrainisch: Muttersprache", "as clerks read it"
    assert Delivery.objects.filter(kind="changed").count() == 1


def test_an_offer_keeps_at_least_one_language(client, offer):
    page = client.get(link(offer, "correct"))
    nothing = dict.fromkeys(chosen_options(page), "")
    response = client.post(link(offer, "correct"), fields_of(page, **nothing))

    assert response.status_code == 422
    assert HelpOffer.objects.get().entries[1] == SPOKEN


def test_a_new_address_is_confirmed_in_any_language(client, offer):
    offer.contact = {**offer.contact, "new_email": "neu@muster.example"}
    offer.save()
    address = new_email_link(offer, "neu@muster.example", since=timezone.now())
    address = "/hilfe/email/" + address.split("/email/")[1]
    assert f'href="{address}?language=ru"' in client.get(address).content.decode()

    done = client.post(f"{address}?language=ru", follow=True)
    assert says(done, "Your new address is confirmed", "ru")
    again = client.get(f"{address}?language=uk")
    assert says(again, "Your new address is confirmed", "uk")


def test_the_receipt_of_an_erasure_is_read_in_any_language(client, offer):
    done = client.post(link(offer, "erase", "uk"), follow=True)

    assert says(done, "Everything is erased", "uk")
    german = link(offer, language="de")
    assert f'href="{german}"' in done.content.decode()
    assert says(client.get(german), "Everything is erased", "de")


@pytest.fixture
def on_a_page(offer_page):
    """An offer made on a page that names a hotline, as its translation does."""
    page = publish(offer_page, hotline="0351 5640 (montags)")
    ukrainian = translated(page, "uk", hotline="0351 5640 (щопонеділка)")
    return make_offer(page_id=page.pk, submitted_at=timezone.now()), ukrainian


def test_whom_to_call_stands_there_in_the_language_that_is_read(client, on_a_page):
    offer, _ukrainian = on_a_page

    for language, words in (
        ("uk", "щопонеділка"),
        ("de", "montags"),
        ("ru", "montags"),
    ):
        assert words in client.get(link(offer, language=language)).content.decode()


def test_a_page_that_is_not_published_in_a_language_is_not_read(client, on_a_page):
    offer, ukrainian = on_a_page
    ukrainian.unpublish()

    assert "montags" in client.get(link(offer, language="uk")).content.decode()
