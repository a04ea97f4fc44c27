"""A body gets a category: where the new rule goes, and what becomes of the others."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.bodies import Body
from hilfe_ukraine.domain.facts import (
    HELPER,
    HELPER_CHOICES,
    Condition,
    Operator,
    Question,
)
from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.domain.routing import Decision, decide
from hilfe_ukraine.domain.rule_change import Narrowed, NewRule, give, order_after
from hilfe_ukraine.domain.rules import Outcome, Rule, Rules


TODAY = date(2022, 3, 4)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
PERSON = (Condition(HELPER, Operator.IS, ("person",)),)
DISTRICT = "14626"
NEW = Rule("new", DISTRICT, Outcome.FORWARD, bodies=("new",))


def rule(uuid, *categories, **values):
    defaults = {"outcome": Outcome.FORWARD, "bodies": ("old",)}
    return Rule(
        uuid, DISTRICT, categories=frozenset(categories), **{**defaults, **values}
    )


def added(change):
    return [(set(new.categories), new.before) for new in change.added]


def after(rules, change, template):
    """The rules from the top as they will be; new ones are numbered."""
    by_uuid = {one.uuid: one for one in rules}
    for narrow in change.narrowed:
        kept = replace(by_uuid[narrow.uuid], categories=narrow.left)
        by_uuid[narrow.uuid] = kept
    numbers = {new: number for number, new in enumerate(change.added)}
    return tuple(
        replace(
            template, uuid=f"{template.uuid}{numbers[one]}", categories=one.categories
        )
        if isinstance(one, NewRule)
        else by_uuid[one]
        for one in order_after([one.uuid for one in rules], change)
    )


def uuids(rules, change):
    return [one.uuid for one in after(rules, change, NEW)]


class TestPlace:
    def test_without_rules_it_is_the_only_one(self):
        change = give((), ["housing"], "new", TODAY)
        assert change.added == (NewRule(frozenset({"housing"}), ""),)
        assert after((), change, NEW)[0].categories == {"housing"}

    def test_it_takes_the_place_of_the_rule_for_exactly_this_category(self):
        rules = (rule("a", "care"), rule("b", "housing"), rule("c", "goods"))
        change = give(rules, ["housing"], "new", TODAY)
        assert change.narrowed == (Narrowed("b", frozenset({"housing"}), frozenset()),)
        assert uuids(rules, change) == ["a", "new0", "c"]

    def test_rules_with_conditions_stay_above(self):
        rules = (rule("if", "housing", conditions=PERSON), rule("b", "housing"))
        change = give(rules, ["housing"], "new", TODAY)
        assert uuids(rules, change) == ["if", "new0"]
        assert change.above == ("if",)

    def test_without_a_rule_of_its_own_it_goes_in_front_of_one_for_all(self):
        rules = (
            rule("if", "housing", conditions=PERSON),
            rule("all"),
            rule("c", "care"),
        )
        change = give(rules, ["housing"], "new", TODAY)
        assert uuids(rules, change) == ["if", "new0", "all", "c"]
        assert change.behind == ("all",)

    def test_a_rule_for_several_categories_loses_only_the_chosen_one(self):
        rules = (rule("both", "housing", "care"),)
        change = give(rules, ["housing"], "new", TODAY)
        assert change.narrowed == (
            Narrowed("both", frozenset({"housing"}), frozenset({"care"})),
        )
        new, left = after(rules, change, NEW)
        assert (new.uuid, left.uuid, left.categories) == ("new0", "both", {"care"})
        assert not change.behind

    def test_several_categories_are_one_rule_where_they_have_one_place(self):
        rules = (rule("a", "housing"), rule("b", "care"))
        change = give(rules, ["housing", "care"], "new", TODAY)
        assert added(change) == [({"care", "housing"}, "")]

    def test_and_several_rules_where_they_have_not(self):
        rules = (
            rule("a", "housing"),
            rule("if", "care", conditions=PERSON),
            rule("b", "care"),
        )
        change = give(rules, ["housing", "care"], "new", TODAY)
        assert added(change) == [({"care"}, ""), ({"housing"}, "if")]
        assert uuids(rules, change) == ["new1", "if", "new0"]

    def test_a_keep_or_redirect_rule_is_replaced_as_well(self):
        rules = (rule("a", "housing", outcome=Outcome.KEEP, bodies=()),)
        assert uuids(rules, give(rules, ["housing"], "new", TODAY)) == ["new0"]


class TestValidity:
    def test_a_rule_that_is_over_is_left_as_history(self):
        rules = (rule("over", "housing", valid_until=YESTERDAY),)
        change = give(rules, ["housing"], "new", TODAY)
        assert uuids(rules, change) == ["over", "new0"]
        assert not change.above

    def test_a_rule_that_begins_later_goes_first_from_then_on(self):
        rules = (rule("later", "housing", valid_from=TOMORROW), rule("now", "housing"))
        change = give(rules, ["housing"], "new", TODAY)
        assert uuids(rules, change) == ["later", "new0"]
        assert change.above == ("later",)

    def test_a_rule_for_some_time_loses_the_category_at_once(self):
        rules = (
            rule("limited", "housing", valid_until=TODAY),
            rule("later", "housing", valid_from=TOMORROW),
            rule("normal", "housing"),
        )
        change = give(rules, ["housing"], "new", TODAY)
        assert uuids(rules, change) == ["later", "new0"]

    def test_what_stands_behind_a_passing_rule_for_all_is_told(self):
        rules = (
            rule("limited all", valid_until=TOMORROW),
            rule("if", "housing", conditions=PERSON),
            rule("all"),
            rule("dead", "housing", conditions=PERSON),
        )
        change = give(rules, ["housing"], "new", TODAY)
        assert uuids(rules, change)[:2] == ["new0", "limited all"]
        assert change.never == ("if",)


class TestAlready:
    def test_a_body_that_has_it_gets_nothing_new(self):
        rules = (rule("a", "housing", bodies=("new",)),)
        change = give(rules, ["housing"], "new", TODAY)
        assert not change
        assert change.already == {"housing"}
        assert after(rules, change, NEW) == rules

    def test_a_rule_for_all_gives_it_too(self):
        assert not give((rule("a", bodies=("new",)),), ["housing"], "new", TODAY)

    def test_not_if_it_ends_or_another_body_has_it_as_well(self):
        for other in (
            rule("a", "housing", bodies=("new",), valid_until=TOMORROW),
            rule("a", "housing", bodies=("new", "old")),
            rule("a", "housing", outcome=Outcome.KEEP, bodies=()),
        ):
            assert give((other,), ["housing"], "new", TODAY)

    def test_doing_it_twice_changes_nothing_the_second_time(self):
        rules = (rule("both", "housing", "care"), rule("all"))
        once = after(rules, give(rules, ["housing"], "new", TODAY), NEW)
        assert not give(once, ["housing"], "new", TODAY)


CATEGORIES = ("housing", "care", "goods")
DAYS = st.sampled_from([None, YESTERDAY, TODAY, TOMORROW])


@st.composite
def rule_lists(draw):
    return tuple(
        rule(
            str(number),
            *draw(st.sets(st.sampled_from(CATEGORIES))),
            conditions=draw(st.sampled_from([(), PERSON])),
            valid_from=draw(DAYS),
            valid_until=draw(DAYS),
            bodies=draw(st.sampled_from([("old",), ("new",), ("other",)])),
        )
        for number in range(draw(st.integers(0, 5)))
    )


def outcome(rules, category, helper, today):
    """Which body decides for this helper, by the very function that routes."""
    bodies = {key: Body(key) for key in ("old", "new", "other")}
    answer = decide(
        Place((DISTRICT,)),
        category,
        {HELPER: helper},
        {HELPER: Question(HELPER, HELPER_CHOICES)},
        Rules({DISTRICT: rules}, bodies),
        today,
    )
    assert isinstance(answer, Decision)
    return answer.verdict.bodies


class TestWhatItMeans:
    """By the function that routes: the change does what it says, and no more."""

    @given(rules=rule_lists(), chosen=st.sets(st.sampled_from(CATEGORIES), min_size=1))
    def test_the_body_gets_what_no_condition_takes_first(self, rules, chosen):
        result = after(rules, give(rules, chosen, "new", TODAY), NEW)
        for category in chosen:
            # No rule with a condition holds for an organisation.
            assert outcome(result, category, "organisation", TODAY) == ("new",)

    @given(rules=rule_lists(), chosen=st.sets(st.sampled_from(CATEGORIES), min_size=1))
    def test_other_categories_stay_as_they_are_on_every_day(self, rules, chosen):
        result = after(rules, give(rules, chosen, "new", TODAY), NEW)
        for category in set(CATEGORIES) - chosen:
            for helper in HELPER_CHOICES:
                for day in (TODAY, TOMORROW, TOMORROW + timedelta(days=1)):
                    before = outcome(rules, category, helper, day)
                    assert outcome(result, category, helper, day) == before

    @given(rules=rule_lists(), chosen=st.sets(st.sampled_from(CATEGORIES), min_size=1))
    def test_doing_it_again_changes_nothing(self, rules, chosen):
        result = after(rules, give(rules, chosen, "new", TODAY), NEW)
        again = give(result, chosen, "new", TODAY)
        assert not again
