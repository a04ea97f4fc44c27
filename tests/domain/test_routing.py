"""`decide()` agrees with a naive reading of the rules, and says what it did."""

import itertools

from datetime import date, timedelta

import pytest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hilfe_ukraine.domain.bodies import Body, ContactState
from hilfe_ukraine.domain.facts import Condition, Operator, Question
from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.domain.routing import (
    UNROUTED,
    AskFacts,
    AskMunicipality,
    Decision,
    Outcome,
    Rule,
    Rules,
    Step,
    Verdict,
    Why,
    decide,
)


TODAY = date(2022, 3, 4)
DAY = timedelta(days=1)
STATE, DISTRICT, TOWN = "14", "14626", "14626110"
OTHER_TOWN, OTHER_DISTRICT = "14626120", "14625"

HOUSE_OR_FLAT = Question("dwelling", ("house", "flat", "bed"))
STAY = Question("stay_days")
QUESTIONS = {"dwelling": HOUSE_OR_FLAT, "stay_days": STAY}


def rule(uuid, *bodies, region=DISTRICT, outcome=Outcome.FORWARD, **values):
    return Rule(uuid, region, outcome, bodies=bodies, **values)


def rules_of(*rules, bodies=(), fallback=None):
    by_region = {}
    for each in rules:
        by_region.setdefault(each.region, []).append(each)
    named = {key for each in rules for key in each.bodies}
    if fallback:
        named.update(fallback.bodies)
    known = {key: Body(key) for key in named} | {body.key: body for body in bodies}
    return Rules(by_region, known, fallback)


def ask(rules, *, place=(TOWN,), category="housing", facts=None, questions=QUESTIONS):
    return decide(Place(place), category, facts or {}, questions, rules, TODAY)


def is_(fact, *values):
    return Condition(fact, Operator.IS, values)


def at_least(fact, number):
    return Condition(fact, Operator.AT_LEAST, (number,))


def at_most(fact, number):
    return Condition(fact, Operator.AT_MOST, (number,))


# Which rule wins


def test_route_prefers_municipality_over_district_over_state():
    state = rule("s", "state", region=STATE)
    district = rule("d", "district", region=DISTRICT)
    town = rule("t", "town", region=TOWN)

    assert ask(rules_of(state, district, town)).verdict.bodies == ("town",)
    assert ask(rules_of(state, district)).verdict.bodies == ("district",)
    assert ask(rules_of(state)).verdict.bodies == ("state",)


def test_a_state_as_place_never_uses_the_rules_of_its_districts():
    rules = rules_of(rule("d", "district"), rule("s", "state", region=STATE))

    assert ask(rules, place=(STATE,)).verdict.bodies == ("state",)


def test_a_region_whose_key_merely_begins_alike_is_another_region():
    assert ask(rules_of(rule("d", "other", region="14627"))).verdict == UNROUTED


def test_of_two_rules_of_a_region_the_upper_one_wins():
    first, second = rule("1", "a"), rule("2", "b")

    assert ask(rules_of(first, second)).verdict.rule is first


def test_a_rule_without_categories_is_for_all_of_them():
    assert ask(rules_of(rule("1", "a")), category="anything").verdict.bodies == ("a",)


def test_a_rule_for_another_category_is_passed_over():
    other = rule("1", "a", categories=frozenset({"goods"}))

    decision = ask(rules_of(other, rule("2", "b")))

    assert decision.verdict.bodies == ("b",)
    assert decision.trace[0] == Step(DISTRICT, "1", False, Why.OTHER_CATEGORY)


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ({"valid_from": TODAY + DAY}, Why.NOT_YET_VALID),
        ({"valid_until": TODAY - DAY}, Why.NO_LONGER_VALID),
        ({"valid_from": TODAY, "valid_until": TODAY}, Why.MATCHED),
    ],
)
def test_a_rule_is_valid_from_its_first_to_its_last_day(days, why):
    assert ask(rules_of(rule("1", "a", **days))).trace[0].why is why


def test_without_any_rule_nobody_gets_the_offer():
    assert ask(rules_of()) == Decision(UNROUTED, ())
    assert UNROUTED.region is None


def test_the_fallback_of_the_page_comes_last():
    fallback = Rule("", "", Outcome.FORWARD, bodies=("fallback",))

    decision = ask(rules_of(fallback=fallback))

    assert decision.verdict.bodies == ("fallback",)
    assert decision.verdict.region is None
    district = rule("1", "district")
    verdict = ask(rules_of(district, fallback=fallback)).verdict
    assert (verdict.bodies, verdict.region) == (("district",), DISTRICT)


def test_redirect_and_keep_carry_their_text_and_no_body():
    text = (("de", "Bitte wenden Sie sich an die Stadt."),)
    away = rule("1", "ignored", outcome=Outcome.REDIRECT, texts=text)

    verdict = ask(rules_of(away)).verdict

    assert verdict == Verdict(Outcome.REDIRECT, (), text)


def test_a_body_named_twice_through_its_desks_gets_the_offer_once():
    desk = Body("desk")
    parent = Body("parent", desks=((TOWN, "desk"),))

    rules = rules_of(rule("1", "parent", "desk"), bodies=(desk, parent))

    assert ask(rules).verdict.bodies == ("desk",)


def test_a_rule_whose_bodies_are_all_gone_gives_way_to_the_next():
    gone = Body("gone", state=ContactState.RETIRED)

    decision = ask(rules_of(rule("1", "gone"), rule("2", "b"), bodies=(gone,)))

    assert decision.verdict.bodies == ("b",)
    assert decision.trace[0] == Step(DISTRICT, "1", False, Why.NO_BODY_LEFT)


# What is asked


def test_an_unknown_fact_that_matters_is_asked_for():
    rules = rules_of(
        rule("1", "a", conditions=(is_("dwelling", "house"),)), rule("2", "b")
    )

    answer = ask(rules)

    assert isinstance(answer, AskFacts)
    assert answer.names == ("dwelling",)
    assert answer.trace[0] == Step(DISTRICT, "1", None, Why.UNKNOWN_FACT, ("dwelling",))


def test_a_known_fact_decides():
    rules = rules_of(
        rule("1", "a", conditions=(is_("dwelling", "house"),)), rule("2", "b")
    )

    assert ask(rules, facts={"dwelling": "house"}).verdict.bodies == ("a",)
    flat = ask(rules, facts={"dwelling": "flat"})
    assert flat.verdict.bodies == ("b",)
    assert flat.trace[0] == Step(DISTRICT, "1", False, Why.CONDITION, ("dwelling",))


def test_nobody_is_asked_what_changes_nothing():
    rules = rules_of(
        rule("1", "a", conditions=(is_("dwelling", "house"),)), rule("2", "a")
    )

    assert isinstance(ask(rules), Decision)


def test_a_rule_that_a_known_fact_has_ruled_out_asks_nothing():
    both = (is_("dwelling", "house"), at_least("stay_days", 30))
    rules = rules_of(rule("1", "a", conditions=both), rule("2", "b"))

    assert isinstance(ask(rules, facts={"dwelling": "bed"}), Decision)
    assert ask(rules, facts={"dwelling": "house"}).names == ("stay_days",)


def test_a_fact_the_category_never_asks_for_makes_a_rule_false():
    rules = rules_of(
        rule("1", "a", conditions=(is_("vehicle", "bus"),)), rule("2", "b")
    )

    assert ask(rules, facts={"vehicle": "bus"}).verdict.bodies == ("b",)


def test_the_municipality_is_asked_for_only_where_it_matters():
    district = rule("d", "district")
    town = rule("t", "town", region=TOWN)
    place = (TOWN, OTHER_TOWN)

    answer = ask(rules_of(district, town), place=place)

    assert isinstance(answer, AskMunicipality)
    assert answer.names == place
    assert isinstance(ask(rules_of(district), place=place), Decision)


def test_the_municipality_is_asked_for_when_the_questions_differ():
    rules = rules_of(
        rule("t", "a", region=TOWN, conditions=(at_least("stay_days", 30),)),
        rule("d", "b"),
    )

    assert isinstance(ask(rules, place=(TOWN, OTHER_TOWN)), AskMunicipality)


def test_two_municipalities_with_equal_questions_are_not_told_apart():
    def long(uuid, region):
        return rule(uuid, "a", region=region, conditions=(at_least("stay_days", 30),))

    rules = rules_of(long("1", TOWN), long("2", OTHER_TOWN), rule("3", "b"))

    assert isinstance(ask(rules, place=(TOWN, OTHER_TOWN)), AskFacts)


# What the trace says


def test_of_rules_that_decide_alike_the_one_that_is_true_already_is_named():
    short = rule("1", "a", conditions=(at_most("stay_days", 30),))
    always = rule("2", "a")

    decision = ask(rules_of(short, always))

    assert decision.verdict.rule is always
    assert [step.why for step in decision.trace] == [Why.UNKNOWN_FACT, Why.MATCHED]


def test_a_rule_can_win_because_every_answer_leads_to_the_same():
    short = rule("1", "a", conditions=(at_most("stay_days", 30),))
    long = rule("2", "a", conditions=(at_least("stay_days", 31),))

    decision = ask(rules_of(short, long, rule("3", "b")))

    assert decision.verdict.rule is short
    assert decision.trace == (
        Step(DISTRICT, "1", True, Why.EITHER_WAY, ("stay_days",)),
    )


def test_a_fact_tested_twice_is_named_once():
    span = (at_least("stay_days", 10), at_most("stay_days", 30))

    answer = ask(rules_of(rule("1", "a", conditions=span)))

    assert answer.trace[0].facts == ("stay_days",)


# The naive reading: every completion of what is not known, for every candidate


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


def naive_condition(condition, facts, questions):
    if condition.fact not in questions:
        return False
    value = facts[condition.fact]
    if condition.operator is Operator.IS:
        return value in condition.values
    if condition.operator is Operator.IS_NOT:
        return value not in condition.values
    if isinstance(value, str):
        return False
    if condition.operator is Operator.AT_LEAST:
        return value >= condition.values[0]
    return value <= condition.values[0]


def naive_body(key, place, bodies):
    desks = dict(bodies[key].desks)
    regions = sorted(desks, key=len, reverse=True)
    starts = [desks[region] for region in regions if place.startswith(region)]
    for start in [*starts, key]:
        chain, link = [], start
        while link in bodies and link not in chain:
            chain.append(link)
            link = bodies[link].deputy
        for link in chain:
            body = bodies[link]
            paused = body.paused_until is not None and body.paused_until > TODAY
            if body.state in ("confirmed", "unconfirmed") and not paused:
                return link
    return None


def naive_result(place, category, facts, questions, rules):
    """What a person would answer who knows everything; also who said it."""
    regions = [place[:length] for length in (8, 5, 2) if len(place) >= length]
    lines = [line for region in regions for line in rules.by_region.get(region, [])]
    for line in [*lines, rules.fallback]:
        if line is None or (line.categories and category not in line.categories):
            continue
        if (line.valid_from or TODAY) > TODAY or (line.valid_until or TODAY) < TODAY:
            continue
        if not all(naive_condition(c, facts, questions) for c in line.conditions):
            continue
        if line.outcome is not Outcome.FORWARD:
            return (line.outcome, (), line.texts), line
        found = [naive_body(key, place, rules.bodies) for key in line.bodies]
        receivers = tuple(dict.fromkeys(key for key in found if key))
        if receivers:
            return (Outcome.FORWARD, receivers, line.texts), line
    return (Outcome.UNROUTED, (), ()), None


def naive_function(place, category, facts, questions, rules):
    """The result for every completion of the facts that are not known."""
    names = [name for name in sorted(questions) if name not in facts]
    completions = itertools.product(*(DOMAINS[name] for name in names))
    results = {}
    for values in completions:
        completed = {**facts, **dict(zip(names, values, strict=True))}
        results[values] = naive_result(place, category, completed, questions, rules)
    return names, results


def essential_facts(names, results):
    """Facts of which some change, all else equal, changes the result."""
    essential = []
    for index, name in enumerate(names):
        for values, result in results.items():
            changed = (
                (*values[:index], other, *values[index + 1 :])
                for other in DOMAINS[name]
            )
            if any(results[other] != result for other in changed):
                essential.append(name)
                break
    return tuple(essential)


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
