"""Rules, bodies, facts and places by chance."""

from hypothesis import strategies as st

from hilfe_ukraine.domain.bodies import Body, ContactState
from hilfe_ukraine.domain.facts import Condition, Operator, Question
from hilfe_ukraine.domain.routing import Outcome, Rule, Rules
from tests.domain.some_rules import (
    DAY,
    DISTRICT,
    OTHER_DISTRICT,
    OTHER_TOWN,
    STATE,
    TODAY,
    TOWN,
)


#: No rule names a larger number, so that two more stand for all that are larger.
MAX_NUMBER = 4
PLACES = (TOWN, OTHER_TOWN, DISTRICT, OTHER_DISTRICT, STATE)
BODIES = ("a", "b", "c")
DOMAINS = {
    "dwelling": ("house", "flat"),
    "helper": ("person", "organisation"),
    "stay_days": tuple(range(1, MAX_NUMBER + 3)),
}
GENERATED_QUESTIONS = {
    "dwelling": Question("dwelling", DOMAINS["dwelling"]),
    "helper": Question("helper", DOMAINS["helper"]),
    "stay_days": Question("stay_days"),
}


_limits = st.integers(0, MAX_NUMBER)


@st.composite
def conditions(draw):
    fact = draw(st.sampled_from([*DOMAINS, "stay_days", "elsewhere"]))
    operator = draw(st.sampled_from(Operator))
    if operator in (Operator.AT_LEAST, Operator.AT_MOST):
        return Condition(fact, operator, (draw(_limits),))
    values = _limits
    if fact != "stay_days":
        values = st.sampled_from(DOMAINS.get(fact, ("x",)))
    return Condition(fact, operator, tuple(draw(st.sets(values, min_size=1))))


def mostly(usual, *others):
    """Others come up often enough to matter and rarely enough to let rules win."""
    return st.sampled_from([usual] * 8 * len(others) + list(others))


_generated_rules = st.builds(
    Rule,
    uuid=st.uuids().map(str),
    region=st.sampled_from(PLACES),
    outcome=mostly(Outcome.FORWARD, Outcome.REDIRECT),
    categories=mostly(frozenset(), frozenset("xy"), frozenset("y")),
    conditions=st.lists(conditions(), min_size=1, max_size=2).map(tuple),
    valid_from=mostly(None, TODAY, TODAY + DAY),
    valid_until=mostly(None, TODAY, TODAY - DAY),
    bodies=st.sampled_from([("a",), ("b",), ("c",), ("b", "a"), ()]),
    texts=mostly((), (("de", "Danke"),)),
)
_desks = mostly((), ((TOWN, "a"), (DISTRICT, "b")), ((STATE, "c"),))
_bodies = st.fixed_dictionaries(
    {
        key: st.builds(
            Body,
            key=st.just(key),
            state=mostly(ContactState.CONFIRMED, *ContactState),
            paused_until=mostly(None, TODAY, TODAY + DAY),
            deputy=st.sampled_from(["", *BODIES, "unheard of"]),
            desks=_desks,
        )
        for key in BODIES
    }
)


@st.composite
def rule_sets(draw):
    by_region = {}
    for each in draw(st.lists(_generated_rules, min_size=2, max_size=7)):
        by_region.setdefault(each.region, []).append(each)
    last = Rule("", "", Outcome.FORWARD, bodies=(draw(st.sampled_from(BODIES)),))
    return Rules(by_region, draw(_bodies), draw(st.sampled_from([None, last])))


_facts = st.sampled_from([{}, {}, {"elsewhere": "x"}, {"dwelling": "flat"}]) | (
    st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(values) for name, values in DOMAINS.items()}
    )
)
_questions = mostly(set(DOMAINS), {"dwelling"}, {"helper", "stay_days"}, set()).map(
    lambda names: {name: GENERATED_QUESTIONS[name] for name in names}
)
_candidates = st.sampled_from(
    [(TOWN,), (TOWN,), (STATE,), (TOWN, OTHER_TOWN), (TOWN, OTHER_TOWN, OTHER_DISTRICT)]
)
