"""Which rule decides, what is asked first, and what `decide()` says it did."""

import pytest

from hilfe_ukraine.domain.bodies import Body, ContactState
from hilfe_ukraine.domain.routing import (
    UNROUTED,
    AskFacts,
    AskMunicipality,
    Decision,
    Outcome,
    Rule,
    Step,
    Verdict,
    Why,
)
from tests.domain.some_rules import (
    DAY,
    DISTRICT,
    OTHER_TOWN,
    STATE,
    TODAY,
    TOWN,
    ask,
    at_least,
    at_most,
    is_,
    rule,
    rules_of,
)


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
