"""Labels that cannot be mistaken, and names that mean the same place."""

import pytest

from hilfe_ukraine.domain.registers.names import (
    PlaceNames,
    district_label,
    same_name,
    state_label,
)


@pytest.mark.parametrize(
    ("key", "name", "label"),
    [
        ("14", "Sachsen", "Freistaat Sachsen"),
        ("11", "Berlin", "Land Berlin"),
        ("10", "Saarland", "Saarland"),
    ],
)
def test_no_state_is_called_like_a_city(key, name, label):
    assert state_label(key, name) == label


@pytest.mark.parametrize(
    ("name", "title", "label"),
    [
        ("Leipzig", "Stadt", "Stadt Leipzig"),
        ("Leipzig", "Landkreis", "Landkreis Leipzig"),
        ("Erzgebirgskreis", "Landkreis", "Erzgebirgskreis"),
        ("Alb-Donau-Kreis", "Landkreis", "Alb-Donau-Kreis"),
        ("Region Hannover", "Landkreis", "Region Hannover"),
        ("Städteregion Aachen", "Kreis", "Städteregion Aachen"),
        ("Regen", "Landkreis", "Landkreis Regen"),
        ("Nordsachsen", "", "Nordsachsen"),
    ],
)
def test_a_district_says_what_it_is_but_only_once(name, title, label):
    assert district_label(name, title) == label


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gelenau/Erzgeb.", "Gelenau / Erzgebirge"),
        ("Neustadt a. d. Aisch", "Neustadt an der Aisch"),
        ("St. Egidien", "Sankt Egidien"),
        ("Rothenburg o. d. Tauber", "Rothenburg ob der Tauber"),
        ("Bad Homburg v. d. Höhe", "Bad Homburg vor der Höhe"),
    ],
)
def test_two_spellings_of_a_name_are_the_same(one, other):
    assert same_name(one) == same_name(other)


NAMES = PlaceNames(
    [
        ("1", "Neustadt am Kulm"),
        ("2", "Neustadt a. d. Waldnaab"),
        ("3", "Ramsau b.Berchtesgaden"),
        ("4", "Krummhörn"),
        ("5", "Wangen"),
        ("6", "Calau/Kalawa"),
        ("7", "Garding"),
        ("8", "Garding"),
        ("9", "Brücken (Pfalz)"),
    ]
)


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ("Neustadt an der Waldnaab", "2"),
        ("Ramsau", "3"),
        ("Krummhörn Visquard", "4"),
        ("Calau", "6"),
        ("Brücken", "9"),
        # Two would fit, so none does.
        ("Neustadt", ""),
        ("Garding", ""),
        # Another place, though its name begins alike.
        ("Wangen im Allgäu", ""),
        ("Krummhörner", ""),
        ("Hirschfelde", ""),
        ("", ""),
    ],
)
def test_a_place_is_found_by_its_name_or_not_at_all(place, key):
    assert NAMES.find(place) == key
