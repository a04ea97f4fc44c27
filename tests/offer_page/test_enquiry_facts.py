"""Step one asks for facts: only those that matter, and only what rules can test."""

import pytest

from hilfe_ukraine.domain.routing import Outcome
from hilfe_ukraine.models import Category, CategoryQuestion
from tests.factories import make_body
from tests.offer_page.read import messages
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db


@pytest.fixture
def dwelling(offer_page):
    """Housing asks for the dwelling: beds are turned away, houses go to the county."""
    housing = Category.objects.get(key="housing")
    CategoryQuestion.objects.create(
        parent=housing, key="dwelling", choices="house\nbed"
    )
    route(
        "14626",
        {
            "outcome": "redirect",
            "categories": (housing,),
            "conditions": (("dwelling", "is", "bed"),),
        },
        {"bodies": (make_body("kreis"),)},
    )
    return housing


def test_only_facts_that_matter_are_asked(enquire, dwelling):
    assert list(enquire("category=housing&postcode=02826").question.fields) == [
        "fact-dwelling"
    ]
    assert enquire("category=translation&postcode=02826").question is None


def test_an_answered_fact_decides(enquire, dwelling):
    bed = enquire("category=housing&postcode=02826&fact-dwelling=bed")
    house = enquire("category=housing&postcode=02826&fact-dwelling=%20house%20")

    assert bed.decision.verdict.outcome is Outcome.REDIRECT
    assert house.decision.verdict.bodies == ("kreis",)
    assert house.facts == {"dwelling": "house"}
    assert ("fact-dwelling", "house") in house.settled()
    assert ("dwelling", "house") in house.summary()


def test_another_question_after_the_first_is_no_error_yet(enquire, dwelling):
    route("14626110", {"bodies": (make_body("stadt"),)})
    enquiry = enquire("category=housing&postcode=02827&asked=municipality&asked=x")
    assert enquiry.question.errors

    told = enquire(
        "category=housing&postcode=02827&municipality=14626120&asked=municipality"
    )
    assert list(told.question.fields) == ["fact-dwelling"]
    assert not told.question.is_bound


@pytest.mark.parametrize("value", ["castle", "%00", "x" * 20_000])
def test_an_answer_that_is_none_of_the_choices_is_refused(enquire, dwelling, value):
    enquiry = enquire(f"category=housing&postcode=02826&fact-dwelling={value}")

    assert messages(enquiry.question) == {
        "fact-dwelling": ["Please choose one of the answers."]
    }
    assert enquiry.facts == {}


@pytest.mark.parametrize(
    "value", ["0", "-1", "1000000", "3.5", "drei", "1e3", "9" * 20_000, "%00"]
)
def test_a_quantity_that_is_none_is_refused_with_words(enquire, value):
    enquiry = enquire(f"category=housing&postcode=02826&fact-quantity={value}")

    assert len(messages(enquiry.question)["fact-quantity"]) >= 1
    assert enquiry.facts == {}
    assert enquiry.decision is None


@pytest.mark.parametrize("value", ["3", "%203%20", "%EF%BC%93", "0003"])
def test_a_quantity_is_understood_as_people_type_it(enquire, value):
    enquiry = enquire(f"category=housing&postcode=02826&fact-quantity={value}")

    assert enquiry.facts == {"quantity": 3}
    assert enquiry.decision


def test_facts_the_category_never_asks_for_are_ignored(enquire):
    query = "category=translation&postcode=02826&fact-quantity=x&fact-color=red"
    enquiry = enquire(query)

    assert enquiry.decision
    assert enquiry.facts == {}
