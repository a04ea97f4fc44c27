"""Both commands say what they did, or what is wrong with its cell."""

import pytest

from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from hilfe_ukraine.models import RegionRouting, RoutingSet
from tests.actions.routing.sets import titles
from tests.factories import (
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    """A site, and its table."""
    make_category("housing")
    make_rule(make_routing("14626"), title="First", bodies=(make_body("office"),))
    path = tmp_path / "table.xlsx"
    call_command("hilfe_routing_export", path, "--language", "en")
    return path


def edit(path, cell, value):
    workbook = load_workbook(path)
    workbook["Rules"][cell] = value
    workbook.save(path)


def test_an_exported_file_changes_nothing(path, capsys):
    call_command("hilfe_routing_import", path)

    assert "Nothing to do" in capsys.readouterr().out
    assert not RoutingSet.objects.exists()


def test_a_dry_run_only_tells(path, capsys):
    edit(path, "C2", "Renamed")

    call_command("hilfe_routing_import", path, "--dry-run", "--verbosity", "2")

    out = capsys.readouterr().out
    assert "Region 14626:\n  changed: Renamed" in out
    assert "Rule: First -> Renamed" in out
    assert "Dry run" in out
    assert titles("14626") == ["First"]


def test_a_table_is_published_as_one_set(path, capsys):
    edit(path, "C2", "Renamed")

    call_command("hilfe_routing_import", path)

    assert titles("14626") == ["Renamed"]
    routing_set = RoutingSet.objects.get()
    assert str(routing_set.uuid) in capsys.readouterr().out
    assert (routing_set.name, routing_set.created_by) == ("table.xlsx", None)


def test_problems_are_told_with_their_cells(path, capsys):
    edit(path, "A2", "99")
    edit(path, "D2", "magic")

    with pytest.raises(CommandError, match="Problems: 2"):
        call_command("hilfe_routing_import", path)

    out = capsys.readouterr().out
    assert "Rules!A2: There is no region" in out
    assert "Rules!D2: There is no category" in out


def test_rules_in_another_order_are_told(path, capsys):
    routing = RegionRouting.objects.get()
    make_rule(routing, title="Second", outcome="keep", text="x")
    call_command("hilfe_routing_export", path, "--language", "en")
    routing.rules.filter(title="First").update(sort_order=5)
    capsys.readouterr()

    call_command("hilfe_routing_import", path, "--dry-run")

    assert "rules in another order" in capsys.readouterr().out


def test_a_template_and_csv_can_be_written(tmp_path):
    make_region("14626")
    call_command("hilfe_routing_export", tmp_path / "empty.zip", "--template")

    call_command("hilfe_routing_import", tmp_path / "empty.zip", "--dry-run")


def test_files_that_cannot_be_written_or_read_are_named(tmp_path):
    with pytest.raises(CommandError, match=r"must end with \.xlsx or \.zip"):
        call_command("hilfe_routing_export", tmp_path / "table.ods")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("hilfe_routing_export", tmp_path / "none" / "table.xlsx")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("hilfe_routing_import", tmp_path / "none.xlsx")


def test_a_colleague_at_work_stops_it(path):
    edit(path, "C2", "Renamed")
    RegionRouting.objects.get().save_revision()

    with pytest.raises(CommandError, match="Problems: 1"):
        call_command("hilfe_routing_import", path)
