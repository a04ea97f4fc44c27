"""Translating a page as an editor does it, with wagtail-localize.

Its editor is a page of JavaScript; the tests send what that sends.
"""

import runpy
import sys

from urllib.parse import urlencode

import pytest

from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.blocks import StreamBlock
from wagtail.models import Locale, Page
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import Translation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor
from wagtail_localize.segments.ingest import StreamFieldSegmentsWriter
from wagtail_localize.strings import StringValue

from hilfe_ukraine.models import HelpOffer
from hilfe_ukraine.offer_page import localize
from hilfe_ukraine.offer_page.blocks import HelpOfferBlock
from hilfe_ukraine.offer_page.offer_form import question_name
from tests.offer_page.browse import send
from tests.offer_page.site import add_question
from tests.testapp.models import OwnOfferPage


pytestmark = pytest.mark.django_db

CHOSEN = "?category=translation&postcode=02826"
WORDS = {
    "Hilfe anbieten": "Запропонувати допомогу",
    "Beeidigt?": "Присяжний?",
    "Haustiere?": "Тварини?",
    "Nur bei uns": "Тільки в нас",
    "Katze<br/>Hund": "Кіт<br/>Собака",
}


@pytest.fixture
def german(offer_page):
    """A page with a question for one category and one for all."""
    translation = offer_page.categories.get(key="translation")
    add_question(offer_page, "Beeidigt?", (translation,), required=False)
    pets = {"field_type": "dropdown", "choices": "Katze\nHund"}
    add_question(
        offer_page, "Haustiere?", required=False, help_text="Nur bei uns", **pets
    )
    return fresh(offer_page)


@pytest.fixture
def translate(client, settings, django_capture_on_commit_callbacks):
    """Return a function that does what "Translate this page" does."""
    settings.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
    client.force_login(get_user_model().objects.create_superuser("admin"))

    def translate(page, locale):
        url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(url, {"locales": [locale.pk]})
        assert answer.status_code == 302
        return Translation.objects.get(
            source__object_id=page.translation_key, target_locale=locale
        )

    return translate


@pytest.fixture
def put_words(client, django_capture_on_commit_callbacks):
    """Return a function that fills in the words; publishes if asked."""

    def put_words(translation, *, and_publish=True):
        for segment in strings_of(translation):
            if word := WORDS.get(segment.string.data):
                url = reverse(
                    "wagtail_localize:edit_string_translation",
                    args=[translation.pk, segment.pk],
                )
                sent = {"content_type": "application/x-www-form-urlencoded"}
                answer = client.put(url, urlencode({"value": word}), **sent)
                assert answer.status_code == 201
        page = translation.get_target_instance()
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        assert client.get(url).status_code == 200
        if and_publish:
            with django_capture_on_commit_callbacks(execute=True):
                client.post(url, {"action": "publish"})
        return fresh(page)

    return put_words


def fresh(page):
    return Page.objects.get(pk=page.pk).specific


def strings_of(translation):
    return translation.source.stringsegment_set.order_by("order")


def keys_of(page):
    return {
        question.translation_key: {row.key for row in question.categories.all()}
        for question in page.questions.all()
    }


def names_of(segments):
    """The fields they come from, without the keys of questions."""
    paths = (segment.context.path.split(".") for segment in segments)
    return sorted(".".join((path[0], *path[2:])) for path in paths)


def test_translators_get_words_and_nothing_else(german, uk, translate):
    translation = translate(german, uk)

    assert names_of(strings_of(translation)) == [
        "questions.choices",
        "questions.help_text",
        "questions.label",
        "questions.label",
        "slug",
        "title",
    ]
    assert not translation.source.overridablesegment_set.exists()


def test_a_translated_page_asks_the_same_questions(
    client, german, uk, translate, put_words
):
    translation = translate(german, uk)
    assert not translation.get_target_instance().live

    ukrainian = put_words(translation)

    assert ukrainian.live
    assert keys_of(ukrainian) == keys_of(german)
    assert len(keys_of(ukrainian)) == 2
    assert {question.locale for question in ukrainian.questions.all()} == {uk}
    assert ukrainian.public_id != german.public_id
    html = client.get(f"{ukrainian.get_url()}{CHOSEN}").content.decode()
    for word in ("Запропонувати допомогу", "Присяжний?", "Тільки в нас", "Собака"):
        assert word in html


def test_answers_in_all_languages_are_one_data_set(
    client, german, uk, translate, put_words
):
    ukrainian = put_words(translate(german, uk))
    client.logout()
    name = question_name(german.questions.get(label="Haustiere?"))
    for page, answer in ((german, "Hund"), (ukrainian, "Собака")):
        form = client.get(f"{page.get_url()}{CHOSEN}")
        assert send(client, form, **{name: answer}).status_code == 303

    offers = HelpOffer.objects.order_by("pk")
    assert [offer.language for offer in offers] == ["de", "uk"]
    first, second = (offer.entries[1] for offer in offers)
    assert first == second
    assert (first["label"], first["value"]) == ("Haustiere?", "Hund")


@pytest.mark.parametrize(
    ("mode", "word"),
    [
        ("", "Запропонувати допомогу"),
        ("form", "Тварини?"),
        ("thanks", '<html lang="uk">'),
    ],
)
def test_each_step_can_be_looked_at_before(
    client, german, uk, translate, put_words, mode, word
):
    translation = translate(german, uk)
    put_words(translation, and_publish=False)

    arguments = [translation.pk, mode] if mode else [translation.pk]
    url = reverse("wagtail_localize:preview_translation", args=arguments)
    answer = client.get(url)

    assert answer.status_code == 200
    assert word in answer.content.decode()


def test_changes_of_the_source_arrive_when_it_is_synchronised(
    client, german, uk, translate, put_words, django_capture_on_commit_callbacks
):
    translation = translate(german, uk)
    before = put_words(translation)
    german.categories = [german.categories.get(key="housing")]
    add_question(german, "Aufzug?", required=False)

    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"publish_translations": "on"})

    after = fresh(before)
    assert [row.key for row in after.categories.all()] == ["housing"]
    assert keys_of(after) == keys_of(fresh(german))
    labels = {question.label for question in after.questions.all()}
    assert labels == {"Присяжний?", "Тварини?", "Aufzug?"}
    assert after.public_id == before.public_id
    old = {question.translation_key: question.pk for question in before.questions.all()}
    new = {question.translation_key: question.pk for question in after.questions.all()}
    assert old.items() <= new.items()


def test_an_alias_that_is_translated_keeps_its_address(
    german, uk, translate, put_words
):
    """Sites that keep their language trees alike have aliases until translation."""
    alias = german.copy_for_translation(uk, alias=True)

    page = put_words(translate(german, uk))

    assert (page.pk, page.alias_of_id) == (alias.pk, None)
    assert page.public_id == alias.public_id
    assert keys_of(page) == keys_of(german)


def test_a_language_that_is_not_shipped(client, settings, german, translate, put_words):
    languages = [*settings.LANGUAGES, ("hsb", "Upper Sorbian")]
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = languages
    locale = Locale.objects.create(language_code="hsb")
    german.get_parent().copy_for_translation(locale).save_revision().publish()

    page = put_words(translate(german, locale))

    assert keys_of(page) == keys_of(german)
    form = client.get(f"/hsb/hilfe-ukraine/{CHOSEN}")
    assert send(client, form).status_code == 303
    assert HelpOffer.objects.get().language == "hsb"


def test_a_hosts_own_page_type_is_translated_alike():
    fields = {
        field.field_name: field for field in get_translatable_fields(OwnOfferPage)
    }

    body = fields["fallback_body"]
    assert body.is_synchronized(None)
    assert not body.is_overridable(None)
    assert fields["motto"].is_translated(None)


def test_step_one_on_another_page_has_its_words_translated(offer_page, uk):
    """The page it leads to is no matter of translation: ``localized`` finds it."""
    stream = StreamBlock([("help_offer", HelpOfferBlock())])
    block = {"heading": "Helfen", "text": "", "page": offer_page.pk}
    value = stream.to_python([{"type": "help_offer", "value": block, "id": "1"}])

    segments = StreamFieldSegmentExtractor(None).handle_stream_block(value)

    words = [row for row in segments if isinstance(row, StringSegmentValue)]
    assert [(row.path, row.string.data) for row in words] == [
        ("1.heading", "Helfen"),
        ("1.text", ""),
    ]
    words[0].string = StringValue("Допомогти")
    writer = StreamFieldSegmentsWriter(None, offer_page.locale, uk)
    translated = writer.handle_stream_block(value, words)[0].value
    assert translated["heading"] == "Допомогти"
    assert translated["page"].pk == offer_page.pk


def test_nothing_is_declared_without_wagtail_localize(monkeypatch):
    monkeypatch.setitem(sys.modules, "wagtail_localize.fields", None)

    alone = runpy.run_path(localize.__file__)

    assert alone["follow_the_source"]("categories") == []
    assert len(localize.follow_the_source("categories")) == 1
