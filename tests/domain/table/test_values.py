"""Cells as clerks and spreadsheets leave them."""

from datetime import date

import pytest

from hilfe_ukraine.domain.table.columns import KINDS, value_of
from hilfe_ukraine.domain.table.problems import Problems
from hilfe_ukraine.domain.table.raw import Cell, CellKind
from tests.domain.table.sheets import BODY, RULE, TEXT, plan_of, problems_of


def rule_with(**cells):
    found = plan_of(rules=[{**RULE, **cells}])
    assert found.problems == ()
    return found.regions[0].rules[0]


def number(text):
    return Cell(text, CellKind.NUMBER)


@pytest.mark.parametrize(
    ("text", "key"),
    [("14626", "14626"), ("1001", "01001"), ("1", "01"), (number("1001"), "01001")],
)
def test_a_region_gets_the_zero_back_that_a_spreadsheet_took(text, key):
    assert rule_with(region=text).region == key


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (Cell("2022-03-04", CellKind.DATE, date(2022, 3, 4)), date(2022, 3, 4)),
        ("2022-03-04", date(2022, 3, 4)),
        ("4.3.2022", date(2022, 3, 4)),
        ("04. 03. 2022", date(2022, 3, 4)),
        ("", None),
    ],
)
def test_days_are_read_in_every_usual_form(cell, day):
    assert rule_with(valid_from=cell).valid_from == day


@pytest.mark.parametrize(
    "cell", ["31.2.2022", "2022-13-01", "tomorrow", "4.3.22", number("44624")]
)
def test_other_days_are_refused(cell):
    rule = {**RULE, "valid_from": cell}

    assert problems_of(rules=[rule]) == [("Rules!N2", "not_a_date")]


@pytest.mark.parametrize("text", ["0", "-1", "2.5", "ten", "1000000", "²"])
def test_other_numbers_are_refused(text):
    rule = {**RULE, "categories": "housing", "quantity_from": text}

    assert problems_of(rules=[rule]) == [("Rules!G2", "not_a_number")]


def test_lists_of_keys_take_commas_lines_and_semicolons():
    rule = rule_with(categories="housing,\n goods; housing")

    assert rule.categories == ("goods", "housing")


def test_a_text_that_is_too_long_is_refused():
    assert problems_of(rules=[{**RULE, "title": "x" * 161}]) == [
        ("Rules!C2", "too_long")
    ]


def test_words_are_accepted_in_either_language_and_as_keys():
    for word in ("weiterleiten", "Forward", " forward "):
        assert rule_with(outcome=word).outcome == "forward"
    assert problems_of(rules=[{**RULE, "outcome": "send"}]) == [
        ("Rules!K2", "not_a_choice")
    ]


def test_an_id_is_one_that_was_exported():
    uuid = "f781fdef-7927-480c-ab3f-762d204d5619"

    assert rule_with(id=uuid.upper()).id == uuid
    assert problems_of(rules=[{**RULE, "id": "7"}]) == [("Rules!T2", "not_an_id")]


def test_a_telephone_number_that_lost_its_zero_is_refused():
    body = {**BODY, "phone": number("3511234")}

    assert problems_of(bodies=[body]) == [("Bodies!G2", "lost_zero")]


def test_control_characters_and_line_ends_are_made_plain():
    assert rule_with(note=" a\r\nb\x07 ").note == "a\nb"


def test_a_key_has_small_letters():
    assert problems_of(bodies=[{**BODY, "key": "Aid Org"}]) == [
        ("Bodies!A2", "not_a_key")
    ]


def test_texts_name_a_language_of_the_site_each_once():
    assert problems_of(
        rules=[{**RULE, "text": "bye"}],
        texts=[TEXT, {**TEXT, "words": "Hallo"}, {**TEXT, "language": "xx"}],
    ) == [("Texts!A3", "twice"), ("Texts!B4", "no_language")]


def test_a_text_without_a_key_is_refused_and_belongs_to_nothing():
    assert problems_of(texts=[{**TEXT, "key": ""}]) == [("Texts!A2", "empty")]


def test_several_rules_share_one_text():
    rules = [
        {**RULE, "outcome": "keep", "bodies": "", "text": "bye", "title": title}
        for title in ("one", "two")
    ]
    found = plan_of(rules=rules, texts=[TEXT, {**TEXT, "language": "uk"}])

    assert found.problems == ()
    assert {rule.texts for rule in found.regions[0].rules} == {
        (("de", "Danke"), ("uk", "Danke"))
    }


def test_nothing_is_wrong_to_begin_with():
    assert Problems().found == ()


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Hilfsorganisation", "organisation"),
        ("Landkreis oder kreisfreie Stadt", "district"),
        ("state authority", "state"),
        ("Kreis oder kreisfreie Stadt", "district"),
    ],
)
def test_kinds_are_called_as_on_the_form_and_as_in_earlier_tables(word, kind):
    assert value_of(word, KINDS) == kind
