"""Records of several files become one set, or are refused in words."""

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from hilfe_ukraine.domain.errors import RegisterError
from hilfe_ukraine.domain.region_set import AreaRow, RegionSet
from hilfe_ukraine.domain.registers.formats import read_records
from hilfe_ukraine.domain.registers.merge import merge
from tests.domain.registers import writers
from tests.domain.registers.writers import (
    geonames_line,
    gv_district,
    gv_municipality,
    gv_state,
)


EMPTY = RegionSet((), ())
REGISTER = [
    gv_state("14", "Sachsen"),
    gv_district("14626", "Görlitz"),
    gv_municipality("14626110", "Görlitz, Stadt", "02826"),
    gv_municipality("14626610", "Zittau, Stadt, Hochschulstadt", "02763"),
    gv_district("14713", "Leipzig, Stadt", "41"),
    gv_municipality("14713000", "Leipzig, Stadt", "04109", "61"),
]
THURINGIA = [
    gv_state("16", "Thüringen"),
    gv_district("16075", "Saale-Orla-Kreis"),
    gv_municipality("16075099", "Tanna, Stadt", "07922"),
]
PLACES = [
    geonames_line("02826", "Görlitz"),
    geonames_line("02763", "Zittau"),
    geonames_line("02763", "Hirschfelde"),
    geonames_line("04109", "Leipzig", district="14713"),
]
MERGED_AWAY = writers.succession(
    ("14626200", "Hirschfelde", "14626610", "2007-01-01", "x")
)


def records(*contents):
    """Records of files, each given as its content or as its lines."""
    return [
        record
        for number, content in enumerate(contents)
        for record in read_records(writers.text_of(content, f"file{number}.txt"))
    ]


def merged(*contents, stored=EMPTY, states=()):
    return merge(records(*contents), stored=stored, states=states)


def pairs(found):
    return {(area.postcode, area.region) for area in found.region_set.areas}


def labels(found):
    return {row.key: row.label for row in found.region_set.regions}


def test_regions_stand_in_order_with_labels_for_people():
    assert labels(merged(REGISTER, PLACES)) == {
        "14": "Freistaat Sachsen",
        "14626": "Landkreis Görlitz",
        "14713": "Stadt Leipzig",
        "14626110": "Görlitz (Landkreis Görlitz)",
        "14626610": "Zittau (Landkreis Görlitz)",
        "14713000": "Stadt Leipzig",
    }


def test_places_are_matched_by_name_and_the_rest_falls_to_the_district_and_is_listed():
    found = merged(REGISTER, PLACES)

    assert pairs(found) == {
        ("02826", "14626110"),
        ("02763", "14626610"),
        ("02763", "14626"),
        ("04109", "14713"),
    }
    assert [(row.place, row.where) for row in found.unplaced] == [
        ("Hirschfelde", "file1.txt, line 3")
    ]


def test_a_former_name_leads_to_the_successor():
    found = merged(REGISTER, PLACES, MERGED_AWAY)

    assert pairs(found) == {
        ("02826", "14626110"),
        ("02763", "14626610"),
        ("04109", "14713"),
    }
    assert found.unplaced == ()


def test_where_a_file_knows_the_municipalities_places_without_one_add_nothing():
    exact = writers.plz_ort(
        ("14626610", "Zittau", "02763", "Landkreis Görlitz", "Sachsen")
    )
    found = merged(REGISTER, PLACES, exact)

    assert ("02763", "14626") not in pairs(found)
    assert found.unplaced == ()


def test_a_district_with_one_municipality_is_one_place():
    exact = writers.openplz(
        ("Weg", "04109", "Leipzig", "14713000"), ("Weg", "02826", "G", "14626110")
    )
    assert ("04109", "14713") in pairs(merged(REGISTER, exact))


def test_an_abolished_key_leads_to_the_successor_or_at_least_to_the_district():
    exact = writers.openplz(
        ("Weg", "02788", "Hirschfelde", "14626200"),
        ("Weg", "02799", "Verschollen", "14626999"),
        ("Weg", "04109", "Leipzig", "14713000"),
    )
    found = merged(REGISTER, exact, MERGED_AWAY)

    assert {("02788", "14626610"), ("02799", "14626")} <= pairs(found)
    assert [row.place for row in found.unplaced] == ["Verschollen"]


def test_a_postcode_in_two_states_is_accepted():
    found = merged(
        [*REGISTER, *THURINGIA],
        [*PLACES, geonames_line("02763", "Tanna", "TH", "16075")],
    )
    assert {("02763", "14626610"), ("02763", "16075099")} <= pairs(found)


def test_every_municipality_is_found_at_least_by_its_seat():
    found = merged(REGISTER, PLACES[:1] + PLACES[2:])

    assert ("02763", "14626610") in pairs(found)


def test_a_register_alone_keeps_the_postcodes_that_are_stored():
    before = merged(REGISTER, PLACES).region_set
    found = merged(REGISTER[:3] + REGISTER[4:], MERGED_AWAY, stored=before)

    assert found.only_seats == ("14",)
    assert pairs(found) == {
        ("02826", "14626110"),
        # Zittau is gone and nobody knows where to.
        ("02763", "14626"),
        ("04109", "14713"),
    }


def test_postcodes_of_a_district_that_went_without_a_successor_go_with_it():
    before = merged(REGISTER, PLACES).region_set
    found = merged(REGISTER[:4], stored=before)

    assert "04109" not in {postcode for postcode, _ in pairs(found)}
    assert ("02763", "14626610") in pairs(found)


def test_a_place_whose_district_nobody_knows_is_listed():
    found = merged(REGISTER, [*PLACES, geonames_line("02999", "Nirgendwo", "", "")])

    assert "Nirgendwo" in [row.place for row in found.unplaced]
    assert "02999" not in {postcode for postcode, _ in pairs(found)}


def test_postcodes_alone_change_no_region():
    stored = merged(REGISTER, THURINGIA, PLACES).region_set
    found = merged([*PLACES[:2], PLACES[3]], stored=stored)

    assert found.region_set.states == ("14",)
    assert labels(found) == labels(merged(REGISTER))
    assert ("02763", "14626") not in pairs(found)


def test_plz_ort_does_without_any_register():
    found = merged(
        writers.plz_ort(
            ("14626610", "Zittau", "02763", "Landkreis Görlitz", "Sachsen"),
            ("14713000", "Leipzig", "04109", "", "Sachsen"),
        )
    )
    expected = labels(merged(REGISTER))
    expected.pop("14626110")
    assert labels(found) == expected
    assert pairs(found) == {("02763", "14626610"), ("04109", "14713")}


def test_an_old_file_brings_no_abolished_municipality_back():
    stored = merged(REGISTER, PLACES).region_set
    old = writers.plz_ort(
        ("14626200", "Hirschfelde", "02788", "Landkreis Görlitz", "Sachsen"),
        ("14713000", "Leipzig", "04109", "", "Sachsen"),
    )
    found = merged(old, MERGED_AWAY, stored=stored)

    assert labels(found) == labels(merged(REGISTER))
    assert ("02788", "14626610") in pairs(found)


def test_only_the_states_asked_for_are_loaded():
    found = merged([*REGISTER, *THURINGIA], PLACES, states=("16",))

    assert found.region_set.states == ("16",)


def test_postcodes_of_states_without_a_register_are_counted():
    found = merged(REGISTER, [*PLACES, geonames_line("07922", "Tanna", "TH", "16075")])

    assert found.left_out == 1


def test_two_municipalities_of_one_name_in_a_district_are_told_apart():
    twins = [
        gv_municipality("14626991", "Garding, Kirchspiel"),
        gv_municipality("14626992", "Garding, Stadt"),
    ]
    found = labels(merged([*REGISTER, *twins]))

    assert found["14626991"] == "Garding, Kirchspiel (Landkreis Görlitz)"
    assert found["14626992"] == "Garding, Stadt (Landkreis Görlitz)"


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ([REGISTER[:1] + REGISTER[2:]], "file0.txt, line 2: 14626110 Görlitz belongs"),
        ([REGISTER[1:]], "14626 Görlitz belongs to 14, which is not"),
        ([REGISTER[:2] + REGISTER[4:]], "14626 Görlitz has no municipality"),
        ([REGISTER[:5]], "14713 Leipzig has no municipality"),
        ([REGISTER[:1]], "the state has no municipality"),
        (
            [REGISTER, [gv_municipality("14626610", "Sittau")]],
            "14626610 is called",
        ),
        ([REGISTER, PLACES[:3]], "without a single postcode of 14713 Stadt Leipzig"),
        ([PLACES], "regions of this state are not known yet"),
        ([REGISTER, [*PLACES, geonames_line("02763", "X", "SN", "14999")]], "14999"),
        ([REGISTER, writers.openplz(("W", "02763", "X", "14999001"))], "14999001"),
        ([MERGED_AWAY], "say nothing"),
    ],
)
def test_what_contradicts_itself_or_was_cut_off_is_refused(contents, words):
    with pytest.raises(RegisterError, match=words):
        merged(*contents)


FILES = [
    [*REGISTER, *THURINGIA],
    REGISTER,
    PLACES,
    [geonames_line("07922", "Tanna", "TH", "16075")],
    MERGED_AWAY,
    writers.plz_ort(
        ("14626110", "Görlitz", "02827", "Landkreis Görlitz", "Sachsen"),
        ("14713000", "Leipzig", "04107", "", "Sachsen"),
    ),
]


@settings(deadline=None)
@given(st.permutations(FILES))
def test_the_order_of_the_files_does_not_matter(files):
    expected, found = merged(*FILES), merged(*files)

    assert found.region_set == expected.region_set
    assert found.unplaced == expected.unplaced
    assert found.succession.facts == expected.succession.facts


@settings(deadline=None)
@given(st.sets(st.sampled_from(range(1, len(FILES)))))
def test_merging_with_its_own_result_changes_nothing(numbers):
    files = [FILES[0], *(FILES[number] for number in sorted(numbers))]
    first = merged(*files).region_set
    again = merged(*files, stored=first).region_set

    assert again == first


def test_areas_are_unique():
    found = merged(REGISTER, PLACES, PLACES).region_set.areas

    assert len(found) == len(set(found))
    assert AreaRow("02826", "14626110") in found
