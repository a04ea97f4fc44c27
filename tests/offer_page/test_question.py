"""The question between the steps: its fields, their words and their limits."""

import pytest

from django.core.exceptions import ValidationError
from django.utils import translation
from wagtail.models import Locale

from hilfe_ukraine.actions.places import find_postcode
from hilfe_ukraine.models import CategoryQuestion, CategoryQuestionText, CategoryText
from hilfe_ukraine.offer_page.question import (
    Question,
    district_field,
    fact_field,
    fact_fields,
    make_required,
    municipality_field,
    municipality_of,
)
from tests.factories import make_category, make_region


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def housing():
    """Asks for length of stay, quantity and the dwelling, in German words."""
    category = make_category(
        "housing", title="Wohnraum", asks_period=True, asks_quantity=True
    )
    dwelling = CategoryQuestion.objects.create(
        parent=category, key="dwelling", choices="house\nbed"
    )
    CategoryQuestionText.objects.create(
        parent=dwelling,
        locale=Locale.get_default(),
        label="Was bieten Sie an?",
        choice_labels="Ein Haus\nEin Bett",
    )
    return category


def test_the_places_of_a_postcode_are_offered_by_their_labels(goerlitz):
    make_region("14626120", label="unused")
    field = municipality_field(find_postcode("02827"))

    assert field.choices == [
        ("14626110", "Region 14626110"),
        ("14626120", "Region 14626120"),
    ]
    assert field.required


def test_districts_can_be_left_open(goerlitz):
    field = district_field()

    assert [key for key, _ in field.choices] == ["", "14626", "14713"]
    assert field.clean("") == ""
    assert field.clean("14713") == "14713"
    with pytest.raises(ValidationError, match="choose one of the districts"):
        field.clean("09162")


def test_a_choice_is_asked_in_the_words_of_its_category(housing):
    field = fact_field(housing, "dwelling")

    assert field.label == "Was bieten Sie an?"
    assert field.choices == [("house", "Ein Haus"), ("bed", "Ein Bett")]
    assert not field.required
    assert field.clean("bed") == "bed"
    with pytest.raises(ValidationError, match="choose one of the answers"):
        field.clean("castle")


def test_a_number_is_asked_in_the_words_of_its_category(housing):
    CategoryText.objects.update(quantity_label="Wie viele Betten?")

    assert fact_field(housing, "quantity").label == "Wie viele Betten?"
    assert fact_field(housing, "stay_days").label == "Length of stay"


@pytest.mark.parametrize("typed", ["0", "1000000", "-3", "2.5", "zwei", "1e2", "\0"])
def test_only_whole_numbers_within_bounds_are_taken(housing, typed):
    with pytest.raises(ValidationError):
        fact_field(housing, "quantity").clean(typed)


def test_the_bounds_themselves_are_taken(housing):
    field = fact_field(housing, "quantity")

    assert (field.clean("1"), field.clean(" 999999 ")) == (1, 999_999)
    assert field.clean("") is None


def test_deciding_facts_must_be_answered(housing):
    fields = fact_fields(housing, ["dwelling", "quantity", "stay_days"])
    form = Question({}, fields)

    assert dict(form.errors) == {
        "fact-dwelling": ["Please choose one of the answers."],
        "fact-quantity": ["Enter a whole number, for example 3."],
        "fact-stay_days": ["Enter the number of days, for example 30."],
    }


def test_a_question_not_yet_answered_shows_no_error(housing):
    assert not Question(None, fact_fields(housing, ["dwelling"])).errors


def test_a_required_field_says_what_it_wants(housing):
    field = fact_field(housing, "quantity")
    make_required(field)

    with pytest.raises(ValidationError, match="Enter a whole number"):
        field.clean("")


@pytest.mark.parametrize(
    ("data", "key"),
    [({}, ""), ({"municipality": None}, ""), ({"municipality": " 14626 "}, "14626")],
)
def test_the_key_of_the_place_is_read_without_blanks(data, key):
    assert municipality_of(data) == key
