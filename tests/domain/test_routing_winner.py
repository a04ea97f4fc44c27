"""With all answers known, decision and trace name the very rule a person would name."""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.domain.routing import Decision, Why, decide
from tests.domain.test_routing import (
    DOMAINS,
    PLACES,
    TODAY,
    _questions,
    naive_result,
    rule_sets,
)


_ALL_FACTS = st.fixed_dictionaries(
    {name: st.sampled_from(values) for name, values in DOMAINS.items()}
)


@settings(
    max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(rule_sets(), st.sampled_from(PLACES), _ALL_FACTS, _questions)
def test_the_rule_that_won_is_the_one_a_person_would_name(rules, key, facts, questions):
    result, winner = naive_result(key, "x", facts, questions, rules)

    answer = decide(Place((key,)), "x", facts, questions, rules, TODAY)

    assert isinstance(answer, Decision)
    verdict = answer.verdict
    assert (verdict.outcome, verdict.bodies, verdict.texts) == result
    assert verdict.rule is winner
    won = [(step.region, step.rule) for step in answer.trace if step.matched]
    assert won == ([(winner.region, winner.uuid)] if winner else [])


@settings(max_examples=1000, deadline=None)
@given(rule_sets(), st.sampled_from(PLACES), _ALL_FACTS, _questions)
def test_the_trace_tells_every_rule_above_the_winner_and_none_below(
    rules, key, facts, questions
):
    _, winner = naive_result(key, "x", facts, questions, rules)
    assume(winner is not None)
    regions = [key[:length] for length in (8, 5, 2) if len(key) >= length]
    lines = [line for region in regions for line in rules.by_region.get(region, [])]
    lines.append(rules.fallback)

    trace = decide(Place((key,)), "x", facts, questions, rules, TODAY).trace

    above = lines[: [line is winner for line in lines].index(True) + 1]
    assert [step.rule for step in trace] == [line.uuid for line in above]
    assert [step.matched for step in trace] == [line is winner for line in above]
    assert trace[-1].why is Why.MATCHED
