"""What is configured, compiled to values, and kept until something changes."""

from datetime import date

import pytest

from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.actions.routing_table import (
    compile_table,
    current_table,
    fallback_rule,
    forget_table,
)
from hilfe_ukraine.domain.facts import Condition, Operator, Question
from hilfe_ukraine.domain.routing import Outcome
from hilfe_ukraine.models import (
    CategoryQuestion,
    RoutingRule,
    RoutingVersion,
    RuleCondition,
)
from tests.factories import (
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
)
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

QUESTIONS = {"dwelling": Question("dwelling", ("house", "bed"))}


def only_rule(region="14626"):
    (rule,) = compile_table(1).by_region[region]
    return rule


def test_a_text_is_the_same_whatever_ends_its_lines():
    route("14626", {"outcome": "redirect", "text": "Danke!\r\nBitte dort."})

    (words,) = dict(only_rule().texts).values()
    assert words == "Danke!\nBitte dort."


def test_a_rule_is_compiled_with_all_it_says():
    housing, stadt, kreis = (
        make_category("housing"),
        make_body("stadt"),
        make_body("kreis"),
    )
    routing = route(
        "14626",
        {
            "title": "Wohnraum",
            "categories": (housing,),
            "bodies": (stadt, kreis),
            "conditions": (("stay_days", "at_least", "30"),),
            "valid_from": date(2022, 3, 1),
            "valid_until": date(2022, 12, 31),
            "text": "Danke!",
        },
    )
    row = RoutingRule.objects.get()
    rule = only_rule()

    assert rule.uuid == str(row.uuid)
    assert (rule.region, rule.outcome) == ("14626", Outcome.FORWARD)
    assert rule.categories == {"housing"}
    assert rule.bodies == ("kreis", "stadt")
    assert rule.conditions == (Condition("stay_days", Operator.AT_LEAST, (30,)),)
    assert (rule.valid_from, rule.valid_until) == (date(2022, 3, 1), date(2022, 12, 31))
    assert rule.texts == (("de", "Danke!"),)
    assert rule.revision == routing.live_revision_id
    assert compile_table(1).rule_titles == {rule.uuid: "Wohnraum"}


def test_rules_stand_in_the_order_the_editor_gave_them():
    routing = make_routing()
    for title, order in (("second", 2), ("first", 1), ("third", 3)):
        make_rule(routing, title=title, sort_order=order)
    table = compile_table(1)

    titles = [table.rule_titles[rule.uuid] for rule in table.by_region["14626"]]
    assert titles == ["first", "second", "third"]


def test_only_what_is_live_routes():
    make_rule(make_routing("14626", live=False))
    make_routing("14713")

    assert compile_table(1).by_region == {"14713": ()}


@pytest.mark.parametrize(
    "broken",
    [
        {"operator": ""},
        {"operator": "nearly"},
        {"value": ""},
        {"value": " , "},
        {"fact": ""},
        {"operator": "is_not", "value": ""},
    ],
)
def test_a_half_filled_condition_never_holds(broken):
    rule = make_rule(make_routing())
    whole = {"fact": "dwelling", "operator": "is", "value": "house"}
    RuleCondition.objects.create(rule=rule, **{**whole, **broken})

    for facts in ({}, {"dwelling": "house"}, {"dwelling": "bed"}):
        assert only_rule().holds(facts, QUESTIONS) is False


def test_a_rule_without_an_outcome_is_left_out():
    routing = make_routing()
    make_rule(routing, outcome="")
    make_rule(routing, outcome="nonsense")
    kept = make_rule(routing, outcome="keep")

    assert [rule.uuid for rule in compile_table(1).by_region["14626"]] == [
        str(kept.uuid)
    ]


def test_bodies_are_compiled_with_deputies_and_desks():
    deputy = make_body("deputy")
    parent = make_body("verband", deputy=deputy, paused_until=date(2022, 4, 1))
    make_body("desk", parent=parent, region=make_region("14626"))
    make_body("homeless_desk", parent=parent)
    bodies = compile_table(1).bodies

    assert bodies["verband"].deputy == "deputy"
    assert bodies["verband"].paused_until == date(2022, 4, 1)
    assert bodies["verband"].desks == (("14626", "desk"),)
    assert bodies["desk"].desks == ()


def test_the_table_costs_the_same_however_much_is_configured(
    django_assert_max_num_queries,
):
    for number in range(10):
        routing = make_routing(f"146{number + 10}")
        category = make_category(title=f"Kind {number}")
        for _ in range(3):
            make_rule(
                routing,
                categories=(category,),
                bodies=(make_body(),),
                conditions=(("quantity", "at_least", "3"),),
                text="Text",
            )
    with django_assert_max_num_queries(14):
        table = compile_table(1)
    assert len(table.by_region) == 10


def test_an_unchanged_table_costs_one_statement(django_assert_num_queries):
    make_rule(make_routing(), bodies=(make_body("kreis"),))
    category = make_category("housing", title="Wohnraum")
    CategoryQuestion.objects.create(parent=category, key="dwelling", choices="house")
    table = current_table()

    with django_assert_num_queries(1):
        again = current_table()
    assert again is table
    with django_assert_num_queries(0):
        assert str(again.categories["housing"]) == "Wohnraum"
        assert "dwelling" in again.categories["housing"].asked()
        assert again.body_rows["kreis"].name


def test_a_change_is_seen_at_once():
    make_routing()
    before = current_table()
    make_body("late")
    assert "late" not in current_table().bodies
    routing_changed()

    assert "late" in current_table().bodies
    assert current_table().version == before.version + 1 == RoutingVersion.current()


def test_a_forgotten_table_is_read_again():
    before = current_table()
    forget_table()

    assert current_table() is not before


def test_a_fallback_is_a_rule_for_everything():
    assert fallback_rule(None) is None
    rule = fallback_rule(make_body("land"))

    assert (rule.outcome, rule.bodies) == (Outcome.FORWARD, ("land",))
    assert not rule.categories
    assert rule.holds({}, {}) is True
