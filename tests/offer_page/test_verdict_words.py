"""A decision in the citizen's words."""

import pytest

from django.utils import translation

from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.domain.routing import UNROUTED, Outcome, Verdict
from hilfe_ukraine.offer_page.verdict_words import verdict_words
from tests.factories import make_body


pytestmark = pytest.mark.django_db


def words(verdict, language="de"):
    with translation.override(language):
        return verdict_words(verdict, current_table())


def test_bodies_are_called_by_their_names():
    make_body("kreis", name="Landratsamt Görlitz")
    make_body("verein", name="DRK")
    said = words(Verdict(Outcome.FORWARD, ("verein", "kreis")))

    assert said.outcome == "forward"
    assert said.bodies == ("DRK", "Landratsamt Görlitz")
    assert (said.text, said.text_language) == ("", "")


@pytest.mark.parametrize(
    ("language", "text", "text_language"),
    [
        ("uk", "Дякуємо", "uk"),
        ("de", "Danke", "de"),
        ("de-at", "Danke", "de"),
        ("ru", "Danke", "de"),
    ],
)
def test_the_text_is_in_the_language_of_the_reader_or_the_default_one(
    language, text, text_language
):
    texts = (("uk", "Дякуємо"), ("de", "Danke"), ("en", "Thanks"))
    said = words(Verdict(Outcome.KEEP, texts=texts), language)

    assert (said.text, said.text_language) == (text, text_language)


def test_any_text_is_better_than_none():
    said = words(Verdict(Outcome.REDIRECT, texts=(("en", "Sorry"),)), "uk")

    assert (said.text, said.text_language) == ("Sorry", "en")


def test_a_regional_text_fits_its_reader():
    texts = (("de", "Danke"), ("pt-br", "Obrigado"))
    said = words(Verdict(Outcome.KEEP, texts=texts), "pt-br")

    assert said.text == "Obrigado"


def test_nobody_has_no_names_and_no_text():
    said = words(UNROUTED)

    assert (said.outcome, said.bodies, said.text) == ("unrouted", (), "")
