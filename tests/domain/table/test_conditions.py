"""Conditions: written so that they are read back as they were."""

import pytest

from hypothesis import example, given
from hypothesis import strategies as st

from hilfe_ukraine.domain.facts import Condition, Operator
from hilfe_ukraine.domain.table.conditions import (
    in_order,
    read_conditions,
    write_conditions,
)
from hilfe_ukraine.domain.table.problems import Problems
from hilfe_ukraine.domain.table.raw import Cell, Record
from hilfe_ukraine.domain.table.values import Reader
from tests.domain.table.sheets import RULE, plan_of, problems_of


HOUSING = {**RULE, "categories": "housing"}

_facts = st.sampled_from(["stay_days", "quantity", "helper", "dwelling", "rooms"])
_values = st.one_of(
    st.integers(0, 2_000_000), st.sampled_from(["person", "house", "organisation"])
)
_conditions = st.builds(
    Condition,
    _facts,
    st.sampled_from(list(Operator)),
    st.lists(_values, min_size=1, max_size=3).map(tuple),
)


@given(st.lists(_conditions, max_size=6), st.sampled_from(["de", "en"]))
@example([Condition("helper", Operator.IS, ("person",))], "de")
def test_what_is_written_is_read_back(conditions, language):
    cells = {
        name: Cell(text)
        for name, text in write_conditions(conditions, language).items()
    }
    problems = Problems()

    read = read_conditions(Reader(Record("Rules", 2, cells), problems))

    assert problems.found == ()
    assert read == in_order(conditions)


def test_fixed_facts_have_columns_and_a_second_test_of_one_goes_to_the_others():
    cells = write_conditions(
        [
            Condition("stay_days", Operator.AT_LEAST, (30,)),
            Condition("stay_days", Operator.AT_LEAST, (60,)),
            Condition("helper", Operator.IS, ("person",)),
            Condition("dwelling", Operator.IS_NOT, ("house", "flat")),
        ],
        "de",
    )

    assert cells == {
        "stay_from": "30",
        "helper": "Privatperson",
        "answers": "dwelling ≠ flat, house; stay_days ≥ 60",
    }


@pytest.mark.parametrize(
    "text", ["dwelling = house, flat", "dwelling=house,flat;", "dwelling = flat\n\n"]
)
def test_other_conditions_are_easy_to_write(text):
    assert plan_of(rules=[{**HOUSING, "answers": text}]).problems == ()


@pytest.mark.parametrize("text", ["house", "dwelling =", "dwelling = ,", "a == b"])
def test_what_is_no_condition_is_refused(text):
    assert problems_of(rules=[{**HOUSING, "answers": text}]) == [
        ("Rules!J2", "not_a_condition")
    ]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"answers": "smoking = yes"}, ("Rules!J2", "not_asked")),
        ({"answers": "dwelling = castle"}, ("Rules!J2", "bad_value")),
        ({"answers": "quantity = 0"}, ("Rules!J2", "bad_value")),
        ({"answers": "dwelling >= house"}, ("Rules!J2", "not_comparable")),
        ({"answers": "quantity >= 2, 3"}, ("Rules!J2", "not_comparable")),
        ({"categories": "goods", "stay_to": "3"}, ("Rules!F2", "not_asked")),
        ({"helper": "robot"}, ("Rules!I2", "not_a_choice")),
    ],
)
def test_a_condition_must_be_able_to_hold(cells, problem):
    assert problems_of(rules=[{**HOUSING, **cells}]) == [problem]


def test_a_rule_for_all_categories_may_test_what_any_of_them_asks():
    rule = {**RULE, "answers": "dwelling = house, hut"}

    assert problems_of(rules=[rule]) == []
