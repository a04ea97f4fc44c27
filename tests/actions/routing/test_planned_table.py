"""A table as it would be, compiled from drafts, without publishing anything."""

from datetime import date

import pytest

from hilfe_ukraine.actions.routing.planned_table import latest_drafts, table_with
from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.actions.routing_table import compile_table, current_table
from hilfe_ukraine.domain.routing import Outcome
from hilfe_ukraine.models import (
    Region,
    RegionRouting,
    ResponsibleBody,
)
from tests.actions.routing.drafts import a_rule, save_draft
from tests.factories import (
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
)


pytestmark = pytest.mark.django_db


def bodies_in(table, region="14626") -> list[tuple[str, ...]]:
    return [rule.bodies for rule in table.by_region[region]]


def test_a_draft_takes_the_place_of_what_is_published():
    old, new = make_body("old"), make_body("new")
    routing = make_routing()
    make_rule(routing, bodies=(old,))
    make_rule(make_routing("14713"), bodies=(old,))
    save_draft(routing, a_rule(new, title="Neu"), a_rule(old))
    live = compile_table(1)

    table = table_with(live, latest_drafts(live))

    assert bodies_in(table) == [("new",), ("old",)]
    assert table.rule_titles[table.by_region["14626"][0].uuid] == "Neu"
    assert table.by_region["14713"] == live.by_region["14713"]
    assert bodies_in(live) == [("old",)]


def test_a_draft_compiles_to_what_it_is_once_published():
    routing = make_routing()
    housing, other = make_category("housing"), make_category("other")
    rule = make_rule(
        routing,
        title="Wohnraum",
        categories=(housing, other),
        bodies=(make_body("kreis"), make_body("stadt")),
        conditions=(("stay_days", "at_least", "30"), ("stay_days", "at_most", "")),
        text="Danke!",
        valid_from=date(2022, 3, 1),
    )
    make_rule(routing, outcome="keep", text="Später")
    routing.save_revision()
    routing.refresh_from_db()
    live = compile_table(1)

    (before,) = live.by_region.values()
    (draft,) = latest_drafts(live)
    table = table_with(live, [draft])

    assert table == live
    assert before[0].uuid == str(rule.uuid)


def test_a_routing_in_memory_needs_no_row():
    body = make_body("kreis")
    live = compile_table(1)
    routing = RegionRouting(region=make_region("14626"))
    routing.rules = [a_rule(body, outcome="forward")]

    assert bodies_in(table_with(live, [routing])) == [("kreis",)]
    routing.rules = []
    assert bodies_in(table_with(live, [routing])) == []


def test_rules_of_an_abolished_region_stay_behind_those_of_its_successor():
    own, old, new = (make_body(key) for key in ("own", "old", "new"))
    today = make_region("14626110")
    gone = make_region("14626999")
    Region.objects.filter(pk=gone.pk).update(
        valid_until=date(2022, 1, 1), successor=today
    )
    for key, body in (("14626110", own), ("14626999", old)):
        make_rule(make_routing(key), bodies=(body,))
    live = compile_table(1)
    assert bodies_in(live, "14626110") == [("own",), ("old",)]

    for key, expected in (
        ("14626999", [("own",), ("new",)]),
        ("14626110", [("new",), ("old",)]),
    ):
        routing = RegionRouting(region=Region.objects.get(key=key))
        routing.rules = [a_rule(new)]
        assert bodies_in(table_with(live, [routing]), "14626110") == expected


def test_bodies_can_be_replaced_or_added_with_their_desks():
    parent = make_body("verband")
    live = compile_table(1)
    paused = ResponsibleBody(
        pk=parent.pk, key="verband", paused_until=date(2022, 4, 1), name="Verband"
    )
    desk = ResponsibleBody(
        key="desk", name="Desk", parent=parent, region=make_region("14626")
    )

    table = table_with(live, [], bodies=[paused, desk])

    assert table.bodies["verband"].paused_until == date(2022, 4, 1)
    assert table.bodies["verband"].desks == (("14626", "desk"),)
    assert table.body_rows["desk"] is desk
    assert "desk" not in live.bodies
    assert live.bodies["verband"].paused_until is None


def test_only_unpublished_changes_count_and_only_of_the_regions_asked_for():
    for key in ("14626", "14713"):
        save_draft(make_routing(key), a_rule(make_body()))
    make_rule(make_routing("14612"), bodies=(make_body(),))
    live = compile_table(1)

    assert [row.region.key for row in latest_drafts(live)] == ["14626", "14713"]
    assert [row.region.key for row in latest_drafts(live, ["14713"])] == ["14713"]
    assert latest_drafts(live, ["14612"]) == []


def test_a_half_filled_rule_of_a_draft_decides_nothing():
    routing = make_routing()
    half = a_rule(make_body("kreis"), conditions=[("stay_days", "at_most", "")])
    save_draft(routing, half, a_rule(outcome=""))
    live = compile_table(1)

    (rule,) = table_with(live, latest_drafts(live)).by_region["14626"]
    assert rule.outcome is Outcome.FORWARD
    assert rule.holds({}, {}) is False


def test_what_a_draft_names_and_is_gone_since_is_left_out():
    gone, kept = make_body("gone"), make_body("kept")
    save_draft(make_routing(), a_rule(gone, kept))
    gone.delete()
    live = compile_table(1)

    assert bodies_in(table_with(live, latest_drafts(live))) == [("kept",)]


def test_drafts_cost_two_statements_however_many_they_are(django_assert_num_queries):
    for number in range(4):
        rules = [
            a_rule(make_body(), categories=[make_category()]) for _ in range(number)
        ]
        save_draft(make_routing(f"146{number + 10}"), *rules)
    routing_changed()
    live = current_table()

    with django_assert_num_queries(2):
        table = table_with(live, latest_drafts(live))
    assert [len(rules) for rules in table.by_region.values()] == [0, 1, 2, 3]
