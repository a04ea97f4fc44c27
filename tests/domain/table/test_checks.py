"""All problems at once, each with its cell."""

from dataclasses import replace

import pytest

from hilfe_ukraine.domain.table.known import Rights
from hilfe_ukraine.domain.table.raw import Cell, CellKind
from hilfe_ukraine.domain.table.rows import BodyRow, RuleRow
from tests.domain.table.sheets import (
    BODY,
    KNOWN,
    OFFICE,
    RULE,
    book,
    plan,
    plan_of,
    problems_of,
    stored,
)


def test_all_problems_are_told_at_once():
    found = problems_of(
        bodies=[{**BODY, "email": "nobody"}],
        rules=[
            {**RULE, "region": "99", "categories": "magic", "bodies": "ghost"},
            {**RULE, "bodies": "", "valid_from": "4.3.2022", "valid_until": "3.3.2022"},
        ],
    )

    assert found == [
        ("Bodies!F2", "not_an_email"),
        ("Rules!A2", "no_region"),
        ("Rules!D2", "no_category"),
        ("Rules!L2", "no_body"),
        ("Rules!L3", "needs_body"),
        ("Rules!O3", "ends_before"),
    ]


@pytest.mark.parametrize(
    ("region", "code"),
    [
        ("", "empty"),
        ("99", "no_region"),
        ("14612000", "same_place"),
        ("14001", "old_region"),
        ("14002", "old_region"),
    ],
)
def test_a_region_must_be_one_that_can_be_configured(region, code):
    assert problems_of(rules=[{**RULE, "region": region}]) == [("Rules!A2", code)]


def test_the_successor_of_an_abolished_region_is_named():
    problem = plan_of(rules=[{**RULE, "region": "14001"}]).problems[0]

    assert dict(problem.values)["successor"] == "14625 (Region 14625)"


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"outcome": "keep"}, ("Rules!M2", "needs_text")),
        ({"outcome": "redirect"}, ("Rules!M2", "needs_text")),
        ({"bodies": "office, aid"}, ("Rules!L2", "no_body")),
    ],
)
def test_a_rule_must_be_whole(cells, problem):
    assert problems_of(rules=[{**RULE, **cells}]) == [problem]


def test_rules_may_name_bodies_of_the_same_file():
    assert problems_of(bodies=[BODY], rules=[{**RULE, "bodies": "aid"}]) == []


def test_rules_may_not_name_a_retired_body():
    known = replace(KNOWN, retired=frozenset({"office"}))

    assert problems_of(known=known, rules=[RULE]) == [("Rules!L2", "retired_body")]


def test_what_is_stored_exactly_so_does_not_hold_up_the_others():
    rule = RuleRow("14626", "forward", bodies=("office",), categories=("gone",))
    known = stored(rule, retired=frozenset({"office"}))
    row = {**RULE, "categories": "gone"}

    assert problems_of(known=known, rules=[row]) == []
    assert problems_of(known=known, rules=[{**row, "note": "new"}]) == [
        ("Rules!D2", "no_category"),
        ("Rules!L2", "retired_body"),
    ]


def test_the_same_rule_twice_is_refused_with_the_place_of_the_first():
    found = plan_of(rules=[RULE, {**RULE, "title": "x"}, RULE]).problems

    assert [(row.where, row.code, row.values) for row in found] == [
        ("Rules!C4", "same_rule", (("row", "Rules!C2"),))
    ]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"deputy": "aid"}, ("Bodies!H2", "own_deputy")),
        ({"deputy": "ghost"}, ("Bodies!H2", "no_body")),
        ({"desk_of": "ghost", "region": "14626"}, ("Bodies!D2", "no_body")),
        ({"desk_of": "office"}, ("Bodies!E2", "desk_needs_region")),
        ({"desk_of": "aid", "region": "14"}, ("Bodies!D2", "desk_of_desk")),
        ({"region": "99"}, ("Bodies!E2", "no_region")),
        ({"reaction_days": "9999"}, ("Bodies!I2", "not_a_number")),
        ({"email": ""}, ("Bodies!F2", "empty")),
    ],
)
def test_a_body_must_be_whole(cells, problem):
    assert problems_of(bodies=[{**BODY, **cells}]) == [problem]


def test_deputies_never_go_round_and_are_not_retired():
    bodies = [{**BODY, "deputy": "two"}, {**BODY, "key": "two", "deputy": "aid"}]
    assert problems_of(bodies=bodies) == [
        ("Bodies!H2", "circle"),
        ("Bodies!H3", "circle"),
    ]
    known = replace(KNOWN, retired=frozenset({"office"}))
    retired = [{**BODY, "deputy": "office"}]
    assert problems_of(known=known, bodies=retired) == [("Bodies!H2", "retired_body")]


def test_a_deputy_who_retired_since_does_not_hold_up_another_change():
    aid = BodyRow("aid", "Aid", "organisation", email="a@b.example", deputy="office")
    known = replace(
        KNOWN, bodies={"office": OFFICE, "aid": aid}, retired=frozenset({"office"})
    )
    assert problems_of(known=known, bodies=[{**BODY, "deputy": "office"}]) == []


def test_a_desk_for_a_region_that_has_one_already_is_refused():
    known = replace(
        KNOWN,
        bodies={
            "office": OFFICE,
            "desk": BodyRow(
                "desk", "Desk", "district", "office", "14626", "d@b.example"
            ),
        },
    )
    other = {**BODY, "desk_of": "office", "region": "14626"}
    assert problems_of(known=known, bodies=[other]) == [("Bodies!E2", "desk_twice")]


def test_a_body_is_named_once_and_has_one_desk_for_a_region():
    desk = {**BODY, "desk_of": "office", "region": "14626"}

    assert problems_of(bodies=[BODY, BODY]) == [("Bodies!A3", "twice")]
    assert problems_of(bodies=[desk, {**desk, "key": "other"}]) == [
        ("Bodies!E3", "desk_twice")
    ]


def test_the_stored_parent_of_a_desk_may_not_be_a_desk():
    desk = BodyRow("desk", "Desk", "district", "office", "14626", "d@example.org")
    known = replace(KNOWN, bodies={"office": OFFICE, "desk": desk})
    body = {**BODY, "desk_of": "desk", "region": "14625"}

    assert problems_of(known=known, bodies=[body]) == [("Bodies!D2", "desk_of_desk")]


def test_rows_of_a_region_the_user_may_not_change_are_refused():
    asked = []

    def may_route(region, exists):
        asked.append((region, exists))
        return region == "14626"

    rights = Rights(may_route=may_route)
    rules = [RULE, {**RULE, "region": "14625"}]
    known = stored(RuleRow("14626", "keep"))

    assert problems_of(known=known, rights=rights, rules=rules) == [
        ("Rules!A3", "foreign_region")
    ]
    assert asked == [("14626", True), ("14625", False)]


def test_what_would_not_change_needs_no_right():
    rights = Rights(lambda region, exists: False, False, False)
    known = stored(RuleRow("14626", "forward", bodies=("office",)))
    body = {"key": "office", "name": "Office", "kind": "district"}
    bodies = [{**body, "email": "office@example.org"}]

    assert problems_of(known=known, rights=rights, rules=[RULE], bodies=bodies) == []


@pytest.mark.parametrize("key", ["aid", "office"])
def test_bodies_need_the_right_to_add_and_to_change_them(key):
    rights = Rights(may_add_bodies=False, may_change_bodies=False)

    assert problems_of(rights=rights, bodies=[{**BODY, "key": key}]) == [
        ("Bodies!A2", "foreign_body")
    ]


def test_a_region_somebody_works_on_is_refused_only_if_it_would_change():
    same = RuleRow("14626", "forward", bodies=("office",))
    busy = {"14626": "locked"}

    assert problems_of(known=stored(same, busy=busy), rules=[RULE]) == []
    assert problems_of(
        known=stored(same, busy=busy), rules=[{**RULE, "title": "new"}]
    ) == [("Rules!A2", "busy")]


def test_the_sheets_are_told_in_the_order_of_the_file():
    found = problems_of(
        rules=[{**RULE, "region": "99"}],
        bodies=[{**BODY, "email": "nobody"}],
        texts=[{"key": "bye", "language": "xx", "words": "Danke"}],
    )
    assert [place[0] for place, _ in found] == ["B", "R", "T"]
    german = plan(
        book(
            rules=[{**RULE, "region": "99"}],
            bodies=[{**BODY, "key": "A"}],
            language="de",
        )
    )
    assert [row.where for row in german.problems] == ["Stellen!A2", "Regeln!A2"]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"bodies": Cell("=A1", CellKind.FORMULA)}, "formula"),
        ({"outcome": "redirect", "bodies": "", "text": "no such"}, "no_text"),
    ],
)
def test_what_is_refused_in_a_cell_is_not_called_missing_too(rule, code):
    assert [found for _, found in problems_of(rules=[{**RULE, **rule}])] == [code]


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        ({"categories": "Unterkunft"}, "housing"),
        ({"region": "region 14626"}, "14626"),
        ({"bodies": "Office"}, "office"),
        ({"bodies": "Verein Görlitz"}, "aid"),
        ({"bodies": "ofice"}, "office"),
        ({"bodies": "ghost"}, ""),
    ],
)
def test_whoever_writes_a_name_reads_which_key_is_meant(rule, meant):
    known = replace(KNOWN, titles=(("housing", "Unterkunft"), ("goods", "Spenden")))
    found = plan_of(
        known, rules=[{**RULE, **rule}], bodies=[{**BODY, "name": "Verein Görlitz"}]
    )
    (problem,) = found.problems
    assert dict(problem.values)["meant"] == meant


def test_a_deputy_is_recognised_as_well():
    (problem,) = plan_of(bodies=[{**BODY, "deputy": "of_fice"}]).problems
    assert dict(problem.values)["meant"] == "office"


@pytest.mark.parametrize("column", ["deputy", "desk_of"])
def test_a_name_in_place_of_another_body_is_recognised_with_its_cell(column):
    body = {**BODY, "name": "Verein Görlitz", "region": "14626"}
    other = {**body, "key": "other", "name": "Other", column: "Verein Görlitz"}
    (problem,) = plan_of(bodies=[body, {**other, "region": "14625"}]).problems
    assert problem.code == "no_body"
    assert problem.where.endswith("3")
    assert dict(problem.values) == {
        "text": "Verein Görlitz",
        "meant": "aid",
        "is_name": "yes",
    }
