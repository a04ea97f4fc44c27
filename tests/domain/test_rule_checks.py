"""A rule that is called dead never decides; contradictions are found."""

import itertools

from datetime import date, timedelta

import pytest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hilfe_ukraine.domain import rule_checks
from hilfe_ukraine.domain.bodies import Body, ContactState
from hilfe_ukraine.domain.facts import Condition, Operator, Question
from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.domain.routing import AskFacts, Decision, Rules, decide
from hilfe_ukraine.domain.rule_checks import Finding, Flaw, check_rules
from hilfe_ukraine.domain.rules import Outcome, Rule


TODAY = date(2022, 3, 4)
DAY = timedelta(days=1)
REGION, TOWN = "14626", "14626110"
QUESTIONS = {
    "dwelling": Question("dwelling", ("house", "flat", "bed")),
    "stay_days": Question("stay_days"),
}
CATEGORIES = {"housing": QUESTIONS, "goods": {}}


def rule(*bodies, outcome=Outcome.FORWARD, **values):
    return Rule("", REGION, outcome, bodies=bodies or ("a",), **values)


def is_(*values):
    return (Condition("dwelling", Operator.IS, values),)


def stay(operator, number):
    return Condition("stay_days", operator, (number,))


def check(*rules, bodies=(), questions=CATEGORIES):
    named = {key: Body(key) for each in rules for key in each.bodies}
    known = named | {body.key: body for body in bodies}
    return check_rules(rules, questions=questions, bodies=known, as_of=TODAY)


def flaws(*rules, **values):
    return [(each.position, each.flaw) for each in check(*rules, **values)]


# Rules that never decide


def test_a_rule_below_one_that_takes_everything_is_covered():
    assert check(rule("a"), rule("b", categories=frozenset({"housing"}))) == [
        Finding(1, Flaw.COVERED, (0,))
    ]


def test_several_rules_may_take_everything_together():
    above = [
        rule("a", conditions=is_("house", "flat")),
        rule("b", conditions=is_("bed")),
    ]
    below = rule("c", categories=frozenset({"housing"}))

    assert check(*above, below) == [Finding(2, Flaw.COVERED, (0, 1))]


def test_a_rule_that_is_left_one_answer_is_alive():
    above = rule("a", conditions=is_("house", "flat"))

    assert check(above, rule("b", categories=frozenset({"housing"}))) == []


def test_a_rule_that_is_left_one_category_is_alive():
    assert check(rule("a", categories=frozenset({"housing"})), rule("b")) == []


def test_numbers_are_compared_at_their_borders():
    long = rule("a", conditions=(stay(Operator.AT_LEAST, 30),))
    short = rule("b", conditions=(stay(Operator.AT_MOST, 29),))
    gap = rule("b", conditions=(stay(Operator.AT_MOST, 28),))
    rest = rule("c", categories=frozenset({"housing"}))

    assert flaws(long, short, rest) == [(2, Flaw.COVERED)]
    assert flaws(long, gap, rest) == []


def test_a_rule_above_that_ends_leaves_the_days_after_it():
    until = rule("a", valid_until=TODAY + DAY)
    after = rule("b", valid_from=TODAY + 2 * DAY)

    assert flaws(until, rule("c", conditions=is_("bed"))) == []
    assert flaws(until, after, rule("c", conditions=is_("bed"))) == [(2, Flaw.COVERED)]


@pytest.mark.parametrize(
    "conditions",
    [
        (*is_("house"), *is_("bed")),
        (stay(Operator.AT_LEAST, 10), stay(Operator.AT_MOST, 9)),
        (Condition("pets", Operator.IS, ("dog",)),),
    ],
)
def test_conditions_that_exclude_each_other_are_impossible(conditions):
    assert check(rule(conditions=conditions)) == [Finding(0, Flaw.IMPOSSIBLE)]


@pytest.mark.parametrize(
    "body",
    [
        Body("a", ContactState.SUSPECT),
        Body("a", ContactState.RETIRED),
        Body("a", paused_until=TODAY + DAY),
    ],
)
def test_a_rule_whose_body_may_be_missing_covers_nothing(body):
    below = rule("b", categories=frozenset({"housing"}))

    assert flaws(rule("a"), below, bodies=[body]) == []


def test_a_deputy_is_as_good_as_the_body():
    bodies = [Body("a", ContactState.RETIRED, deputy="b"), Body("b")]
    below = rule("b", categories=frozenset({"housing"}))

    assert flaws(rule("a"), below, bodies=bodies) == [(1, Flaw.COVERED)]


def test_without_categories_nothing_is_said():
    assert flaws(rule("a"), rule("b", conditions=is_("bed")), questions={}) == []


def test_a_search_that_takes_too_long_says_nothing(monkeypatch):
    monkeypatch.setattr(rule_checks, "_PATIENCE", 1)

    assert (
        flaws(
            rule("a", conditions=is_("bed")), rule("b", conditions=is_("bed", "flat"))
        )
        == []
    )


# Validity


def test_a_validity_that_ends_before_it_starts():
    days = {"valid_from": TODAY, "valid_until": TODAY - DAY}

    assert flaws(rule(**days)) == [(0, Flaw.ENDS_BEFORE_START)]


def test_a_rule_that_is_over():
    assert flaws(rule(valid_until=TODAY - DAY)) == [(0, Flaw.OVER)]
    assert flaws(rule(valid_until=TODAY)) == []


def test_two_rules_for_the_same_offers_contradict_each_other():
    conditions = (*is_("house", "flat"), stay(Operator.AT_MOST, 3))
    swapped = (stay(Operator.AT_MOST, 3), *is_("flat", "house"))

    (found,) = check(rule("a", conditions=conditions), rule("b", conditions=swapped))

    assert (found.flaw, found.others) == (Flaw.SAME_OFFERS, (0,))


def test_an_exception_for_a_time_above_the_usual_rule_is_fine():
    days = {"valid_from": TODAY, "valid_until": TODAY + 9 * DAY}

    assert flaws(rule("a", **days), rule("b")) == []
    assert flaws(rule("a"), rule("b", **days)) == [(1, Flaw.SAME_OFFERS)]


def test_days_that_overlap_in_part_are_named():
    first = rule("a", valid_until=TODAY + 5 * DAY)
    second = rule("b", valid_from=TODAY + 3 * DAY)

    assert check(first, second) == [
        Finding(1, Flaw.SAME_FOR_A_WHILE, (0,), TODAY + 3 * DAY, TODAY + 5 * DAY)
    ]


def test_one_after_the_other_is_fine():
    first = rule("a", valid_until=TODAY)

    assert flaws(first, rule("b", valid_from=TODAY + DAY)) == []


# Soundness, against decide()


DOMAINS = {"dwelling": ("house", "flat", "bed"), "stay_days": (1, 2, 3, 4, 5)}
BODIES = ("a", "b")


@st.composite
def conditions(draw):
    fact = draw(st.sampled_from([*DOMAINS, "elsewhere"]))
    if fact == "stay_days":
        operator = draw(st.sampled_from(Operator))
        return Condition(fact, operator, (draw(st.integers(1, 4)),))
    operator = draw(st.sampled_from([Operator.IS, Operator.IS_NOT]))
    values = draw(st.sets(st.sampled_from(DOMAINS["dwelling"]), min_size=1))
    return Condition(fact, operator, tuple(values))


_days = st.sampled_from([None, None, None, TODAY - DAY, TODAY + DAY, TODAY + 3 * DAY])
_rules = st.builds(
    Rule,
    uuid=st.uuids().map(str),
    region=st.just(REGION),
    outcome=st.sampled_from([Outcome.FORWARD, Outcome.FORWARD, Outcome.KEEP]),
    categories=st.sampled_from([frozenset(), frozenset("x"), frozenset("xy")]),
    conditions=st.lists(conditions(), max_size=2).map(tuple),
    valid_from=_days,
    valid_until=_days,
    bodies=st.sampled_from([("a",), ("b",), ("a", "b")]),
)
_bodies = st.fixed_dictionaries(
    {
        key: st.builds(
            Body,
            key=st.just(key),
            state=st.sampled_from([ContactState.CONFIRMED] * 4 + list(ContactState)),
            paused_until=st.sampled_from([None, None, None, TODAY + DAY]),
            deputy=st.sampled_from(["", *BODIES]),
            desks=st.sampled_from([(), ((TOWN, "b"),)]),
        )
        for key in BODIES
    }
)
NEVER = {Flaw.COVERED, Flaw.IMPOSSIBLE, Flaw.OVER, Flaw.ENDS_BEFORE_START}


def every_offer():
    names = sorted(DOMAINS)
    for category in "xy":
        for values in itertools.product(*(DOMAINS[name] for name in names)):
            yield category, dict(zip(names, values, strict=True))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_rules, min_size=2, max_size=5), _bodies)
def test_a_rule_called_dead_never_wins_and_is_not_missed(rules, bodies):
    questions = {"x": QUESTIONS, "y": QUESTIONS}
    found = check_rules(rules, questions=questions, bodies=bodies, as_of=TODAY)
    dead = {each.position for each in found if each.flaw in NEVER}
    living = [each for at, each in enumerate(rules) if at not in dead]
    days = [TODAY + number * DAY for number in range(6)]

    for (category, facts), place, day in itertools.product(
        every_offer(), (REGION, TOWN), days
    ):
        ask = (Place((place,)), category, facts, QUESTIONS)
        answer = decide(*ask, Rules({REGION: rules}, bodies), day)
        assert answer.verdict.rule not in [rules[at] for at in dead]
        without = decide(*ask, Rules({REGION: living}, bodies), day)
        assert without.verdict == answer.verdict


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_rules, min_size=2, max_size=5),
    _bodies,
    st.sampled_from([{}, {"dwelling": "flat"}, {"stay_days": 2}]),
)
def test_without_it_the_same_is_asked_and_decided(rules, bodies, facts):
    questions = {"x": QUESTIONS, "y": QUESTIONS}
    found = check_rules(rules, questions=questions, bodies=bodies, as_of=TODAY)
    dead = {each.position for each in found if each.flaw in NEVER}
    living = [each for at, each in enumerate(rules) if at not in dead]
    ask = (Place((TOWN,)), "x", facts, QUESTIONS)

    answer = decide(*ask, Rules({REGION: rules}, bodies), TODAY)
    without = decide(*ask, Rules({REGION: living}, bodies), TODAY)

    if isinstance(answer, Decision):
        assert without.verdict == answer.verdict
    else:
        assert isinstance(answer, AskFacts)
        assert without.names == answer.names
