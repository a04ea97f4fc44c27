"""The command says what it did, or what is wrong, in words."""

import pytest

from django.core.management import CommandError, call_command

from hilfe_ukraine.actions import register_files
from hilfe_ukraine.models import PostcodeArea, Region


pytestmark = pytest.mark.django_db


@pytest.fixture
def damaged_data(tmp_path, monkeypatch):
    """The folder of shipped registers, with one line of Saxony damaged."""
    folder = tmp_path / "saxony"
    folder.mkdir()
    (folder / "regions.csv").write_text(
        "key,level,name,label,parent\n14,state,Sachsen,Freistaat Sachsen,\n",
        encoding="utf-8",
    )
    (folder / "postcodes.csv").write_text("postcode,region\n0106,14\n")
    monkeypatch.setattr(register_files, "_DATA", tmp_path)
    return tmp_path


def test_it_loads_saxony_and_says_what_it_added(capsys):
    call_command("hilfe_import_regions", "saxony")

    out = capsys.readouterr().out
    assert "Regions added: 432\n" in out
    assert "Regions retired: 0\n" in out
    assert f"Postcode areas added: {PostcodeArea.objects.count()}\n" in out


def test_a_second_run_says_that_there_is_nothing_to_do(capsys):
    call_command("hilfe_import_regions", "saxony")
    capsys.readouterr()

    call_command("hilfe_import_regions", "saxony")

    assert "up to date" in capsys.readouterr().out


def test_a_few_regions_are_named(capsys):
    call_command("hilfe_import_regions", "saxony")
    Region.objects.filter(key="14626110").update(name="Zgorzelec")
    parent = Region.objects.get(key="14626")
    Region.objects.create(
        key="14626999", level="municipality", name="X", label="X", parent=parent
    )
    capsys.readouterr()

    call_command("hilfe_import_regions", "saxony")

    out = capsys.readouterr().out
    assert "Regions changed: 1\n  14626110 Görlitz (Landkreis Görlitz): name" in out
    assert "Regions retired: 1\n  14626999 X, until " in out


def test_an_unknown_register_is_refused_with_the_names_there_are():
    with pytest.raises(CommandError, match=r"no register called 'bavaria'.*saxony"):
        call_command("hilfe_import_regions", "bavaria")


def test_damaged_data_is_refused_with_file_and_line(damaged_data):
    with pytest.raises(CommandError, match=r"Nothing was imported. postcodes.csv, l"):
        call_command("hilfe_import_regions", "saxony")

    assert not Region.objects.exists()


def test_data_that_is_missing_is_refused(damaged_data):
    (damaged_data / "saxony" / "postcodes.csv").unlink()

    with pytest.raises(CommandError, match=r"Nothing was imported"):
        call_command("hilfe_import_regions", "saxony")
