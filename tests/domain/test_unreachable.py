"""Rules that can never match are found; those that can are left alone."""

from datetime import date, timedelta

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from hilfe_ukraine.domain.bodies import Body
from hilfe_ukraine.domain.facts import Condition, Operator, Question
from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.domain.routing import Outcome, Rule, Rules, decide
from hilfe_ukraine.domain.unreachable import Never, unreachable_rules


TODAY = date(2022, 3, 4)
DAY = timedelta(days=1)
HOUSING = {"dwelling": Question("dwelling", ("house", "flat"))}
ASKED = {"housing": HOUSING, "money": {}}
HOUSE = Condition("dwelling", Operator.IS, ("house",))
FLAT = Condition("dwelling", Operator.IS, ("flat",))


def rule(*conditions, categories="", **values):
    return Rule(
        uuid="r",
        region="14",
        outcome=Outcome.FORWARD,
        conditions=conditions,
        categories=frozenset(categories.split()),
        bodies=("a",),
        **values,
    )


def reasons(*rules):
    """Why each rule never matches, or ``None``."""
    found = unreachable_rules(rules, ASKED, TODAY)
    by_rule = {id(each): reason for each, reason in found}
    return [by_rule.get(id(each)) for each in rules]


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        (rule(), rule(), Never.COVERED),
        (rule(), rule(HOUSE, categories="housing"), Never.COVERED),
        (rule(HOUSE), rule(), None),
        (rule(HOUSE), rule(HOUSE), Never.COVERED),
        (rule(HOUSE), rule(FLAT), None),
        (rule(categories="money"), rule(categories="housing"), None),
        (rule(categories="money"), rule(), None),
        (rule(categories="money"), rule(categories="money"), Never.COVERED),
        (rule(), rule(HOUSE, FLAT), Never.IMPOSSIBLE),
        (rule(HOUSE), rule(HOUSE, categories="money"), Never.IMPOSSIBLE),
        (rule(HOUSE), rule(valid_until=TODAY - DAY), Never.OVER),
        (rule(valid_until=TODAY - DAY), rule(valid_until=TODAY), None),
        (rule(valid_until=TODAY), rule(), None),
        (rule(valid_until=TODAY), rule(valid_until=TODAY), Never.COVERED),
        (rule(valid_until=TODAY), rule(valid_until=TODAY + DAY), None),
        (rule(valid_from=TODAY + DAY), rule(), None),
        (rule(valid_from=TODAY + DAY), rule(valid_from=TODAY + DAY), Never.COVERED),
        (rule(valid_from=TODAY), rule(valid_from=TODAY - DAY), Never.COVERED),
    ],
)
def test_a_rule_is_reached_or_it_is_said_why_not(above, below, expected):
    assert reasons(above, below)[-1] is expected


def test_two_rules_may_cover_a_third_together():
    found = reasons(rule(HOUSE), rule(FLAT), rule(categories="housing"))

    assert found == [None, None, Never.COVERED]


_conditions = st.lists(
    st.builds(
        Condition,
        st.just("dwelling"),
        st.sampled_from([Operator.IS, Operator.IS_NOT]),
        st.sampled_from([("house",), ("flat",), ("house", "flat")]),
    ),
    max_size=2,
).map(tuple)


@settings(max_examples=300, deadline=None)
@given(st.lists(_conditions, min_size=1, max_size=4))
def test_what_is_unreachable_never_wins(all_conditions):
    rules = [
        Rule(str(n), "14", Outcome.FORWARD, conditions=each, bodies=("a",))
        for n, each in enumerate(all_conditions)
    ]
    compiled = Rules({"14": rules}, {"a": Body("a")})
    winners = set()
    for dwelling in ("house", "flat"):
        facts = {"dwelling": dwelling}
        place = Place(("14",))
        answer = decide(place, "housing", facts, HOUSING, compiled, TODAY)
        winners.add(answer.verdict.rule and answer.verdict.rule.uuid)

    found = {
        each.uuid for each, _ in unreachable_rules(rules, {"housing": HOUSING}, TODAY)
    }

    assert found == {each.uuid for each in rules} - winners
