"""A cell of the coverage says what `decide` would say, for every answer there is."""

import itertools

from datetime import date, timedelta

import pytest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hilfe_ukraine.domain.bodies import Body, ContactState
from hilfe_ukraine.domain.coverage import (
    GAPS,
    WORST_FIRST,
    Cell,
    CellState,
    Kind,
    cell_of,
    differing_regions,
)
from hilfe_ukraine.domain.facts import Condition, Operator, Question
from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.domain.routing import Decision, Outcome, Rule, Rules, decide


TODAY = date(2022, 3, 4)
DAY = timedelta(days=1)
STATE, DISTRICT, TOWN, OTHER_TOWN = "14", "14626", "14626110", "14626120"
QUESTIONS = {
    "dwelling": Question("dwelling", ("house", "flat", "tent")),
    "stay_days": Question("stay_days"),
}
BODIES = {
    "a": Body("a"),
    "b": Body("b"),
    "new": Body("new", ContactState.UNCONFIRMED),
    "gone": Body("gone", ContactState.RETIRED),
}
HOUSE = Condition("dwelling", Operator.IS, ("house",))
NO_HOUSE = Condition("dwelling", Operator.IS_NOT, ("house",))
SHORT = Condition("stay_days", Operator.AT_MOST, (14,))


def rule(*bodies, at=DISTRICT, conditions=(), outcome=Outcome.FORWARD, **values):
    return Rule("r", at, outcome, bodies=bodies, conditions=conditions, **values)


def cell(*rules, key=DISTRICT, fallbacks=("",), statewide=(), bodies=BODIES):
    by_region = {}
    for each in rules:
        by_region.setdefault(each.region, []).append(each)
    kind = Kind("x", QUESTIONS, fallbacks, frozenset(statewide))
    return cell_of(key, kind, Rules(by_region, bodies), TODAY)


@pytest.mark.parametrize(
    ("rules", "fallbacks", "expected"),
    [
        ([rule("a")], [""], Cell(CellState.OWN, ("a",), (DISTRICT,))),
        ([rule("a", at=STATE)], [""], Cell(CellState.INHERITED, ("a",), (STATE,))),
        ([], ["b"], Cell(CellState.FALLBACK, ("b",), ("",))),
        ([], ["a", "b"], Cell(CellState.FALLBACK, ("a", "b"), ("",))),
        ([rule(outcome=Outcome.KEEP)], ["b"], Cell(CellState.KEEP, (), (DISTRICT,))),
        (
            [rule(outcome=Outcome.REDIRECT, at=STATE)],
            [""],
            Cell(CellState.REDIRECT, (), (STATE,)),
        ),
        ([rule("new")], [""], Cell(CellState.UNCONFIRMED, ("new",), (DISTRICT,))),
        ([], ["new"], Cell(CellState.UNCONFIRMED, ("new",), ("",))),
        ([], [""], Cell(CellState.NOBODY)),
        ([], ["gone"], Cell(CellState.NOBODY)),
        ([], ["", "a"], Cell(CellState.PARTLY, ("a",), ("",))),
        ([rule("gone")], ["b"], Cell(CellState.FALLBACK, ("b",), ("",))),
        ([rule("a", categories=frozenset("y"))], [""], Cell(CellState.NOBODY)),
    ],
)
def test_what_happens_is_said_in_one_word(rules, fallbacks, expected):
    assert cell(*rules, fallbacks=tuple(fallbacks)) == expected


def test_rules_that_cover_only_some_answers_leave_a_gap():
    found = cell(rule("a", conditions=(HOUSE,)), rule("b", conditions=(SHORT,)))

    assert found.is_gap
    assert found == Cell(
        CellState.PARTLY, ("a", "b"), (DISTRICT,), ("dwelling", "stay_days")
    )


def test_rules_that_cover_all_answers_together_leave_none():
    found = cell(rule("a", conditions=(HOUSE,)), rule("b", conditions=(NO_HOUSE,)))

    assert not found.is_gap
    assert found == Cell(CellState.DEPENDS, ("a", "b"), (DISTRICT,), ("dwelling",))


def test_what_the_rules_leave_goes_to_the_fallback():
    found = cell(rule("a", conditions=(HOUSE,)), fallbacks=("a",))

    assert found == Cell(CellState.DEPENDS, ("a",), (DISTRICT, ""), ("dwelling",))


def test_a_condition_on_what_is_never_asked_takes_nothing():
    never = Condition("helper", Operator.IS, ("person",))

    assert cell(rule("a", conditions=(HOUSE, never))).state is CellState.NOBODY
    assert cell(rule("a", conditions=(never,))).state is CellState.NOBODY


def test_a_state_leaves_a_gap_only_where_help_is_bound_to_no_place():
    partly = rule("a", at=STATE, conditions=(HOUSE,))

    assert cell(key=STATE).state is CellState.UNNEEDED
    assert cell(partly, key=STATE).state is CellState.UNNEEDED
    assert cell(key=STATE, statewide=[STATE]).state is CellState.NOBODY
    assert cell(key=STATE, statewide=["09"]).state is CellState.UNNEEDED
    assert cell(partly, key=DISTRICT).state is CellState.PARTLY


def test_every_state_has_its_place_among_the_worst():
    assert set(WORST_FIRST) == set(CellState)
    assert set(WORST_FIRST[: len(GAPS)]) == GAPS


_numbers = st.integers(0, 4).map(lambda number: (number,))
_choices = st.sets(st.sampled_from(["house", "flat", "boat"]), max_size=2).map(tuple)
_conditions = st.one_of(
    st.builds(
        Condition,
        st.just("dwelling"),
        st.sampled_from([Operator.IS, Operator.IS_NOT]),
        _choices,
    ),
    st.builds(Condition, st.just("stay_days"), st.sampled_from(Operator), _numbers),
    st.just(Condition("unheard_of", Operator.IS, ("x",))),
)
_rules = st.builds(
    Rule,
    uuid=st.just("r"),
    region=st.sampled_from([STATE, DISTRICT, TOWN]),
    outcome=st.sampled_from(
        [Outcome.FORWARD, Outcome.FORWARD, Outcome.REDIRECT, Outcome.KEEP]
    ),
    categories=st.sampled_from([frozenset(), frozenset("xy"), frozenset("y")]),
    conditions=st.lists(_conditions, max_size=2).map(tuple),
    valid_until=st.sampled_from([None, None, TODAY, TODAY - DAY]),
    bodies=st.sampled_from([("a",), ("b",), ("new",), ("gone",), ("b", "a"), ()]),
)
_desks = st.sampled_from([(), ((TOWN, "b"),), ((DISTRICT, "new"),)])
_bodies = _desks.map(lambda desks: {**BODIES, "a": Body("a", desks=desks)})
_fallbacks = st.sampled_from([("",), ("a",), ("new",), ("", "b"), ("gone",)])
#: Five values on and around every border that the conditions above can draw.
ANSWERS = [
    {"dwelling": dwelling, "stay_days": days}
    for dwelling, days in itertools.product(("house", "flat", "tent"), range(1, 7))
]


def decisions(key, by_region, bodies, fallbacks):
    """What `decide` says to every answer, on every page."""
    for body, facts in itertools.product(fallbacks, ANSWERS):
        last = Rule("", "", Outcome.FORWARD, bodies=(body,))
        rules = Rules(by_region, bodies, last if body else None)
        answer = decide(Place((key,)), "x", facts, QUESTIONS, rules, TODAY)
        assert isinstance(answer, Decision)
        yield answer.verdict


def naive_state(key, verdicts):
    outcomes = {verdict.outcome for verdict in verdicts}
    if Outcome.UNROUTED in outcomes:
        return CellState.NOBODY if len(outcomes) == 1 else CellState.PARTLY
    if any("new" in verdict.bodies for verdict in verdicts):
        return CellState.UNCONFIRMED
    if len({(verdict, verdict.region) for verdict in verdicts}) > 1:
        # Told apart further only by where they come from; see the assertion below.
        return CellState.DEPENDS
    verdict = verdicts[0]
    if verdict.outcome is not Outcome.FORWARD:
        return CellState(verdict.outcome.value)
    if verdict.region is None:
        return CellState.FALLBACK
    return CellState.OWN if verdict.region == key else CellState.INHERITED


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(_rules, max_size=5),
    _bodies,
    _fallbacks,
    st.sampled_from([DISTRICT, TOWN, OTHER_TOWN]),
)
def test_a_cell_agrees_with_decide_on_every_answer(rules, bodies, fallbacks, key):
    by_region = {}
    for each in rules:
        by_region.setdefault(each.region, []).append(each)

    found = cell_of(
        key, Kind("x", QUESTIONS, fallbacks), Rules(by_region, bodies), TODAY
    )

    verdicts = list(decisions(key, by_region, bodies, fallbacks))
    assert found.bodies == tuple(sorted({b for v in verdicts for b in v.bodies}))
    assert found.is_gap == any(v.outcome is Outcome.UNROUTED for v in verdicts)
    expected = naive_state(key, verdicts)
    # The same verdict by two regions above, or by two rules, is no difference.
    if expected is CellState.DEPENDS and found.state is not expected:
        assert len(set(verdicts)) == 1
        assert found.state in {naive_state(key, [verdict]) for verdict in verdicts}
    else:
        assert found.state is expected


@settings(max_examples=200, deadline=None)
@given(st.lists(_rules, max_size=5), _bodies)
def test_regions_that_do_not_differ_share_their_cells(rules, bodies):
    by_region = {}
    for each in rules:
        by_region.setdefault(each.region, []).append(each)
    kind, compiled = Kind("x", QUESTIONS, ("a",)), Rules(by_region, bodies)

    differing = differing_regions(compiled)

    assert differing == {each.region for each in rules} | {
        place for place, _ in bodies["a"].desks
    }
    assert OTHER_TOWN not in differing
    assert cell_of(OTHER_TOWN, kind, compiled, TODAY) == cell_of(
        "14626999", kind, compiled, TODAY
    )
    if TOWN not in differing:
        assert cell_of(TOWN, kind, compiled, TODAY) == cell_of(
            OTHER_TOWN, kind, compiled, TODAY
        )
