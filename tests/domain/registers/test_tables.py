"""OpenPLZ, zuordnung_plz_ort and successions: tables with a header."""

from datetime import date

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.errors import RegisterError
from hilfe_ukraine.domain.registers import openplz, plz_ort, succession
from hilfe_ukraine.domain.registers.records import (
    PostcodeRecord,
    RegionRecord,
    SuccessionRecord,
)
from hilfe_ukraine.domain.registers.succession import Succession
from tests.domain.registers import writers


ZITTAU = ("14626610", "Zittau", "02763", "Landkreis Görlitz", "Sachsen")


def test_a_million_streets_become_one_record_for_each_pair():
    streets = [(f"Weg {number}", "02763", "Zittau", "14626610") for number in range(9)]
    found = list(openplz.read(writers.text_of(writers.openplz(*streets))))

    assert found == [PostcodeRecord("02763", "14626610", "Zittau")]


def test_plz_ort_names_the_regions_above_as_well():
    assert list(plz_ort.read(writers.text_of(writers.plz_ort(ZITTAU)))) == [
        RegionRecord("14", "Sachsen", official=False),
        RegionRecord("14626", "Görlitz", "Landkreis", official=False),
        RegionRecord("14626610", "Zittau", official=False),
        PostcodeRecord("02763", "14626610", "Zittau"),
    ]


def test_in_plz_ort_a_city_of_its_own_names_no_district():
    row = ("14713000", "Leipzig", "04109", "", "Sachsen")
    found = list(plz_ort.read(writers.text_of(writers.plz_ort(row))))

    assert found[1] == RegionRecord("14713", "Leipzig", "Stadt", official=False)


def test_semicolons_another_order_of_columns_and_empty_lines_will_do():
    content = "plz;ort;ags;landkreis;bundesland\n\n02763;Zittau;14626610;L;Sachsen\n"

    assert list(plz_ort.read(writers.text_of(content)))[-1].postcode == "02763"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (writers.plz_ort(("16077039", *ZITTAU[1:])), "does not lie in 'Sachsen'"),
        (writers.plz_ort(("1462661", *ZITTAU[1:])), "not an official key"),
        (writers.plz_ort(("14626", *ZITTAU[1:])), "not of a municipality"),
        (writers.plz_ort(ZITTAU)[:-20], "values expected"),
        (writers.plz_ort((*ZITTAU[:2], "2763", *ZITTAU[3:])), "not a postcode"),
        (writers.plz_ort((ZITTAU[0], "", *ZITTAU[2:])), "has no name"),
    ],
)
def test_damage_in_plz_ort_is_named_in_words(content, words):
    with pytest.raises(RegisterError, match=rf"^file.txt, line 2: .*{words}"):
        list(plz_ort.read(writers.text_of(content)))


@pytest.mark.parametrize("key", ["1462661", "14626", "9962661X", "99626610"])
def test_damage_in_openplz_is_named_in_words(key):
    content = writers.openplz(("Weg", "02763", "Zittau", key))

    with pytest.raises(RegisterError, match=r"^file.txt, line 2: "):
        list(openplz.read(writers.text_of(content)))


def test_a_missing_column_is_named():
    with pytest.raises(RegisterError, match="line 1: the column 'ags' is missing"):
        list(plz_ort.read(writers.text_of("osm_id,ort,plz,bundesland\n")))


def test_a_quote_without_its_end_is_refused():
    content = writers.plz_ort(ZITTAU) + '1,14626110,"Görl'

    with pytest.raises(RegisterError, match=r"^file.txt, line "):
        list(plz_ort.read(writers.text_of(content)))


_PAIRS = st.lists(
    st.tuples(
        st.text(max_size=9),
        st.integers(1, 99999).map("{:05}".format),
        st.text('abcäöß -,"', max_size=9).map(str.strip),
        st.integers(0, 999).map("14626{:03}".format),
    )
)


@given(_PAIRS)
def test_what_was_written_for_openplz_is_read(rows):
    rows = [("".join(filter(str.isalnum, street)), *rest) for street, *rest in rows]
    found = list(openplz.read(writers.text_of(writers.openplz(*rows))))

    assert {(row.postcode, row.key) for row in found} == {
        (postcode, key) for _, postcode, _, key in rows
    }
    assert len(found) == len(set(found)) or len({r.place for r in found}) > 1


def test_a_succession_has_a_day_or_none():
    content = writers.succession(
        ("14522450", "Ostrau", "14522275", "", "register"),
        ("14521030", "Aue", "14521035", "2019-01-01", "register"),
    )
    assert list(succession.read(writers.text_of(content))) == [
        SuccessionRecord("14522450", "Ostrau", "14522275", None),
        SuccessionRecord("14521030", "Aue", "14521035", date(2019, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("14522450", "Ostrau", "1452227", "", "x"), "not an official key"),
        (("14522450", "Ostrau", "14522450", "", "x"), "its own successor"),
        (("14522450", "Ostrau", "14522275", "2023-13-01", "x"), "month"),
        (("14522450", "Ostrau", "14522275", "", " "), "source"),
    ],
)
def test_a_fact_that_makes_no_sense_is_refused(row, words):
    with pytest.raises(RegisterError, match=rf"^file.txt, line 2: .*{words}"):
        list(succession.read(writers.text_of(writers.succession(row))))


def test_successors_are_followed_over_several_mergers_and_circles_end():
    facts = [
        SuccessionRecord("14000001", "A", "14000002", None),
        SuccessionRecord("14000002", "B", "14000003", None),
        SuccessionRecord("14000008", "C", "14000009", None),
        SuccessionRecord("14000009", "D", "14000008", None),
    ]
    found = Succession(facts)

    assert found.living("14000001", {"14000003"}) == "14000003"
    assert found.living("14000001", {"14000002", "14000003"}) == "14000002"
    assert found.living("14000008", {"14000003"}) == ""
    assert found.living("14000007", {"14000003"}) == ""
