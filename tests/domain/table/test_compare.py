"""What a table would add, change and retire."""

from dataclasses import replace

from hilfe_ukraine.domain.table.compare import ChangeKind, compare_region
from hilfe_ukraine.domain.table.rows import RuleRow
from tests.domain.table.sheets import BODY, OFFICE, RULE, plan_of, stored


A = RuleRow("14626", "forward", title="A", bodies=("office",), id="a")
B = RuleRow("14626", "forward", title="B", bodies=("aid",), id="b")
C = RuleRow("14626", "keep", title="C", id="c")


def kinds(change):
    return [(item.kind, (item.after or item.before).title) for item in change.changes]


def test_nothing_changes_with_or_without_ids():
    assert compare_region("14626", [A, B], [A, B]) is None
    plain = [replace(row, id="") for row in (A, B)]
    assert compare_region("14626", plain, [A, B]) is None


def test_a_region_without_a_routing_gets_one():
    change = compare_region("14626", [replace(A, id="")], None)

    assert change.is_new
    assert kinds(change) == [(ChangeKind.ADDED, "A")]


def test_rules_left_out_are_retired_and_the_others_stay():
    change = compare_region("14626", [B], [A, B, C])

    assert kinds(change) == [(ChangeKind.RETIRED, "A"), (ChangeKind.RETIRED, "C")]
    assert change.rules == (B,)
    assert not change.is_reordered


def test_a_rule_is_recognised_by_its_id_else_by_its_title():
    by_id = compare_region("14626", [replace(A, title="New")], [A])
    by_title = compare_region("14626", [replace(A, id="", note="New")], [A])

    assert by_id.changes[0].columns == ("title",)
    assert by_title.changes[0].columns == ("note",)
    assert by_title.rules[0].id == "a"


def test_rules_without_a_title_are_told_apart_by_what_they_say():
    old = replace(A, title="")
    new = replace(B, title="", id="")

    change = compare_region("14626", [new], [old])

    assert [item.kind for item in change.changes] == [
        ChangeKind.ADDED,
        ChangeKind.RETIRED,
    ]
    assert change.changes[0].columns == ()


def test_the_order_counts():
    change = compare_region("14626", [B, A], [A, B])

    assert change.is_reordered
    assert change.changes == ()
    assert change.rules == (B, A)


def test_a_row_that_was_copied_with_its_id_is_a_new_rule():
    copy = replace(A, title="Copy")

    change = compare_region("14626", [A, copy], [A])

    assert kinds(change) == [(ChangeKind.ADDED, "Copy")]
    assert [rule.id for rule in change.rules] == ["a", ""]


def test_an_id_from_elsewhere_comes_along_once():
    change = compare_region("14626", [A, replace(A, title="Copy")], [])

    assert [rule.id for rule in change.rules] == ["a", ""]


def test_bodies_are_added_changed_and_never_taken_away():
    changed = {
        "key": "office",
        "name": "Office",
        "kind": "state",
        "email": OFFICE.email,
    }
    plan = plan_of(bodies=[BODY, changed])

    assert [change.kind for change in plan.bodies] == [
        ChangeKind.ADDED,
        ChangeKind.CHANGED,
    ]
    assert plan.bodies[1].columns == ("kind",)
    assert not plan_of()


def test_regions_without_a_row_stay():
    known = stored(A, region="14625")

    plan = plan_of(known, rules=[RULE])

    assert [change.region for change in plan.regions] == ["14626"]
    assert plan.counts == {
        "bodies_added": 0,
        "bodies_changed": 0,
        "bodies_retired": 0,
        "rules_added": 1,
        "rules_changed": 0,
        "rules_retired": 0,
        "regions": 1,
    }
    assert plan


def test_a_plan_with_problems_would_change_nothing():
    plan = plan_of(rules=[RULE, {**RULE, "region": "14625", "bodies": ""}])

    assert plan.problems
    assert not plan
