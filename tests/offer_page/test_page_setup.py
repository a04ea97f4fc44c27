"""What a page contributes to its form, and when it is read anew."""

import pytest

from django.utils import translation
from wagtail.models import Page

from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.models import Category, LegalText
from hilfe_ukraine.offer_page.days_kept import days_kept_words
from hilfe_ukraine.offer_page.page_setup import (
    forget_setups,
    read_setup,
    setup_of,
)
from tests.factories import make_body, make_category
from tests.offer_page.site import add_question, publish


pytestmark = pytest.mark.django_db


def test_categories_stand_in_the_order_of_the_administrators(offer_page):
    Category.objects.filter(key="translation").update(position=1)
    make_category("jobs", position=0)
    publish(offer_page)
    setup = setup_of(offer_page, current_table())

    assert [row.key for row in setup.categories] == ["translation", "housing"]
    assert setup.category("housing").key == "housing"
    assert setup.category("jobs") is None
    assert setup.category("") is None


def test_bodies_are_those_the_page_names(offer_page):
    setup = setup_of(offer_page, current_table())
    assert setup.fallback_body.key == setup.owning_office.key == "fallback"

    page = publish(offer_page, fallback_body=None, owning_office=make_body("office"))
    setup = setup_of(page, current_table())
    assert (setup.fallback_body, setup.owning_office.key) == (None, "office")


def test_questions_are_those_for_the_category(offer_page):
    housing, translation = Category.objects.order_by("key")
    add_question(offer_page, "Haustiere", (housing,))
    add_question(offer_page, "Bemerkung")
    setup = setup_of(offer_page, current_table())

    asked = [question.label for question in setup.questions_for(translation)]
    assert asked == ["Bemerkung"]
    asked = [question.label for question in setup.questions_for(housing)]
    assert asked == ["Haustiere", "Bemerkung"]


def test_a_setup_costs_nothing_while_nothing_is_published(
    offer_page, django_assert_num_queries
):
    housing = Category.objects.get(key="housing")
    add_question(offer_page, "Haustiere", (housing,))
    table = current_table()
    setup = setup_of(offer_page, table)

    with django_assert_num_queries(0):
        again = setup_of(offer_page, table)
        list(again.questions_for(housing))
    assert again is setup


def test_a_setup_is_read_again_when_something_was_published(offer_page):
    before = setup_of(offer_page, current_table())
    page = publish(offer_page, categories=[])

    assert before.categories
    assert not setup_of(page, current_table()).categories


def test_forgotten_setups_are_read_again(offer_page):
    table = current_table()
    before = setup_of(offer_page, table)
    forget_setups()

    assert setup_of(offer_page, table) is not before


def in_german_words(page):
    with translation.override("de"):
        return days_kept_words(page)


def test_a_wording_that_helpers_see_is_frozen_once(offer_page):
    page = publish(
        offer_page,
        controller="Landesdirektion Sachsen",
        recipients="Landkreise",
        data_protection_officer="datenschutz@sachsen.example",
        privacy_text="<p>Wir <b>löschen</b> nach 90 Tagen.</p>",
    )
    for _ in range(2):
        forget_setups()
        setup = setup_of(page, current_table())
    text = LegalText.objects.get(pk=setup.legal_text_id)

    assert text.language == "de"
    assert "Wir löschen nach 90 Tagen." in text.text
    assert "Landesdirektion Sachsen" in text.text
    assert "\n\n".join(in_german_words(page)) in text.text
    assert LegalText.objects.filter(digest=text.digest).count() == 1


def test_a_wording_is_frozen_in_the_language_of_the_page(offer_page):
    frozen = set()
    for language in ("en", "de"):
        forget_setups()
        with translation.override(language):
            frozen.add(setup_of(offer_page, current_table()).legal_text_id)
    with translation.override("de"):
        basis = offer_page.get_legal_basis_display()

    assert basis in LegalText.objects.get(pk=frozen.pop()).text
    assert not frozen


def test_another_wording_is_another_row(offer_page):
    first = setup_of(offer_page, current_table()).legal_text_id
    page = publish(offer_page, controller="Jemand anders")

    assert setup_of(page, current_table()).legal_text_id != first


def test_a_preview_freezes_no_wording(offer_page):
    setup = read_setup(offer_page, current_table(), store=False)

    assert setup.legal_text_id is None
    assert not LegalText.objects.exists()


def test_a_row_read_before_a_publication_does_not_stay(offer_page):
    office = make_body("office")
    publish(Page.objects.get(pk=offer_page.pk).specific, owning_office=office)
    setup = setup_of(offer_page, current_table())

    assert setup.owning_office.key == "office"
