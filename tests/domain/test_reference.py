"""A reference read out on the telephone is understood or noticed to be wrong."""

import random

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.reference import (
    ALPHABET,
    LENGTH,
    make_reference,
    parse_reference,
)


references = st.integers(0, 2**35).map(
    lambda seed: make_reference(random.Random(seed).randrange)
)


@given(references)
def test_what_was_made_is_read_unchanged(reference):
    assert len(reference) == LENGTH
    assert set(reference) <= set(ALPHABET)
    assert parse_reference(reference) == reference


@given(references, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_noticed(reference, place, wrong):
    heard = reference[:place] + wrong + reference[place + 1 :]

    assert (parse_reference(heard) is None) == (heard != reference)


@given(references, st.integers(0, LENGTH - 2))
def test_every_swap_of_neighbours_is_noticed(reference, place):
    first, second = reference[place : place + 2]
    heard = reference[:place] + second + first + reference[place + 2 :]

    assert (parse_reference(heard) is None) == (first != second)


def test_no_pair_of_neighbours_can_be_swapped_unnoticed():
    for first in range(len(ALPHABET)):
        for second in range(len(ALPHABET)):
            digits = iter([0, 0, first, second, 0, 0, 0])
            reference = make_reference(lambda _, digits=digits: next(digits))
            swapped = reference[:2] + reference[3] + reference[2] + reference[4:]
            assert (parse_reference(swapped) is None) == (first != second)


@given(references)
def test_case_blanks_hyphens_and_lookalikes_are_forgiven(reference):
    spoken = reference.replace("0", "o").replace("1", "l").lower()

    assert parse_reference(f" {spoken[:4]}-{spoken[4:]} ") == reference
    assert parse_reference(reference.replace("1", "I")) == reference


@pytest.mark.parametrize("text", ["", "0000000", "000000000", "UUUUUUUU", "0000000ß"])
def test_what_cannot_be_a_reference_is_none(text):
    assert parse_reference(text) is None


def test_all_characters_come_from_the_given_source_of_chance():
    asked = []
    reference = make_reference(lambda below: asked.append(below) or 0)

    assert reference == "0" * LENGTH
    assert asked == [len(ALPHABET)] * (LENGTH - 1)
