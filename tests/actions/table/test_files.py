"""Files as they arrive: every kind of damage is told in words, nothing breaks."""

import zipfile

from io import BytesIO

import pytest

from django.utils import translation
from openpyxl import Workbook, load_workbook

from hilfe_ukraine.actions.table import (
    csv_files as table_csv,
)
from hilfe_ukraine.actions.table import (
    limits as table_limits,
)
from hilfe_ukraine.actions.table import (
    xlsx as table_xlsx,
)
from hilfe_ukraine.actions.table.problem_words import PROBLEMS, problem_in_words
from hilfe_ukraine.domain.table.problems import Code
from tests.actions.table.tables import check, exported, saved
from tests.factories import make_body, make_region


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def site():
    make_region("14626")
    make_body("office")


def book(content=None):
    return load_workbook(BytesIO(content or exported(language="en")))


def problems(content):
    """Cell and code of every problem, each of which has words."""
    found = check(content).problems
    for language in ("en", "de"):
        with translation.override(language):
            assert all(problem_in_words(problem) for problem in found)
    return [(problem.where, problem.code.value) for problem in found]


def codes(content):
    return [code for _, code in problems(content)]


def rezipped(content, change):
    """The same archive with every part passed through ``change(name, data)``."""
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return file.getvalue()


def test_numbers_dates_and_formulas_of_a_spreadsheet(site):
    workbook = book()
    rules = workbook["Rules"]
    rules.append([14626, None, "=1+1", None, None, None, None, None, None, None])
    rules["K2"], rules["L2"], rules["N2"] = "forward", "office", 44624
    rules.merge_cells("A4:B4")
    workbook["Bodies"]["G2"] = 3511234

    assert problems(saved(workbook)) == [
        ("Bodies!G2", "lost_zero"),
        ("Rules!C2", "formula"),
        ("Rules!N2", "not_a_date"),
        ("Rules!A4:B4", "merged"),
    ]


def test_a_region_stored_as_a_number_is_a_region(site):
    workbook = book()
    row = [14626.0, *[None] * 9, "forward", "office"]
    workbook["Rules"].append(row)

    plan = check(saved(workbook))

    assert plan.problems == ()
    assert plan.regions[0].region == "14626"


def test_missing_sheets_and_columns(site):
    workbook = book()
    del workbook["Texts"]
    workbook["Rules"].delete_cols(3)

    assert codes(saved(workbook)) == ["no_sheet", "no_column"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_table"),
        (b"hello", "not_a_table"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted or xls", "protected"),
    ],
)
def test_what_is_no_table_is_told(content, code):
    assert problems(content) == [("table.xlsx", code)]


@pytest.mark.parametrize("form", ["xlsx", "zip"])
@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_damaged(site, form, part):
    content = exported(form)

    assert codes(content[: int(len(content) * part)]) == ["damaged"]


def test_every_broken_byte_is_survived(site):
    content = exported()
    for place in range(0, len(content), len(content) // 40):
        broken = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
        check(broken)


def test_a_bomb_is_not_opened(monkeypatch, site):
    monkeypatch.setattr(table_limits, "LARGEST_CONTENT", 1024 * 1024)
    bomb = rezipped(exported(), lambda name, data: data + b" " * 1024 * 1024)
    assert len(bomb) < 100_000

    assert codes(bomb) == ["too_big"]


def test_a_file_that_is_too_big_is_not_opened(monkeypatch, site):
    monkeypatch.setattr("hilfe_ukraine.actions.table.importing.LARGEST_FILE", 100)

    assert codes(exported()) == ["too_big"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(site, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "b">]>'
    evil = f"{text}<x/>".encode(encoding)
    content = rezipped(
        exported(), lambda name, data: evil if "sheet1" in name else data
    )

    assert codes(content) == ["damaged"]


def test_a_version_of_zip_that_nobody_reads_is_damage(site):
    content = bytearray(exported("zip"))
    content[content.find(b"PK\x01\x02") + 6] = 235

    assert codes(bytes(content)) == ["damaged"]


def test_sheets_of_others_are_not_read(site):
    workbook = book()
    notes = workbook.create_sheet("My notes")
    notes["A1000000"] = "far below"

    assert problems(saved(workbook)) == []


def test_a_locked_archive_is_told(site):
    content = bytearray(exported("zip"))
    # The flag "encrypted", in every entry of the directory.
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 4)

    assert codes(bytes(content)) == ["protected"]


def test_too_many_rows_are_told(monkeypatch, site):
    monkeypatch.setattr(table_xlsx, "MOST_ROWS", 2)
    monkeypatch.setattr(table_csv, "MOST_ROWS", 2)
    workbook = Workbook()
    workbook.active.title = "Rules"
    for _ in range(6):
        workbook.active.append(["x"])

    assert codes(saved(workbook)) == ["too_many_rows"]
    long = rezipped(exported("zip"), lambda name, data: b"x\n" * 6)
    assert codes(long) == ["too_many_rows"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [b";", b",", b"\t"])
def test_csv_is_read_however_it_was_saved(site, encoding, delimiter):
    make_body("umlaut", name="Außenstelle Löbau")

    def saved_again(name, data):
        text = data.decode("utf-8-sig")
        assert "," not in text
        return text.encode(encoding).replace(b";", delimiter)

    content = rezipped(exported("zip"), saved_again)

    assert not check(content)
    assert check(content).problems == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data.decode("utf-8-sig").encode("utf-16"), "not_text"),
        (lambda data: data.decode("utf-8-sig").encode() + "Ã¼".encode(), "not_text"),
        (lambda data: data + b'"cut off', "damaged"),
    ],
)
def test_csv_that_cannot_be_read_is_told(site, change, code):
    content = rezipped(exported("zip"), lambda name, data: change(data))

    assert codes(content) == [code]


def test_a_formula_in_csv_is_refused(site):
    row = b'14626;;=HYPERLINK("x");;;;;;;;weiterleiten;office\r\n'
    content = rezipped(
        exported("zip"),
        lambda name, data: data + row if name == "Regeln.csv" else data,
    )

    assert problems(content) == [("Regeln!C2", "formula")]


def test_an_archive_without_csv_is_no_table():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "hello")

    assert codes(file.getvalue()) == ["not_a_table"]


def test_no_cell_of_an_export_is_a_formula(site):
    make_body("evil", name="=1+1", note="@SUM(1)", phone="+49 351")

    with zipfile.ZipFile(BytesIO(exported("zip"))) as archive:
        text = archive.read("Stellen.csv").decode()
    assert ";'=1+1;" in text
    assert ";'+49 351;" in text
    assert text.rstrip().endswith(("'@SUM(1)", ";"))
    cells = [cell for row in book()["Bodies"].iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert "=1+1" in {cell.value for cell in cells}


def test_there_are_words_for_everything_that_can_be_wrong():
    special = {Code.OLD_REGION, Code.BAD_VALUE}

    assert set(PROBLEMS) | special == set(Code)
