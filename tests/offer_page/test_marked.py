"""Texts that fall back to the portal's language say so, on the page as it is shown."""

import pytest

from django.utils import translation

from hilfe_ukraine.models import Words
from hilfe_ukraine.models.categories import CategoryQuestion, CategoryQuestionText
from hilfe_ukraine.offer_page.languages import marked
from tests.factories import make_body
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db


@pytest.fixture
def german_words(offer_page, ukrainian_page):
    """A category, a question and a rule of which nobody has translated anything."""
    category = offer_page.categories.get(key="housing")
    text = category.texts.get()
    text.description, text.details_help = "Zimmer <frei>", "Wie groß?"
    text.quantity_label = "Wie viele Betten?"
    text.save()
    question = CategoryQuestion(
        parent=category, key="art", type="choice", choices="flat\nroom"
    )
    question.save()
    CategoryQuestionText.objects.create(
        parent=question,
        locale=text.locale,
        label="Was ist es?",
        help_text="Ein Zimmer genügt.",
        choice_labels="Wohnung\nZimmer",
    )
    route("14626", {"bodies": (make_body("kreis", name="Landkreis"),)})


def test_each_text_that_fell_back_is_marked(client, german_words):
    step_one = client.get("/uk/hilfe-ukraine/").content.decode()
    for words in ("Wohnraum", "Zimmer &lt;frei&gt;"):
        assert f'<span lang="de">{words}</span>' in step_one

    chosen = "category=housing&postcode=02826"
    step_two = client.get(f"/uk/hilfe-ukraine/?{chosen}").content.decode()
    for words in (
        "Wohnraum",
        "Wie viele Betten?",
        "Wie groß?",
        "Was ist es?",
        "Ein Zimmer genügt.",
        "Wohnung",
        "Landkreis",
    ):
        assert f'<span lang="de">{words}</span>' in step_two
    assert step_two.count('<span lang="de">Landkreis</span>') == 2


def test_in_their_own_language_they_are_plain(client, german_words):
    chosen = "category=housing&postcode=02826"
    for address in ("/hilfe-ukraine/", f"/hilfe-ukraine/?{chosen}"):
        content = client.get(address).content.decode()
        assert '<span lang="de" aria-current' in content
        assert '<span lang="de">' not in content


def test_only_another_language_is_marked_and_all_of_it_escaped():
    with translation.override("uk"):
        assert marked("<b>") == "&lt;b&gt;"
        assert marked(Words("<b>", "uk")) == "&lt;b&gt;"
        assert marked(Words("<b>", "de")) == '<span lang="de">&lt;b&gt;</span>'
        assert marked("Ja", "de") == '<span lang="de">Ja</span>'
