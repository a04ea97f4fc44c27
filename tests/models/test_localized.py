"""Words come in the reader's language, else in the default one, else in any."""

import pytest

from django.utils import translation
from wagtail.models import Locale

from hilfe_ukraine.models import CategoryText, in_language
from tests.factories import make_category


pytestmark = pytest.mark.django_db


@pytest.fixture
def translate():
    """Give a category a title in further languages."""

    def translate(category, **titles):
        for code, title in titles.items():
            locale, _ = Locale.objects.get_or_create(language_code=code)
            CategoryText.objects.create(parent=category, locale=locale, title=title)

    return translate


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("uk", "Житло"),
        ("uk-ua", "Житло"),
        ("de", "Wohnraum"),
        ("en", "Wohnraum"),
        ("", "Wohnraum"),
    ],
)
def test_a_text_falls_back_to_the_default_language(translate, language, title):
    category = make_category()
    translate(category, uk="Житло", de="Wohnraum")

    assert in_language(category.texts.all(), language).title == title


def test_without_the_default_language_any_text_is_better_than_none(translate):
    category = make_category()
    translate(category, uk="Житло")

    assert in_language(category.texts.all(), "en").title == "Житло"


def test_without_any_text_there_is_none():
    assert in_language([], "de") is None


def test_a_category_is_called_by_its_title_in_the_active_language(translate):
    category = make_category("housing", title="Wohnraum")
    translate(category, uk="Житло")

    with translation.override("uk"):
        assert str(category) == "Житло"
    with translation.override("de"):
        assert str(category) == "Wohnraum"
    assert str(make_category("goods")) == "goods"


def test_choosing_a_text_from_loaded_rows_asks_the_database_nothing(
    translate, django_assert_num_queries
):
    category = make_category()
    translate(category, uk="Житло", de="Wohnraum")
    texts = list(category.texts.select_related("locale"))

    with django_assert_num_queries(0):
        in_language(texts, "uk")


def test_a_text_is_called_by_its_language():
    category = make_category(title="Wohnraum")

    assert str(category.texts.get()) == str(Locale.get_default())
