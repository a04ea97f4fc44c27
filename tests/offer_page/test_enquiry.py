"""Step one: what people enter, and what follows from it."""

import pytest

from django.utils import translation

from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.models import Category, PostcodeArea
from hilfe_ukraine.offer_page.enquiry import place_words
from tests.factories import make_body, make_postcode
from tests.offer_page.read import messages
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

FIVE_DIGITS = "A postcode has five digits, such as 02826."
UNKNOWN = (
    "We do not know this postcode. Enter the postcode of the place where "
    "the help is, or choose the district."
)


def test_nothing_entered_is_no_error(enquire):
    enquiry = enquire()

    assert not enquiry.is_bound
    assert (enquiry.chosen, enquiry.found, enquiry.decision) == (None, None, None)
    assert enquiry.settled() == enquiry.summary() == []


@pytest.mark.parametrize(
    "typed",
    [
        "02826",
        "%2002826%20",
        "0%202826",
        "D-02826",
        "%EF%BC%90%EF%BC%92%EF%BC%98%EF%BC%92%EF%BC%96",
        "02826%E2%80%8B",
    ],
    ids=["plain", "blanks around", "blank inside", "prefix", "full-width", "invisible"],
)
def test_a_postcode_is_understood_as_people_paste_it(enquire, typed):
    enquiry = enquire(f"category=housing&postcode={typed}")

    assert not enquiry.errors
    assert enquiry.decision.verdict.bodies == ("fallback",)
    assert enquiry.settled() == [("category", "housing"), ("postcode", "02826")]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Enter the postcode of the place of help."),
        ("%20%20", "Enter the postcode of the place of help."),
        ("0282", FIVE_DIGITS),
        ("028260", FIVE_DIGITS),
        ("Dresden", FIVE_DIGITS),
        ("02%0026", FIVE_DIGITS),
        ("%D9%A0%D9%A2%D9%A8%D9%A2%D9%A6", FIVE_DIGITS),
        ("9" * 20_000, FIVE_DIGITS),
        ("00000", UNKNOWN),
        ("80331", UNKNOWN),
    ],
)
def test_a_postcode_that_is_none_gets_one_clear_message(enquire, typed, message):
    enquiry = enquire(f"category=housing&postcode={typed}")

    assert messages(enquiry) == {"postcode": [message]}
    assert enquiry.decision is None


def test_large_recipients_are_no_places(enquire):
    make_postcode("02825", "14626110")
    PostcodeArea.objects.filter(postcode="02825").update(kind="large_recipient")

    assert messages(enquire("category=housing&postcode=02825")) == {
        "postcode": [UNKNOWN]
    }


@pytest.mark.parametrize("key", ["", "weapons", "Housing", "%00", "x" * 20_000])
def test_a_category_that_is_not_offered_is_refused(enquire, key):
    enquiry = enquire(f"category={key}&postcode=02826")

    assert list(messages(enquiry)) == ["category"]
    assert len(messages(enquiry)["category"]) == 1
    assert enquiry.chosen is None
    assert enquiry.decision is None


# An unknown postcode, and the district chosen instead.


def test_an_unknown_postcode_offers_the_districts_of_the_state(enquire):
    enquiry = enquire("category=housing&postcode=80331")

    keys = [key for key, _ in enquiry.question.fields["municipality"].choices]
    assert keys == ["", "14626", "14713"]
    assert not enquiry.question.errors


def test_the_chosen_district_is_taken_and_carried_on(enquire):
    enquiry = enquire("category=housing&postcode=80331&municipality=14626")

    assert not enquiry.errors
    assert enquiry.question is None
    assert enquiry.decision.verdict.bodies == ("fallback",)
    assert enquiry.settled() == [
        ("category", "housing"),
        ("postcode", "80331"),
        ("municipality", "14626"),
    ]
    assert enquiry.summary()[1] == ("Place", "Region 14626")


@pytest.mark.parametrize("key", ["14", "14626110", "09162", "%00", "x" * 20_000])
def test_only_a_district_of_the_state_can_be_chosen(enquire, key):
    enquiry = enquire(f"category=housing&postcode=80331&municipality={key}")

    assert messages(enquiry) == {"postcode": [UNKNOWN]}
    assert messages(enquiry.question) == {
        "municipality": ["Please choose one of the districts."]
    }


def test_the_district_chosen_before_does_not_disturb_a_corrected_postcode(enquire):
    enquiry = enquire("category=housing&postcode=02827&municipality=14626")

    assert not enquiry.errors
    assert enquiry.question is None
    assert enquiry.found.place.candidates == ("14626110", "14626120")


# The municipality of an ambiguous postcode.


def test_the_municipality_is_not_asked_where_it_does_not_matter(enquire):
    enquiry = enquire("category=housing&postcode=02827")

    assert enquiry.question is None
    assert enquiry.decision.verdict.bodies == ("fallback",)
    assert enquiry.summary()[1] == ("Place", "02827 Region 14626")


def test_the_municipality_is_asked_where_it_matters(enquire):
    route("14626110", {"bodies": (make_body("stadt"),)})
    asked = enquire("category=housing&postcode=02827")
    told = enquire("category=housing&postcode=02827&municipality=14626110")

    assert not asked.question.is_bound
    assert [key for key, _ in asked.question.fields["municipality"].choices] == [
        "14626110",
        "14626120",
    ]
    assert told.decision.verdict.bodies == ("stadt",)
    assert ("municipality", "14626110") in told.settled()


@pytest.mark.parametrize("key", ["14713", "14626130", "%00", "x" * 20_000, "%20x"])
def test_a_municipality_of_another_postcode_is_refused(enquire, key):
    enquiry = enquire(f"category=housing&postcode=02827&municipality={key}")

    assert messages(enquiry.question) == {
        "municipality": [
            "This place does not belong to the postcode. Please choose again."
        ]
    }
    assert enquiry.decision is None


def test_a_question_that_was_left_open_is_an_error(enquire):
    route("14626110", {"bodies": (make_body("stadt"),)})
    enquiry = enquire("category=housing&postcode=02827&asked=municipality")

    assert messages(enquiry.question) == {
        "municipality": ["Choose the place where the help is."]
    }


# Anywhere in the state.


def test_help_by_phone_is_routed_by_the_state(enquire):
    route("14", {"bodies": (make_body("land"),)})
    enquiry = enquire("category=translation&statewide=1")

    assert enquiry.decision.verdict.bodies == ("land",)
    assert enquiry.settled() == [("category", "translation"), ("statewide", "1")]
    assert enquiry.summary()[1][1] == "by phone, online or anywhere in the state"


def test_help_that_is_bound_to_a_place_needs_its_postcode(enquire):
    enquiry = enquire("category=housing&postcode=02826&statewide=1")

    assert messages(enquiry) == {
        "statewide": ["This help is bound to a place. Please enter its postcode."]
    }


def test_anywhere_is_not_offered_where_no_category_allows_it(enquire):
    Category.objects.update(allows_statewide=False)
    routing_changed()

    enquiry = enquire("category=translation&statewide=1")
    assert "statewide" not in enquiry.fields
    assert list(messages(enquiry)) == ["postcode"]


# What was meant.


def test_the_meant_category_is_the_one_that_was_named(enquire, offer_page):
    offer_page.categories = [Category.objects.get(key="translation")]

    assert enquire("category=housing").meant.key == "housing"
    assert enquire("category=translation&postcode=02826").meant.key == "translation"
    assert enquire("category=weapons").meant.key == ""


def test_messages_are_in_the_active_language(enquire):
    with translation.override("en"):
        english = enquire("category=housing&postcode=1").errors["postcode"]
    assert english == [FIVE_DIGITS]


def test_a_place_is_said_with_postcode_and_label(enquire):
    enquiry = enquire("category=housing&postcode=02826")

    assert place_words(enquiry.found) == "02826 Region 14626110"


def test_a_state_that_was_not_imported_is_asked_for_by_postcode(enquire, settings):
    settings.HILFE_UKRAINE_STATE_KEY = "99"

    assert messages(enquire("category=translation&statewide=1")) == {
        "postcode": ["Enter the postcode of the place of help."]
    }
    assert enquire("category=translation&statewide=1&postcode=02826").decision
