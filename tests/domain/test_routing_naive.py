"""`decide()` agrees with a naive reading of the rules."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.domain.routing import AskFacts, AskMunicipality, Decision, decide
from tests.domain.generated_rules import (
    DOMAINS,
    _candidates,
    _facts,
    _questions,
    rule_sets,
)
from tests.domain.naive_reading import essential_facts, naive_function
from tests.domain.some_rules import TODAY


@settings(
    max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(rule_sets(), _candidates, _facts, _questions)
def test_decide_agrees_with_the_naive_reading(rules, candidates, facts, questions):
    answer = decide(Place(candidates), "x", facts, questions, rules, TODAY)

    told = [naive_function(key, "x", facts, questions, rules) for key in candidates]
    functions = [{k: result for k, (result, _) in f.items()} for _, f in told]
    names, common = told[0][0], functions[0]
    if any(function != common for function in functions):
        assert isinstance(answer, AskMunicipality)
        assert answer.names == candidates
    elif len(set(common.values())) == 1:
        assert isinstance(answer, Decision)
        verdict = answer.verdict
        result = (verdict.outcome, verdict.bodies, verdict.texts)
        assert result == next(iter(common.values()))
        winners = [line for _, line in told[0][1].values()]
        assert verdict.rule in winners or verdict.rule.holds(facts, questions)
        won = [step.rule for step in answer.trace if step.matched]
        assert won == ([verdict.rule.uuid] if verdict.rule else [])
        assert not any(step.matched for step in answer.trace[:-1])
    else:
        assert isinstance(answer, AskFacts)
        assert answer.names == essential_facts(names, common)


@settings(max_examples=300, deadline=None)
@given(rule_sets(), _candidates, _questions, st.data())
def test_answering_what_is_asked_always_ends_in_a_decision(
    rules, candidates, questions, data
):
    place, facts = Place(candidates), {}
    answer = decide(place, "x", facts, questions, rules, TODAY)
    if isinstance(answer, AskMunicipality):
        place = place.narrowed_to(data.draw(st.sampled_from(answer.names)))
        answer = decide(place, "x", facts, questions, rules, TODAY)
    for _ in questions:
        if isinstance(answer, AskFacts):
            name = data.draw(st.sampled_from(answer.names))
            facts = {**facts, name: data.draw(st.sampled_from(DOMAINS[name]))}
            answer = decide(place, "x", facts, questions, rules, TODAY)

    assert isinstance(answer, Decision)
