"""What an editor is asked for before a page goes live, and not before."""

import pytest

from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from hilfe_ukraine.models import Category
from tests.factories import make_user


pytestmark = pytest.mark.django_db


def save(client, page, action: str, **values):
    data = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "intro": rich_text(""),
            "legal_basis": page.legal_basis,
            "captcha": page.captcha,
            "controller": "",
            "privacy_text": "null",
            "thank_you_text": rich_text(""),
            "other_help": rich_text(""),
            "questions": inline_formset([]),
            "comments": inline_formset([]),
            action: "1",
        }
    )
    data["categories"] = list(Category.objects.values_list("pk", flat=True))
    data.update(values)
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


@pytest.fixture
def editor(client):
    client.force_login(make_user(is_superuser=True))
    return client


def test_a_page_without_data_protection_is_not_published(editor, offer_page):
    response = save(editor, offer_page, "action-publish")

    errors = response.context["form"].errors
    assert set(errors) == {"controller", "privacy_text"}


def test_a_draft_without_data_protection_is_saved(editor, offer_page):
    response = save(editor, offer_page, "action-save")

    assert response.status_code == 302, response.context["form"].errors


def test_a_page_without_categories_is_not_published(editor, offer_page):
    response = save(
        editor,
        offer_page,
        "action-publish",
        categories=[],
        controller="Ministerium",
        privacy_text=rich_text("<p>Ihre Daten</p>"),
    )

    assert set(response.context["form"].errors) == {"categories"}


def test_a_complete_page_is_published(editor, offer_page):
    response = save(
        editor,
        offer_page,
        "action-publish",
        controller="Ministerium",
        privacy_text=rich_text("<p>Ihre Daten</p>"),
    )

    assert response.status_code == 302, response.context["form"].errors
    offer_page.refresh_from_db()
    assert offer_page.controller == "Ministerium"


@pytest.mark.parametrize(
    ("name", "longest"), [("unconfirmed_days", 14), ("ended_days", 90)]
)
def test_a_page_keeps_offers_for_no_longer_than_the_settings(
    editor, offer_page, name, longest
):
    for days in (longest + 1, 0):
        response = save(editor, offer_page, "action-save", **{name: days})
        assert set(response.context["form"].errors) == {name}

    response = save(editor, offer_page, "action-save", **{name: longest})
    assert response.status_code == 302, response.context["form"].errors


@pytest.mark.parametrize(
    ("name", "longest"), [("unconfirmed_days", 14), ("ended_days", 90)]
)
def test_the_field_says_how_many_days_there_may_be(editor, offer_page, name, longest):
    edit = reverse("wagtailadmin_pages:edit", args=[offer_page.pk])
    field = editor.get(edit).context["form"][name]

    assert 'min="1"' in str(field)
    assert f" {longest} " in field.help_text
