"""Postcodes are read as people paste them, and never guessed."""

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.errors import InvalidPostcode
from hilfe_ukraine.domain.postcodes import parse_postcode


@pytest.mark.parametrize(
    "text",
    [
        "02826",
        " 02826\n",
        "D-02826",
        "d 02826",
        "DE-02826",
        "de02826",
        "02 826",
        "\u00a002826\u3000",
        "０２８２６",
        "\u200b02826\u2069",
    ],
)
def test_a_postcode_is_understood_as_people_paste_it(text):
    assert parse_postcode(text) == "02826"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "D-",
        "2826",
        "028261",
        "O2826",
        "A-02826",
        "02826 Görlitz",
        "02-826",
        "٠٢٨٢٦",
        "DD02826",
        "-2826",
        "02826\x00",
    ],
)
def test_what_is_not_a_postcode_is_refused_and_not_guessed(text):
    with pytest.raises(InvalidPostcode):
        parse_postcode(text)


@given(st.text())
def test_the_result_is_five_plain_digits_or_an_error(text):
    try:
        postcode = parse_postcode(text)
    except InvalidPostcode:
        return
    assert len(postcode) == 5
    assert postcode.isascii() and postcode.isdigit()
    assert parse_postcode(postcode) == postcode
