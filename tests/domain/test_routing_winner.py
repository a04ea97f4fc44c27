"""With all answers known, decision and trace name the very rule a person would name."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.domain.routing import Decision, Why, decide
from tests.domain.generated_rules import DOMAINS, PLACES, _questions, rule_sets
from tests.domain.naive_reading import naive_result
from tests.domain.some_rules import TODAY


_ALL_FACTS = st.fixed_dictionaries(
    {name: st.sampled_from(values) for name, values in DOMAINS.items()}
)


@settings(
    max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(rule_sets(), st.sampled_from(PLACES), _ALL_FACTS, _questions)
def test_the_trace_ends_at_the_rule_that_a_person_would_name(
    rules, key, facts, questions
):
    result, winner = naive_result(key, "x", facts, questions, rules)
    regions = [key[:length] for length in (8, 5, 2) if len(key) >= length]
    lines = [line for region in regions for line in rules.by_region.get(region, [])]
    lines += [rules.fallback] if rules.fallback else []

    answer = decide(Place((key,)), "x", facts, questions, rules, TODAY)

    assert isinstance(answer, Decision)
    verdict = answer.verdict
    assert (verdict.outcome, verdict.bodies, verdict.texts) == result
    assert verdict.rule is winner
    # Every rule above it is told, none below it; all of them if there is no winner.
    won = [line is winner for line in lines]
    told = lines[: won.index(True) + 1] if winner else lines
    assert [step.rule for step in answer.trace] == [line.uuid for line in told]
    assert [step.matched for step in answer.trace] == won[: len(told)]
    assert not winner or answer.trace[-1].why is Why.MATCHED
