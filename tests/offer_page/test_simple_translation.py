"""Translating a page as an editor does it, with Wagtail's own simple_translation."""

import pytest

from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.models import Page

from hilfe_ukraine.models import HelpOffer
from hilfe_ukraine.offer_page.offer_form import question_name
from tests.offer_page.browse import send
from tests.offer_page.site import add_question, publish


pytestmark = pytest.mark.django_db

CHOSEN = "?category=translation&postcode=02826"


@pytest.fixture
def german(offer_page):
    """A page with a question for one category and one for all."""
    translation = offer_page.categories.get(key="translation")
    add_question(offer_page, "Beeidigt?", (translation,), required=False)
    add_question(offer_page, "Haustiere?", required=False)
    return Page.objects.get(pk=offer_page.pk).specific


@pytest.fixture
def ukrainian(client, german, uk):
    """What "Translate" in the page's menu leaves, published."""
    admin = get_user_model().objects.create_superuser("admin")
    client.force_login(admin)
    url = reverse("simple_translation:submit_page_translation", args=[german.pk])
    response = client.post(url, {"locales": [uk.pk], "include_subtree": ""})
    assert response.status_code == 302
    client.logout()
    return publish(german.get_translation(uk))


def keys_of(page):
    return {
        question.translation_key: {row.key for row in question.categories.all()}
        for question in page.questions.all()
    }


def test_questions_keep_their_keys_and_categories(german, ukrainian, uk):
    assert keys_of(german) == keys_of(ukrainian)
    assert len(keys_of(ukrainian)) == 2
    assert {question.locale for question in ukrainian.questions.all()} == {uk}
    assert ukrainian.public_id != german.public_id


def test_answers_in_all_languages_are_one_data_set(client, german, ukrainian):
    question = german.questions.get(label="Haustiere?")
    for page in (german, ukrainian):
        form = client.get(f"{page.get_url()}{CHOSEN}")
        send(client, form, **{question_name(question): "Katze"})

    offers = HelpOffer.objects.order_by("pk")
    assert [offer.language for offer in offers] == ["de", "uk"]
    for offer in offers:
        found = {row["key"]: row for row in offer.entries}
        entry = found[str(question.translation_key)]
        assert (entry["label"], entry["value"]) == ("Haustiere?", "Katze")


def test_an_alias_in_another_language_asks_the_same(client, german, uk):
    """Sites that keep their language trees alike have aliases until translation."""
    alias = german.copy_for_translation(uk, alias=True)

    assert keys_of(alias) == keys_of(german)
    form = client.get(f"{alias.get_url()}{CHOSEN}")
    assert send(client, form).status_code == 303
    assert HelpOffer.objects.get().language == "uk"
