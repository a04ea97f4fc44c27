"""The municipality register, line by line."""

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.errors import RegisterError
from hilfe_ukraine.domain.registers.gv100ad import read, split_name
from hilfe_ukraine.domain.registers.records import RegionRecord, SeatRecord
from tests.domain.registers.writers import (
    gv_district,
    gv_line,
    gv_municipality,
    gv_state,
    text_of,
)


SAXONY = [
    gv_state("14", "Sachsen"),
    gv_line("20", "146", "Dresden, Statistische Region"),
    gv_district("14626", "Görlitz"),
    gv_line("50", "14626", "Weißer Schöps", of_type="52", association="5223"),
    gv_municipality("14626110", "Görlitz, Stadt", "02826", "67"),
]


def records(*lines):
    return list(read(text_of(list(lines))))


def test_states_districts_and_municipalities_are_read():
    assert records(*SAXONY) == [
        RegionRecord("14", "Sachsen"),
        RegionRecord("14626", "Görlitz", "Landkreis"),
        RegionRecord("14626110", "Görlitz", "Stadt"),
        SeatRecord("02826", "14626110"),
    ]
    assert records(*SAXONY)[1].where == "file.txt, line 3"


@pytest.mark.parametrize(
    ("name", "of_type", "expected"),
    [
        ("Leipzig, Stadt", "41", ("Leipzig", "Stadt")),
        ("München, Landeshauptstadt", "41", ("München", "Landeshauptstadt")),
        ("Rosenheim", "41", ("Rosenheim", "Stadt")),
        ("Kaiserslautern, kreisfreie Stadt", "41", ("Kaiserslautern", "Stadt")),
        ("Ulm, Stadtkreis", "42", ("Ulm", "Stadt")),
        ("Herford", "43", ("Herford", "Kreis")),
        ("Regionalverband Saarbrücken", "45", ("Regionalverband Saarbrücken", "")),
    ],
)
def test_a_district_has_the_title_that_it_is_called_by(name, of_type, expected):
    (record,) = records(gv_district("14626", name, of_type))

    assert (record.name, record.title) == expected


@pytest.mark.parametrize(
    ("official", "expected"),
    [
        ("Oybin", ("Oybin", "")),
        ("Zittau, Stadt, Hochschulstadt", ("Zittau", "Stadt, Hochschulstadt")),
        ("Kamenz / Kamjenc, Stadt", ("Kamenz", "Stadt")),
        ("Neustadt/Vogtl.", ("Neustadt/Vogtl.", "")),
    ],
)
def test_titles_and_sorbian_names_are_no_part_of_the_name(official, expected):
    assert split_name(official) == expected


def test_uninhabited_areas_are_left_out_and_inhabited_ones_are_not():
    lines = [
        gv_municipality("03351501", "Lohheide, gemfr. Bezirk", "29303", "65"),
        gv_municipality("03351999", "Wald, gemfr. Gebiet", "", "66"),
    ]

    assert [record.key for record in records(*lines)] == ["03351501", "03351501"]


def test_a_line_that_was_cut_off_is_refused():
    with pytest.raises(RegisterError, match=r"line 5: 150 characters instead of 220"):
        records(*SAXONY[:-1], SAXONY[-1][:150])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (gv_district("1462", "Görlitz"), "not an official key"),
        (gv_municipality("146261a0", "X"), "not an official key"),
        (gv_state("99", "Nirgendwo"), "no state 99"),
        (gv_district("14626", ""), "has no name"),
        (gv_municipality("14626110", "Görlitz", "0282"), "not a postcode"),
        (gv_line("70", "14626", "X"), "not a type of record"),
    ],
)
def test_damage_is_named_in_words(line, words):
    with pytest.raises(RegisterError, match=rf"^file.txt, line 2: .*{words}"):
        records(SAXONY[0], line)


_NAMES = st.text("abcdeäöüßAÖ -.()", min_size=1, max_size=49).filter(
    lambda name: name == name.strip()
)
_MUNICIPALITIES = st.lists(
    st.tuples(
        st.integers(0, 999).map("14626{:03}".format),
        _NAMES,
        st.integers(1, 99999).map("{:05}".format),
    )
)


@given(_MUNICIPALITIES, st.sampled_from(["utf-8", "latin-1"]))
def test_what_was_written_is_read(municipalities, encoding):
    lines = [gv_municipality(key, name, seat) for key, name, seat in municipalities]
    found = list(read(text_of(lines, encoding=encoding)))

    assert found == [
        record
        for key, name, seat in municipalities
        for record in (RegionRecord(key, name), SeatRecord(seat, key))
    ]
