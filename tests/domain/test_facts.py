"""Facts are choices or numbers; a condition is true, false or not known yet."""

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.facts import (
    LARGEST,
    Condition,
    Operator,
    Question,
    representatives,
)


DWELLING = Question("dwelling", ("house", "flat"))
STAY = Question("stay_days")
QUESTIONS = {"dwelling": DWELLING, "stay_days": STAY}


def test_a_choice_is_one_of_its_keys():
    assert DWELLING.parse("flat") == "flat"
    for text in ("castle", "", "Flat", "flat "):
        with pytest.raises(ValueError):
            DWELLING.parse(text)


def test_a_number_is_whole_and_positive():
    assert STAY.parse("1") == 1
    assert STAY.parse("030") == 30
    assert STAY.parse("999999") == LARGEST


@pytest.mark.parametrize(
    "text",
    ["", "0", "000", "-1", "+1", "1.5", "1e3", "٣", "²", " 1", "1000000", "9" * 9999],
)
def test_what_is_no_positive_whole_number_is_refused(text):
    with pytest.raises(ValueError):
        STAY.parse(text)


@pytest.mark.parametrize(
    ("operator", "values", "facts", "holds"),
    [
        (Operator.IS, ("house", "flat"), {"dwelling": "flat"}, True),
        (Operator.IS, ("house",), {"dwelling": "flat"}, False),
        (Operator.IS_NOT, ("house",), {"dwelling": "flat"}, True),
        (Operator.IS_NOT, ("house",), {"dwelling": "house"}, False),
        (Operator.IS, ("house",), {}, None),
        (Operator.AT_LEAST, (1,), {"dwelling": "house"}, False),
    ],
)
def test_a_condition_on_a_choice(operator, values, facts, holds):
    assert Condition("dwelling", operator, values).holds(facts, QUESTIONS) is holds


@pytest.mark.parametrize(
    ("operator", "values", "days", "holds"),
    [
        (Operator.AT_LEAST, (30,), 30, True),
        (Operator.AT_LEAST, (30,), 29, False),
        (Operator.AT_MOST, (30,), 30, True),
        (Operator.AT_MOST, (30,), 31, False),
        (Operator.IS, (30,), 30, True),
        (Operator.IS_NOT, (30,), 30, False),
        (Operator.AT_LEAST, ("long",), 30, False),
        (Operator.AT_MOST, (), 30, False),
    ],
)
def test_a_condition_on_a_number(operator, values, days, holds):
    condition = Condition("stay_days", operator, values)

    assert condition.holds({"stay_days": days}, QUESTIONS) is holds


@pytest.mark.parametrize("operator", Operator)
def test_a_condition_on_a_fact_nobody_is_asked_for_is_false(operator):
    condition = Condition("vehicle", operator, ("bus",))

    assert condition.holds({}, QUESTIONS) is False
    assert condition.holds({"vehicle": "bus"}, QUESTIONS) is False


def test_every_choice_stands_for_itself():
    assert representatives(DWELLING, ()) == ("house", "flat")


def test_a_number_that_no_condition_tests_has_one_representative():
    other = Condition("quantity", Operator.AT_LEAST, (5,))

    assert representatives(STAY, ()) == (1,)
    assert representatives(STAY, (other,)) == (1,)


def test_a_border_has_a_representative_on_each_side():
    condition = Condition("stay_days", Operator.AT_MOST, (30, "long"))

    assert representatives(STAY, (condition,)) == (1, 29, 30, 31)


def test_representatives_are_numbers_that_can_be_entered():
    low = Condition("stay_days", Operator.AT_LEAST, (0,))
    high = Condition("stay_days", Operator.AT_MOST, (LARGEST,))

    for number in representatives(STAY, (low, high)):
        assert STAY.parse(str(number)) == number


_conditions = st.builds(
    Condition,
    st.just("stay_days"),
    st.sampled_from(Operator),
    st.lists(st.integers(0, 20), min_size=1, max_size=3).map(tuple),
)


@given(st.lists(_conditions, max_size=4).map(tuple))
def test_representatives_show_everything_that_conditions_can_tell_apart(conditions):
    def answers(number):
        return tuple(c.holds({"stay_days": number}, QUESTIONS) for c in conditions)

    found = {answers(number) for number in representatives(STAY, conditions)}
    assert found == {answers(number) for number in range(1, 25)}
