"""A checked table is published as one set, exactly as it was shown."""

from io import BytesIO

import pytest

from django.db import IntegrityError
from openpyxl import load_workbook

from hilfe_ukraine.actions.routing.publish_set import SetRefused
from hilfe_ukraine.actions.routing.revert_set import revert_set
from hilfe_ukraine.actions.table import importing as table_import
from hilfe_ukraine.actions.table.importing import PlanChanged, fingerprint
from hilfe_ukraine.models import (
    RegionRouting,
    ResponsibleBody,
    RoutingSet,
    RoutingVersion,
)
from tests.actions.routing.sets import load, titles
from tests.actions.table.tables import apply, check, exported, grow, rule, saved
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def site():
    office = make_body("office")
    make_category("housing")
    make_region("14625")
    routing = make_routing("14626")
    make_rule(routing, title="First", bodies=(office,))
    make_rule(
        routing,
        title="Second",
        bodies=(office,),
        conditions=(("quantity", "at_least", "2"),),
    )


def edited(change):
    workbook = load_workbook(BytesIO(exported(language="en")))
    change(workbook)
    return saved(workbook)


def test_everything_is_published_as_one_set(site):
    uuid = RegionRouting.objects.get().rules.get(title="First").uuid
    before = RoutingVersion.current()

    routing_set = apply(edited(grow), name="table.xlsx")

    assert titles("14626") == ["First, renamed"]
    assert titles("14625") == ["New"]
    assert RegionRouting.objects.get(region__key="14626").rules.get().uuid == uuid
    office = ResponsibleBody.objects.get(key="office")
    assert (office.email, office.contact_state) == ("new@office.example", "unconfirmed")
    assert ResponsibleBody.objects.get(key="aid").deputy == office
    assert routing_set.name == "table.xlsx"
    assert routing_set.counts == {
        "bodies_added": 1,
        "bodies_changed": 1,
        "bodies_retired": 0,
        "rules_added": 1,
        "rules_changed": 1,
        "rules_retired": 1,
        "regions": 2,
    }
    assert RoutingVersion.current() <= before + 1


def test_a_second_import_changes_nothing(site):
    content = edited(grow)
    apply(content)

    assert check(content).problems == ()
    assert not check(content)


def test_the_set_can_be_taken_back(site):
    before = exported()
    routing_set = apply(edited(grow))

    revert_set(routing_set=routing_set, user=None, now=NOW)

    assert titles("14626") == ["First", "Second"]
    assert not RegionRouting.objects.filter(region__key="14625").exists()
    office = ResponsibleBody.objects.get(key="office")
    assert (office.email, office.contact_state) == (
        "office@office.example",
        "confirmed",
    )
    assert not check(before)


def test_changes_of_an_address_have_a_reason_there_and_back(site):
    routing_set = apply(edited(grow), name="table.xlsx")
    revert_set(routing_set=routing_set, user=None, now=NOW)

    notes = ResponsibleBody.objects.get(key="office").change_notes.order_by("pk")
    assert [(note.text, note.changed) for note in notes] == [
        ("By table: table.xlsx", "email,contact_state"),
        ("Taken back: table.xlsx", "email,contact_state"),
    ]


def test_what_was_shown_is_what_is_published(site):
    content = edited(grow)
    seen = fingerprint(check(content))
    make_rule(RegionRouting.objects.get(), title="Third", outcome="keep", text="Danke")

    with pytest.raises(PlanChanged) as changed:
        apply(content, expected=seen)

    assert changed.value.plan.counts["rules_retired"] == 2
    apply(content, expected=fingerprint(changed.value.plan))


def test_nothing_is_written_if_there_is_any_problem(site):
    def break_it(workbook):
        grow(workbook)
        workbook["Rules"].append(rule("99", "Nowhere"))

    with pytest.raises(PlanChanged):
        apply(edited(break_it))

    assert titles("14626") == ["First", "Second"]
    assert not ResponsibleBody.objects.filter(key="aid").exists()


def test_a_draft_of_a_colleague_is_respected(site):
    load(RegionRouting.objects.get()).save_revision()

    found = check(edited(grow)).problems

    assert [(problem.where, problem.code) for problem in found] == [
        ("Rules!A2", "busy")
    ]


def test_bodies_may_name_each_other_and_come_in_any_order(site):
    def backwards(workbook):
        bodies = workbook["Bodies"]
        desk = ["desk", "Desk", "district", "aid", "14626", "d@b.example"]
        bodies.append([*desk, None, "aid"])
        bodies.append(
            ["aid", "Aid", "organisation", None, None, "a@b.example", None, "office"]
        )

    assert check(edited(backwards)).problems == ()
    apply(edited(backwards))

    desk = ResponsibleBody.objects.get(key="desk")
    assert (desk.parent.key, desk.deputy.key) == ("aid", "aid")
    assert desk.parent.deputy.key == "office"


def new_address(workbook):
    workbook["Bodies"]["F2"] = "new@office.example"


def test_a_body_that_was_changed_after_the_check_is_not_overwritten(site, monkeypatch):
    """A bounce, say, comes between the plan and the writing."""
    original = table_import.save_table_bodies

    def come_between(*args, **kwargs):
        ResponsibleBody.objects.update(phone="0351 1")
        return original(*args, **kwargs)

    monkeypatch.setattr(table_import, "save_table_bodies", come_between)

    with pytest.raises(SetRefused, match="office: Somebody"):
        apply(edited(new_address))


def test_a_retired_body_stays_retired_with_another_address(site):
    ResponsibleBody.objects.update(contact_state="retired")

    apply(edited(new_address))

    assert ResponsibleBody.objects.get().contact_state == "retired"


def test_nobody_has_to_wait_while_the_file_is_read(site, monkeypatch):
    order = []
    for name in ("lock_routings", "read_xlsx"):
        original = getattr(table_import, name)

        def noted(*args, name=name, original=original):
            order.append(name)
            return original(*args)

        monkeypatch.setattr(table_import, name, noted)

    apply(edited(grow))

    assert order == ["read_xlsx", "lock_routings"]


def test_two_who_add_the_same_at_once_are_told(site, monkeypatch):
    def add_it_first(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(table_import, "publish_into", add_it_first)

    with pytest.raises(SetRefused, match="meantime"):
        apply(edited(grow))


def test_a_table_that_changes_nothing_leaves_no_empty_set(site):
    with pytest.raises(PlanChanged):
        apply(exported())

    assert not RoutingSet.objects.exists()


def test_checking_costs_the_same_however_much_there_is(
    site, django_assert_max_num_queries
):
    office = ResponsibleBody.objects.get()
    for number in range(12):
        routing = make_routing(f"1462{number:04d}")
        for title in ("a", "b"):
            make_rule(routing, title=title, bodies=(office,))
    content = exported()

    with django_assert_max_num_queries(20):
        assert not check(content)


def test_refusals_of_the_set_are_errors_of_their_own():
    assert issubclass(PlanChanged, SetRefused)
