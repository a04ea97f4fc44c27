"""Clerks read the answers under labels in the language of the portal."""

import pytest

from wagtail.models import Locale, Page

from hilfe_ukraine.models import HelpOffer
from hilfe_ukraine.offer_page.offer_form import question_name
from tests.offer_page.browse import send
from tests.offer_page.site import add_question, publish


pytestmark = pytest.mark.django_db


@pytest.fixture
def ukrainian(offer_page):
    """The Ukrainian page, with the editor's question translated."""
    add_question(offer_page, "Haustiere?", required=False)
    locale = Locale.objects.create(language_code="uk")
    root = offer_page.get_parent()
    root.copy_for_translation(locale).save_revision().publish()
    german = Page.objects.get(pk=offer_page.pk).specific
    page = german.copy_for_translation(locale)
    (question,) = page.questions.all()
    question.label = "Домашні тварини?"
    page.questions = [question]
    return publish(page)


def send_in_ukrainian(client, page):
    (question,) = page.questions.all()
    address = f"{page.get_url()}?category=housing&postcode=02826"
    answers = {"detail-quantity": "2", question_name(question): "Собака"}
    return send(client, client.get(address), **answers)


def test_what_was_asked_in_ukrainian_is_read_in_german(client, ukrainian):
    assert (
        "Домашні"
        in client.get(
            f"{ukrainian.get_url()}?category=housing&postcode=02826"
        ).content.decode()
    )

    send_in_ukrainian(client, ukrainian)

    offer = HelpOffer.objects.get()
    assert offer.language == "uk"
    labels = {entry["label"]: entry["value"] for entry in offer.entries}
    assert labels["Haustiere?"] == "Собака"
    assert "Beschreibung" in labels


def test_a_question_that_only_the_translation_asks_keeps_its_label(
    client, offer_page, ukrainian
):
    german = Page.objects.get(pk=offer_page.pk).specific
    german.questions = []
    publish(german)

    send_in_ukrainian(client, ukrainian)

    labels = [entry["label"] for entry in HelpOffer.objects.get().entries]
    assert labels[1:] == ["Домашні тварини?"]


@pytest.mark.parametrize(
    ("choices", "stored"),
    [("так\nні\nне знаю", ["nein"]), ("так\nні", ["ні"])],
    ids=["as many choices", "one is missing"],
)
@pytest.mark.parametrize("kind", ["radio", "dropdown", "checkboxes", "multiselect"])
def test_what_was_chosen_in_ukrainian_is_read_in_german(
    client, ukrainian, kind, choices, stored
):
    german = Page.objects.get(slug="hilfe-ukraine", locale__language_code="de").specific
    for page, words in ((german, "ja\r\nnein\r\nweiß nicht"), (ukrainian, choices)):
        (question,) = page.questions.all()
        question.field_type, question.choices = kind, words
        page.questions = [question]
        publish(page)
    address = f"{ukrainian.get_url()}?category=housing&postcode=02826"
    answers = {"detail-quantity": "2", question_name(question): "ні"}
    assert send(client, client.get(address), **answers).status_code == 303

    (entry,) = HelpOffer.objects.get().entries[1:]
    found = entry["value"]
    assert (found if isinstance(found, list) else [found]) == stored
