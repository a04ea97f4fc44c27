"""The editor's questions: which names are refused, and what copies keep."""

import pytest

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from hilfe_ukraine.models import Category
from hilfe_ukraine.pages.models import HelpOfferQuestion
from tests.offer_page.read import in_german
from tests.offer_page.site import add_question


pytestmark = pytest.mark.django_db

REFUSED = "The form asks this already. Please choose another label."


@pytest.mark.parametrize(
    "label",
    [
        "Postleitzahl",
        "PLZ",
        "E-Mail",
        "E-Mail-Adresse",
        "Telefon",
        "Straße",
        "Postcode",
        "Category",
        "Name",
        "captcha",
        "Captcha 0",
        "Token",
        "Datenschutz",
        "Gemeinde",
        "  postcode ",
        "quantity",
    ],
)
def test_labels_of_the_forms_own_fields_are_refused(label):
    with pytest.raises(ValidationError) as caught:
        HelpOfferQuestion(label=label, field_type="singleline").clean()

    assert list(caught.value.message_dict) == ["label"]


@pytest.mark.parametrize(
    "label", ["Haustiere?", "Поштова скринька", "Postfach", "", None]
)
def test_other_labels_are_taken(label):
    HelpOfferQuestion(label=label, field_type="singleline").clean()


def test_a_label_is_refused_when_it_is_changed_later(offer_page):
    question = add_question(offer_page, "Haustiere?")
    question.label = "Postleitzahl"

    with pytest.raises(ValidationError):
        question.clean()


def test_nobody_can_ask_by_a_hidden_field():
    choices = dict(HelpOfferQuestion._meta.get_field("field_type").choices)

    assert "hidden" not in choices
    assert {"singleline", "multiline", "checkboxes", "date"} <= choices.keys()


@pytest.fixture
def editor(client):
    user = get_user_model().objects.create_superuser("editor", "e@office.example", "x")
    client.force_login(user)
    return client


def form_data(page, *labels, **actions):
    questions = [
        {
            "label": label,
            "field_type": "singleline",
            "help_text": "",
            "choices": "",
            "default_value": "",
        }
        for label in labels
    ]
    rich = ("intro", "thank_you_text", "other_help")
    data = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "legal_basis": page.legal_basis,
            "captcha": page.captcha,
            "controller": "Landesdirektion",
            "privacy_text": rich_text("<p>Ihre Daten</p>"),
            "questions": inline_formset(questions),
            "comments": inline_formset([]),
            **{name: rich_text("") for name in rich},
            **actions,
        }
    )
    offered = [str(row.pk) for row in page.categories.all()]
    return {**data, "categories": offered, "questions-0-categories": offered[:1]}


@pytest.mark.parametrize("actions", [{}, {"action-publish": "1"}])
def test_the_editor_is_told_at_the_label_even_in_a_draft(editor, offer_page, actions):
    address = reverse("wagtailadmin_pages:edit", args=[offer_page.pk])
    response = editor.post(address, form_data(offer_page, "Postleitzahl", **actions))

    formset = response.context["form"].formsets["questions"]
    assert formset.errors == [{"label": [in_german(REFUSED)]}]
    assert not HelpOfferQuestion.objects.exists()


def test_the_editor_looks_at_a_question_before_it_is_saved(editor, offer_page):
    for address in (
        reverse("wagtailadmin_pages:preview_on_edit", args=[offer_page.pk]),
        reverse(
            "wagtailadmin_pages:preview_on_add",
            args=["hilfe_ukraine_pages", "helpofferpage", offer_page.get_parent().pk],
        ),
    ):
        posted = editor.post(address, form_data(offer_page, "Haustiere?", slug="neu"))
        assert posted.json()["is_valid"] is True
        for mode in ("", "form", "thanks"):
            shown = editor.get(address, {"mode": mode})
            assert shown.status_code == 200
            assert ("Haustiere?" in shown.content.decode()) == (mode == "form")


def test_the_editor_adds_a_question_for_one_category(editor, offer_page):
    address = reverse("wagtailadmin_pages:edit", args=[offer_page.pk])
    data = form_data(offer_page, "Haustiere?", **{"action-publish": "1"})
    response = editor.post(address, data)

    assert response.status_code == 302
    question = HelpOfferQuestion.objects.get()
    assert question.label == "Haustiere?"
    assert [row.key for row in question.categories.all()] == ["housing"]
    assert question.page.categories.count() == 2


def test_a_translation_keeps_key_and_categories(offer_page, uk):
    housing = Category.objects.get(key="housing")
    question = add_question(offer_page, "Haustiere?", (housing,))
    page = Page.objects.get(pk=offer_page.pk).specific.copy_for_translation(uk)
    page.save_revision().publish()
    translated = page.questions.model.objects.get(page_id=page.pk)

    assert translated.translation_key == question.translation_key
    assert (translated.locale, question.locale) == (uk, offer_page.locale)
    assert list(translated.categories.all()) == [housing]


def test_a_copy_has_questions_of_its_own_for_the_same_categories(offer_page):
    housing = Category.objects.get(key="housing")
    question = add_question(offer_page, "Haustiere?", (housing,))
    source = Page.objects.get(pk=offer_page.pk).specific
    copy = source.copy(update_attrs={"slug": "copy", "title": "Kopie"})
    copied = HelpOfferQuestion.objects.get(page_id=copy.pk)

    assert copied.translation_key != question.translation_key
    assert list(copied.categories.all()) == [housing]
