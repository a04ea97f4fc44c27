"""Keys made of names, and what people write where a key is meant."""

import re

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.keys import key_from, meant, meant_keys


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
    ("text", "key"),
    [
        ("Unterkunft", "housing"),
        (" UNTERKUNFT ", "housing"),
        ("Housing", "housing"),
        ("DRK Chemnitz", "drk_chemnitz"),
        ("DRK Kreisverband Chemnitz", "drk_chemnitz"),
    ],
)
def test_a_name_is_recognised(text, key):
    assert meant(text, FOUND) == key


@pytest.mark.parametrize("text", ["Amt", "Kleider", "", "–"])
def test_nothing_is_guessed(text):
    assert meant(text, FOUND) == ""
