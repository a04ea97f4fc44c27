"""Two sets of rules compared: what moves, and how the moves are counted."""

from hypothesis import HealthCheck, given, settings

from hilfe_ukraine.domain.facts import Question
from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.domain.rules import UNROUTED, Outcome, Rules, Verdict
from hilfe_ukraine.domain.what_if import EXAMPLES, GROUPS, Move, move_between, tally
from tests.domain.generated_rules import _candidates, _facts, _questions, rule_sets
from tests.domain.naive_reading import naive_function
from tests.domain.some_rules import (
    DISTRICT,
    OTHER_TOWN,
    TODAY,
    TOWN,
    at_least,
    rule,
    rules_of,
)


def between(before: Rules, after: Rules, *, place=(TOWN,), facts=(), questions=None):
    return move_between(
        before,
        after,
        place=Place(place),
        category="x",
        facts=dict(facts),
        questions=questions or {},
        today=TODAY,
    )


def verdict(*bodies: str) -> Verdict:
    return Verdict(Outcome.FORWARD, bodies)


def test_another_receiver_is_a_move():
    move = between(rules_of(rule("1", "a")), rules_of(rule("2", "b")))

    assert move == Move((verdict("a"),), (verdict("b"),))


def test_another_rule_with_the_same_receiver_is_none():
    assert between(rules_of(rule("1", "a")), rules_of(rule("2", "a"))) is None


def test_a_rule_that_is_taken_away_leaves_nobody():
    move = between(rules_of(rule("1", "a")), rules_of())

    assert move == Move((verdict("a"),), (UNROUTED,))


def test_one_of_the_places_of_a_postcode_is_enough():
    district = rule("d", "a", region=DISTRICT)
    before = rules_of(district)
    after = rules_of(district, rule("t", "b", region=OTHER_TOWN))

    move = between(before, after, place=(TOWN, OTHER_TOWN))

    assert move == Move((verdict("a"),), (verdict("a"), verdict("b")))


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(rule_sets(), rule_sets(), _candidates, _facts, _questions)
def test_it_moves_exactly_where_some_answer_leads_elsewhere(
    before, after, candidates, facts, questions
):
    def results(rules):
        return [
            {
                values: result
                for values, (result, _) in naive_function(
                    key, "x", facts, questions, rules
                )[1].items()
            }
            for key in candidates
        ]

    old, new = results(before), results(after)
    move = between(before, after, place=candidates, facts=facts, questions=questions)

    assert (move is None) == (old == new)
    if move:
        for side, told in ((move.before, old), (move.after, new)):
            said = {(leaf.outcome, leaf.bodies, leaf.texts) for leaf in side}
            assert said == {result for each in told for result in each.values()}


def test_equal_moves_are_counted_together_the_most_frequent_first():
    rare = Move((verdict("a"),), (verdict("c"),))
    often = Move((verdict("a"),), (verdict("b"),))

    found = tally([(1, rare), (2, None), *((n, often) for n in range(3, 10))])

    assert (found.total, found.moved, found.others) == (9, 8, 0)
    assert [(group.move, group.count) for group in found.groups] == [
        (often, 7),
        (rare, 1),
    ]
    assert found.groups[0].examples == tuple(range(3, 3 + EXAMPLES))


def test_only_the_most_frequent_moves_are_told():
    moves = [Move((verdict("a"),), (verdict(str(n)),)) for n in range(GROUPS + 2)]

    found = tally([(n, move) for n, move in enumerate(moves)])

    assert len(found.groups) == GROUPS
    assert found.others == 2


def test_at_least_is_compared_by_its_border():

    def long(days):
        return rules_of(rule("1", "a", conditions=(at_least("stay_days", days),)))

    questions = {"stay_days": Question("stay_days")}
    move = between(long(30), long(31), questions=questions)
    assert set(move.before) == set(move.after) == {UNROUTED, verdict("a")}
    assert between(long(30), long(31), facts={"stay_days": 40}) is None
