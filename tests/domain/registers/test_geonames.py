"""GeoNames postal codes, in both shapes they come in."""

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.errors import RegisterError
from hilfe_ukraine.domain.registers.geonames import read
from hilfe_ukraine.domain.registers.records import PostcodeRecord
from tests.domain.registers.writers import (
    GEONAMES_HEADER,
    geonames_line,
    table,
    text_of,
)


def records(*lines):
    return list(read(text_of(list(lines))))


def as_table(*rows):
    full = [
        ("DE", code, place, "S", state, "", "", "D", district, "51", "14")
        for code, place, state, district in rows
    ]
    return table(GEONAMES_HEADER, *full)


def test_places_are_read_with_the_key_of_their_district():
    (record,) = records(geonames_line("02763", "Zittau"), "")

    assert record == PostcodeRecord("02763", "14626", "Zittau")
    assert record.where == "file.txt, line 1"


def test_the_table_with_a_header_says_the_same():
    (record,) = read(text_of(as_table(("02763", "Zittau", "SN", "14626"))))

    assert record == PostcodeRecord("02763", "14626", "Zittau")
    assert record.where == "file.txt, line 2"


def test_large_recipients_and_other_countries_are_no_places():
    lines = [
        geonames_line("01053", "Commerzbank AG", state="13", district="14612"),
        geonames_line("1010", "Wien", state="09", district="900", country="AT"),
    ]

    assert records(*lines) == []


def test_a_place_without_a_district_is_told_as_it_is():
    assert records(geonames_line("02763", "Zittau", state="", district="")) == [
        PostcodeRecord("02763", "", "Zittau")
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (geonames_line("02763", "Zittau")[:20], "12 values expected"),
        (geonames_line("276", "Zittau"), "not a postcode"),
        (geonames_line("02763", "Zittau", district="1462"), "not an official key"),
        (geonames_line("02763", "Zittau", district="14626110"), "not of a district"),
        (geonames_line("02763", "Zittau", state="TH"), "not lie in the state TH"),
    ],
)
def test_damage_is_named_in_words(line, words):
    with pytest.raises(RegisterError, match=rf"^file.txt, line 2: .*{words}"):
        records(geonames_line("02763", "Zittau"), line)


_PLACES = st.lists(
    st.tuples(
        st.integers(1, 99999).map("{:05}".format),
        st.text('abcäöß-., "()', min_size=1).filter(lambda text: text == text.strip()),
        st.just("SN"),
        st.sampled_from(["14626", "14625"]),
    ),
    min_size=1,
)


@given(_PLACES)
def test_what_was_written_is_read(places):
    expected = [PostcodeRecord(code, key, place) for code, place, _, key in places]

    assert list(read(text_of(as_table(*places)))) == expected
    if all('"' not in place for _, place, _, _ in places):
        assert records(*(geonames_line(*place) for place in places)) == expected
