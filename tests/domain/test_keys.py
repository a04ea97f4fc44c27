"""Keys made of names, and what people write where a key is meant."""

import re

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.keys import hint, key_from, meant_keys


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Caritas Görlitz", "caritas_goerlitz"),
        ("Landratsamt Meißen – Straßenbau", "landratsamt_meissen_strassenbau"),
        ("Caf\u00e9 e.\u202fV.", "cafe_e_v"),
        ("1. Hilfe (Büro)", "hilfe_buero"),
        ("Допомога", ""),
        ("", ""),
    ],
)
def test_a_key_is_the_name_in_small_letters(name, key):
    assert key_from(name) == key


def test_a_key_that_is_taken_gets_a_number():
    assert key_from("Amt", {"amt"}) == "amt_2"
    assert key_from("Amt", {"amt", "amt_2"}) == "amt_3"


def test_a_long_name_is_cut_with_room_for_the_number():
    assert key_from("a" * 99, {"a" * 60}) == "a" * 58 + "_2"


@given(st.text(max_size=80), st.sets(st.sampled_from(["a", "a_2", "ss", "x"])))
def test_every_key_is_one_that_the_form_takes(name, taken):
    key = key_from(name, taken)
    assert key == "" or re.fullmatch(r"[a-z][a-z0-9_]{0,59}", key)
    assert key not in taken


FOUND = meant_keys(
    [
        ("housing", "Unterkunft"),
        ("drk_chemnitz", "DRK-Kreisverband Chemnitz"),
        ("amt_a", "Amt"),
        ("amt_b", "Amt"),
        ("x", ""),
    ]
)


@pytest.mark.parametrize(
    ("text", "key", "is_name"),
    [
        ("Unterkunft", "housing", True),
        (" UNTERKUNFT ", "housing", True),
        ("Housing", "housing", False),
        ("DRK Chemnitz", "drk_chemnitz", False),
        ("DRK Kreisverband Chemnitz", "drk_chemnitz", True),
    ],
)
def test_a_name_is_recognised(text, key, is_name):
    assert hint(text, FOUND) == {"meant": key, "is_name": "yes" if is_name else ""}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("housng", "housing"),
        ("Unterkünfte", "housing"),
        ("drk_chemniz", "drk_chemnitz"),
        ("DRK Kreisverband Chemnits", "drk_chemnitz"),
    ],
)
def test_a_slip_leads_to_the_nearest_key(text, key):
    assert hint(text, FOUND) == {"meant": key, "is_name": ""}


@pytest.mark.parametrize("text", ["Amt", "Kleider", "", "–", "ousing"])
def test_nothing_is_guessed(text):
    assert hint(text, FOUND) == {"meant": "", "is_name": ""}


def test_another_number_is_another_place():
    found = meant_keys([("14626", "Landkreis Görlitz")])
    assert hint("14627", found)["meant"] == ""
    assert hint("Landkreis Görliz", found)["meant"] == "14626"
