"""The region data as shipped: complete, consistent, equal to the registers."""

import re

from collections import Counter

import pytest

from hilfe_ukraine.actions.regions.register_files import shipped_succession


SINGLE_CITIES = {"14511": "Chemnitz", "14612": "Dresden", "14713": "Leipzig"}


def test_saxony_has_13_districts_and_418_municipalities(regions):
    levels = Counter(row["level"] for row in regions.values())

    assert levels == {"state": 1, "district": 13, "municipality": 418}


def test_all_404_postcodes_are_there(regions_of):
    assert len(regions_of) == 404


def test_every_postcode_has_five_digits(regions_of):
    assert [code for code in regions_of if not re.fullmatch("[0-9]{5}", code)] == []


def test_the_length_of_a_key_tells_its_level(regions):
    lengths = {"state": 2, "district": 5, "municipality": 8}

    assert all(len(key) == lengths[row["level"]] for key, row in regions.items())


def test_every_parent_exists_and_is_the_beginning_of_the_key(regions):
    for key, row in regions.items():
        if row["level"] == "state":
            assert row["parent"] == ""
        else:
            assert row["parent"] in regions
            assert key.startswith(row["parent"])


def test_every_pair_names_a_region_that_exists_and_stands_once(pairs, regions):
    assert len(set(pairs)) == len(pairs)
    assert {region for _, region in pairs} <= regions.keys()


def test_every_municipality_can_be_found_by_a_postcode(pairs, regions):
    found = {region for _, region in pairs}
    lost = [
        key
        for key, row in regions.items()
        if row["level"] == "municipality" and not {key, row["parent"]} & found
    ]

    assert lost == []


def test_a_city_that_is_its_own_district_is_found_as_the_district(regions, pairs):
    found = {region for _, region in pairs}

    for key, name in SINGLE_CITIES.items():
        assert key in found
        assert f"{key}000" not in found
        assert regions[f"{key}000"]["name"] == name


def test_01936_lies_in_eight_municipalities(regions_of, regions):
    names = {regions[key]["name"] for key in regions_of["01936"]}

    whole = {"Königsbrück", "Großnaundorf", "Laußnitz", "Neukirch", "Schwepnitz"}
    only_a_village_of = {"Haselbachtal", "Pulsnitz", "Bernsdorf"}
    assert names == whole | only_a_village_of


def test_02999_lies_in_two_districts(regions_of):
    assert {key[:5] for key in regions_of["02999"]} == {"14625", "14626"}


def test_of_07919_only_the_saxon_part_ships(regions_of, regions):
    assert [regions[key]["name"] for key in regions_of["07919"]] == ["Pausa-Mühltroff"]


def test_an_urban_district_of_dresden_is_dresden(regions_of):
    assert regions_of["01277"] == {"14612"}


@pytest.mark.parametrize("postcode", ["04749", "04720"])
def test_ostrau_and_zschaitz_ottewig_are_jahnatal_now(postcode, regions_of):
    assert "14522275" in regions_of[postcode]


@pytest.mark.parametrize(
    ("key", "name", "label"),
    [
        ("14", "Sachsen", "Freistaat Sachsen"),
        ("14521", "Erzgebirgskreis", "Erzgebirgskreis"),
        ("14626", "Görlitz", "Landkreis Görlitz"),
        ("14713", "Leipzig", "Stadt Leipzig"),
        ("14713000", "Leipzig", "Stadt Leipzig"),
        ("14729", "Leipzig", "Landkreis Leipzig"),
        ("14625250", "Kamenz", "Kamenz (Landkreis Bautzen)"),
        ("14626110", "Görlitz", "Görlitz (Landkreis Görlitz)"),
        ("14625270", "Königsbrück", "Königsbrück (Landkreis Bautzen)"),
    ],
)
def test_names_are_plain_and_labels_are_words_for_people(key, name, label, regions):
    assert (regions[key]["name"], regions[key]["label"]) == (name, label)


def test_no_two_places_share_a_label(regions):
    """A city and the district that is the same city are one place."""
    labels = Counter(row["label"] for row in regions.values())
    shared = {label for label, count in labels.items() if count > 1}

    assert shared == {f"Stadt {name}" for name in SINGLE_CITIES.values()}


def test_the_files_are_sorted_and_end_lines_with_lf(pairs, regions, shipped):
    assert pairs == sorted(pairs)
    assert list(regions) == sorted(regions)
    assert b"\r" not in (shipped / "regions.csv").read_bytes()
    assert b"\r" not in (shipped / "postcodes.csv").read_bytes()


def test_the_sources_are_attributed(shipped):
    text = (shipped / "SOURCES.md").read_text(encoding="utf-8")

    assert "GeoNames" in text
    assert "CC BY 4.0" in text


def test_every_correction_leads_to_a_region_of_today(corrections, regions):
    wrong = [
        fact
        for fact in corrections
        if fact.get("today_key")
        and regions.get(fact["today_key"], {}).get("name") != fact["today_name"]
    ]

    assert wrong == []


def test_every_correction_names_its_source(corrections):
    assert [fact for fact in corrections if not fact["source"]] == []


def test_the_districts_of_every_postcode_are_those_of_geonames(
    regions_of, geonames_districts
):
    shipped = {code: {key[:5] for key in keys} for code, keys in regions_of.items()}

    assert shipped == geonames_districts


def test_keys_and_plain_names_are_those_of_the_official_register(regions, registered):
    shipped = {
        key: row["name"]
        for key, row in regions.items()
        if row["level"] == "municipality"
    }
    official = {key: _plain(row.name) for key, row in registered.items()}

    assert shipped == official


def test_every_municipality_is_found_by_its_own_postcode(regions_of, registered):
    lost = {
        key: row
        for key, row in registered.items()
        if not {key, key[:5]} & regions_of.get(row.postcode, set())
    }

    assert lost == {}


def _plain(name: str) -> str:
    """The name without titles and without its Sorbian form."""
    return name.split(", ")[0].split(" / ")[0]


def test_every_abolished_municipality_of_saxony_ships_with_its_successor(abolished):
    shipped = {fact.key: (fact.name, fact.successor) for fact in shipped_succession()}
    for fact in abolished:
        assert shipped[fact["key"]] == (fact["name"], fact["today_key"])
