"""The command says what it did, or what is wrong, in words."""

import sys

import pytest

from django.core.management import CommandError, call_command

from hilfe_ukraine.actions.regions import register_files
from hilfe_ukraine.models import PostcodeArea, Region
from tests.database import everything_stored
from tests.domain.registers import writers


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


REGISTER = [
    writers.gv_state("09", "Bayern"),
    writers.gv_district("09162", "München, Landeshauptstadt", "41"),
    writers.gv_municipality("09162000", "München, Landeshauptstadt", "80313", "61"),
    writers.gv_district("09189", "Traunstein"),
    writers.gv_municipality("09189155", "Traunstein, GKSt", "83278", "67"),
    writers.gv_municipality("09189145", "Seeon-Seebruck", "83370"),
]
PLACES = [
    writers.geonames_line("80331", "München", "BY", "09162"),
    writers.geonames_line("83278", "Traunstein", "BY", "09189"),
    writers.geonames_line("83278", "Haslach", "BY", "09189"),
    writers.geonames_line("02763", "Zittau"),
]


@pytest.fixture
def files(tmp_path):
    """A register of Bavaria and postcodes of it and of Saxony."""
    for name, lines in (("GV.txt", REGISTER), ("DE.txt", PLACES)):
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    return [str(tmp_path / "GV.txt"), str(tmp_path / "DE.txt")]


def load(*arguments, **options):
    call_command("hilfe_import_regions", *arguments, **options)


def test_files_of_another_state_are_loaded_in_one_call(files, capsys):
    load(*files)

    out, err = capsys.readouterr()
    assert "Regions added: 6\n  09 Freistaat Bayern\n" in out
    assert "Postcode areas added: 4\n" in out
    assert (
        "Places of which only the district is known: 1\n"
        "  DE.txt, line 3: 83278 Haslach (09189)\n"
    ) in out
    assert "state is not in the register: 1\n" in out
    assert err == ""
    found = PostcodeArea.objects.values_list("postcode", "region__key")
    assert set(found) == {
        ("80331", "09162"),
        ("83278", "09189155"),
        ("83278", "09189"),
        ("83370", "09189145"),
    }


def test_the_same_files_again_in_another_order_are_nothing_to_do(files, capsys):
    load(*files)
    before = everything_stored()

    load(*reversed(files))

    assert "up to date" in capsys.readouterr().out
    assert everything_stored() == before


def test_a_dry_run_says_what_would_change(files, capsys):
    before = everything_stored()

    load(*files, "--dry-run")

    assert "Dry run: nothing was written. It would be:\nRegions added: 6" in (
        capsys.readouterr().out
    )
    assert everything_stored() == before


def test_only_the_state_asked_for_is_loaded(files, capsys):
    load("saxony")
    load(*files, "--state", "09")

    assert "not in the register" not in capsys.readouterr().out
    assert Region.objects.filter(key="14626610", valid_until=None).exists()


def test_a_long_list_is_cut_short_unless_all_of_it_is_wanted(files, capsys):
    load("saxony")
    first = capsys.readouterr().out
    assert "... and 412 more; --verbosity 2 names all\n" in first

    load(*files, "--state", "09", verbosity=2)
    assert "  80331 in 09162\n" in capsys.readouterr().out


def test_a_merger_is_told_with_where_it_went(files, tmp_path, capsys):
    load(*files)
    register = tmp_path / "GV.txt"
    register.write_text("\n".join(REGISTER[:-1]), encoding="utf-8")
    facts = writers.succession(
        ("09189145", "Seeon-Seebruck", "09189155", "2027-01-01", "invented")
    )
    (tmp_path / "merged.csv").write_text(facts, encoding="utf-8")
    capsys.readouterr()

    load(*files, str(tmp_path / "merged.csv"))

    assert (
        "Regions retired: 1\n  09189145 Seeon-Seebruck (Landkreis Traunstein), "
        "until 2027-01-01: now 09189155\n"
    ) in capsys.readouterr().out


def test_a_damaged_file_is_refused_with_its_line(files, tmp_path):
    (tmp_path / "GV.txt").write_text("\n".join([*REGISTER, "60"]), encoding="utf-8")

    with pytest.raises(CommandError, match=r"Nothing was imported. GV.txt, line 7: 2 "):
        load(*files)
    assert not Region.objects.exists()


def test_losses_are_refused_with_the_way_to_accept_them(files, tmp_path):
    more = [
        writers.gv_municipality(f"09189{number}", f"Ort {number}", "83370")
        for number in range(200, 220)
    ]
    register = tmp_path / "GV.txt"
    register.write_text("\n".join([*REGISTER, *more]), encoding="utf-8")
    load(*files)
    register.write_text("\n".join(REGISTER), encoding="utf-8")

    with pytest.raises(CommandError, match=r"20 of 26 regions .* use --accept-losses"):
        load(*files)
    load(*files, "--accept-losses")
    assert Region.objects.filter(valid_until=None).count() == 6


@pytest.mark.parametrize("more", [["--state", "14"], ["--format", "gv100ad"]])
def test_what_ships_is_loaded_on_its_own(more):
    with pytest.raises(CommandError, match="saxony ships with the app"):
        load("saxony", *more)


class Terminal:
    """What a person sees."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        pass

    def isatty(self):
        return True


def test_a_person_at_a_terminal_sees_how_far_it_is(files, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    load(*files)

    assert terminal.text.startswith("\r[")
    assert terminal.text.endswith(f"\r[{'.' * 75}]\n")
