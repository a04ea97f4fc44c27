"""The document of an offer: valid, small, and nothing in it that must not be."""

import json

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.payload import (
    LONGEST,
    FactValue,
    Labelled,
    Occasion,
    ReferredOffer,
    Types,
    offer_payload,
    ping_payload,
)
from tests.schema import validate


NOW = datetime(2022, 3, 4, 11, 0, tzinfo=UTC)
OFFER = ReferredOffer(
    referral="6f4f1f5e-7f57-4c2e-8a38-0a4f2b0c7d11",
    uuid="0a4f2b0c-7f57-4c2e-8a38-6f4f1f5e7d11",
    reference="K7M2XQ4R",
    page="Hilfe anbieten",
    category=Labelled("housing", "Wohnraum"),
    region=Labelled("14626110", "Görlitz"),
    postcode="02826",
    statewide=False,
    facts=[FactValue("stay_days", "Dauer", 90, "90 Tage")],
    quantity=2,
    available_from=date(2022, 3, 10),
    available_until=None,
    language="uk",
    reply_language=Labelled("uk", "Ukrainisch"),
    contact_check="confirmed",
    submitted_at=NOW,
    referred_at=NOW,
    answer_due_at=None,
    answer_url="https://portal.example.org/hilfe/answer/token/",
    contact={"name": "Erika Muster", "email": "erika@muster.example"},
    entries=[
        {"key": "details", "label": "Опис", "value": "Кімната"},
        {"key": "pets", "label": "Тварини", "value": ["кіт", "пес"]},
    ],
)


def occasion(**values):
    usual = {"type": Types.OFFER_REFERRED, "happened_at": NOW, "sent_at": NOW}
    return Occasion(**{**usual, "is_repeat": False, **values})


def document(offer=OFFER, **values):
    body = offer_payload(offer, occasion(**values))
    assert len(body) <= LONGEST
    return validate(body)


def test_an_offer_in_full():
    found = document()

    assert (found["version"], found["type"]) == (1, "offer.referred")
    assert found["timestamp"] == found["sent_at"] == "2022-03-04T11:00:00+00:00"
    assert found["data"]["category"] == {"key": "housing", "label": "Wohnraum"}
    assert found["data"]["facts"][0]["value"] == 90
    assert found["data"]["available_from"] == "2022-03-10"
    assert found["data"]["contact"]["name"] == "Erika Muster"
    assert found["data"]["entries"][1]["value"] == ["кіт", "пес"]
    assert found["data"]["withheld"] == ""


def test_languages_are_in_it_by_code_and_level():
    spoken = {
        "key": "languages",
        "label": "Sprachen",
        "value": ["Ukrainisch: Muttersprache"],
        "languages": [{"language": "uk", "level": "native"}],
    }
    assert document(replace(OFFER, entries=[spoken]))["data"]["entries"] == [spoken]

    spoken["languages"] = [{"language": "uk", "level": "C2"}]
    with pytest.raises(ValueError, match="level"):
        document(replace(OFFER, entries=[spoken]))


def test_a_repeat_says_so():
    assert document(is_repeat=True)["is_repeat"] is True


def test_without_right_to_read_nothing_personal_is_in_it():
    found = document(replace(OFFER, contact=None, entries=None))

    assert found["data"]["contact"] is found["data"]["entries"] is None
    assert found["data"]["withheld"] == "not_readable"


def test_an_offer_without_a_place():
    assert document(replace(OFFER, region=None, postcode=""))["data"]["region"] is None


def test_what_would_make_it_too_long_is_left_out_and_named():
    long = [{"key": "details", "label": "Опис", "value": "ї" * 12_000}]
    found = document(replace(OFFER, entries=long))

    assert found["data"]["entries"] is None
    assert found["data"]["withheld"] == "too_long"
    assert found["data"]["contact"]["name"] == "Erika Muster"


def test_the_longest_description_in_ukrainian_fits():
    most = [{"key": "details", "label": "Опис", "value": "ї" * 5000}]

    assert document(replace(OFFER, entries=most))["data"]["entries"] == most


@given(
    contact=st.dictionaries(
        st.sampled_from(["name", "email", "city"]), st.text(max_size=254)
    ),
    text=st.text(),
    quantity=st.none() | st.integers(min_value=0, max_value=10**9),
)
def test_whatever_people_write_is_valid_and_comes_back_unchanged(
    contact, text, quantity
):
    entries = [{"key": "details", "label": "Опис", "value": text}]
    offer = replace(OFFER, contact=contact, entries=entries, quantity=quantity)
    found = document(offer)

    assert found["data"]["contact"] == contact
    assert found["data"]["entries"] == entries


def test_a_test_names_no_offer():
    found = validate(ping_payload(sent_at=NOW))

    assert found["type"] == "webhook.test"
    assert found["data"] == {}


def test_the_schema_refuses_what_is_no_such_document():
    found = json.loads(offer_payload(OFFER, occasion()))
    del found["data"]["answer_url"]

    with pytest.raises(ValueError, match="answer_url"):
        validate(json.dumps(found).encode())


def test_a_row_does_not_show_people_where_it_is_printed():
    assert "Erika" not in repr(OFFER)
    assert "Кімната" not in repr(OFFER)
