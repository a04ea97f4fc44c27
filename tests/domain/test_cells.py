"""What a cell of the matrix says, for each way a category can be decided."""

from datetime import date, timedelta

import pytest

from hilfe_ukraine.domain.bodies import Body, ContactState
from hilfe_ukraine.domain.cells import Source, cell_of
from hilfe_ukraine.domain.facts import (
    HELPER,
    HELPER_CHOICES,
    Condition,
    Operator,
    Question,
)
from hilfe_ukraine.domain.rules import UNROUTED, Outcome, Rule, Rules


TODAY = date(2022, 3, 4)
PERSON = (Condition(HELPER, Operator.IS, ("person",)),)
BODIES = {
    "office": Body("office"),
    "gone": Body("gone", state=ContactState.RETIRED),
    "state": Body("state"),
}


def rule(region="14626", body="office", **values):
    return Rule(region, region, Outcome.FORWARD, bodies=(body,), **values)


def cell(*rules, fallback=None, below=(), category="housing"):
    by_region = {}
    for one in rules:
        by_region.setdefault(one.region, []).append(one)
    return cell_of(
        "14626",
        category,
        questions={HELPER: Question(HELPER, HELPER_CHOICES)},
        rules=Rules(by_region, BODIES, fallback),
        today=TODAY,
        below={one.region: (one,) for one in below},
    )


@pytest.mark.parametrize(
    ("rules", "source", "bodies"),
    [
        ([rule()], Source.OWN, ("office",)),
        ([rule("14", "state")], Source.INHERITED, ("state",)),
        ([rule(), rule("14", "state")], Source.OWN, ("office",)),
        ([rule(body="gone"), rule("14", "state")], Source.INHERITED, ("state",)),
        ([], Source.NOBODY, ()),
    ],
)
def test_the_nearest_rule_that_has_somebody_decides(rules, source, bodies):
    found = cell(*rules)
    assert (found.source, found.verdict.bodies) == (source, bodies)


def test_the_fallback_comes_last():
    found = cell(fallback=rule("", "state"))
    assert (found.source, found.verdict.bodies) == (Source.FALLBACK, ("state",))


def test_rules_for_other_categories_and_other_days_do_not_count():
    other = rule(categories=frozenset({"care"}))
    over = rule(valid_until=TODAY - timedelta(days=1))
    assert cell(other, over).verdict == UNROUTED


def test_rules_with_conditions_are_told_beside_what_decides_without():
    found = cell(rule(conditions=PERSON), rule(body="state"))
    assert found.verdict.bodies == ("state",)
    assert [verdict.bodies for verdict in found.if_condition] == [("office",)]


def test_a_condition_that_this_category_never_asks_for_says_nothing():
    never = (Condition("stay_days", Operator.AT_LEAST, (30,)),)
    assert not cell(rule(conditions=never)).if_condition


def test_places_below_with_rules_of_their_own_are_counted():
    here = rule("14626110", categories=frozenset({"housing"}))
    other = rule("14626120", categories=frozenset({"care"}))
    assert cell(below=(here, other)).elsewhere == 1
