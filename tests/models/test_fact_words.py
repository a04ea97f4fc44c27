"""Facts in words, in the language asked for."""

import pytest

from wagtail.models import Locale

from hilfe_ukraine.models import CategoryQuestion, CategoryQuestionText
from hilfe_ukraine.models.fact_words import fact_label, value_label
from tests.factories import make_category


pytestmark = pytest.mark.django_db


@pytest.fixture
def category():
    category = make_category(title="Wohnen")
    question = CategoryQuestion.objects.create(
        parent=category, key="dwelling", choices="flat\nroom\nbed"
    )
    CategoryQuestionText.objects.create(
        parent=question,
        locale=Locale.get_default(),
        label="Was bieten Sie an?",
        choice_labels="Wohnung\nZimmer",
    )
    CategoryQuestion.objects.create(parent=category, key="floor", type="number")
    return category


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("stay_days", "Length of stay"),
        ("quantity", "Quantity"),
        ("helper", "Offered by"),
        ("dwelling", "Was bieten Sie an?"),
        ("floor", "floor"),
        ("gone", "gone"),
    ],
)
def test_labels(category, name, label):
    assert fact_label(name, category, "en") == label


def test_a_category_names_its_own_quantity(category):
    category.texts.update(quantity_label="Wie viele Personen?")

    assert fact_label("quantity", category, "de") == "Wie viele Personen?"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("stay_days", 1, "1 day"),
        ("stay_days", 90, "90 days"),
        ("quantity", 3, "3"),
        ("helper", "person", "a private person"),
        ("helper", "organisation", "an organisation or company"),
        ("helper", "robot", "robot"),
        ("dwelling", "room", "Zimmer"),
        # The editor forgot a label, or removed a choice: the key is still readable.
        ("dwelling", "bed", "bed"),
        ("dwelling", "boat", "boat"),
        ("floor", 2, "2"),
        ("gone", "x", "x"),
    ],
)
def test_values(category, name, value, words):
    assert value_label(name, value, category, "en") == words
