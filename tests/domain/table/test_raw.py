"""Finding sheets and columns, and refusing what only looks like a value."""

import pytest

from hilfe_ukraine.domain.table.columns import BODIES, RULES, TEXTS, word_for
from hilfe_ukraine.domain.table.problems import Problem, Problems
from hilfe_ukraine.domain.table.raw import MOST_ROWS, Cell, CellKind, RawSheet, letter
from tests.domain.table.sheets import BODY, RULE, TEXT, book, plan, sheet


def codes(raws):
    return [(problem.where, problem.code.value) for problem in plan(raws).problems]


@pytest.mark.parametrize("language", ["de", "en"])
def test_headings_and_titles_are_read_in_either_language(language):
    found = plan(book(bodies=[BODY], rules=[RULE], language=language))

    assert found.problems == ()
    assert found.counts["bodies_added"] == found.counts["rules_added"] == 1


def test_headings_may_differ_in_case_and_blanks_and_stand_in_any_order():
    bodies, rules, texts = book(rules=[RULE])
    rows = [list(reversed(row)) for row in rules.rows]
    rows[0] = [Cell(f"  {heading.text.upper()} ") for heading in rows[0]]

    found = plan([bodies, RawSheet("RULES ", [[], *rows]), texts])

    assert found.problems == ()
    assert found.counts["rules_added"] == 1


def test_a_sheet_that_is_missing_or_there_twice_is_named():
    bodies, rules, texts = book()

    assert codes([bodies, texts]) == [("table", "no_sheet")]
    assert codes([bodies, rules, rules, texts]) == [("table", "sheet_twice")]


def test_a_sheet_without_a_heading_misses_its_columns():
    bodies, rules, _ = book()

    assert codes([bodies, rules, RawSheet("Texts", [])]) == [
        ("Texts", "no_column")
    ] * len(TEXTS.columns)


def test_every_missing_column_is_named_but_not_those_for_reading():
    bodies, _, texts = book()
    rules = sheet(RULES, without=("region_name", "id", "note", "letter"))

    found = plan([bodies, rules, texts]).problems

    assert [dict(problem.values)["de"] for problem in found] == ["Schreiben", "Notiz"]


def test_a_column_that_is_there_twice_is_named():
    bodies, rules, texts = book()
    doubled = [[*row, row[1]] for row in texts.rows]

    assert codes([bodies, rules, RawSheet("Texts", doubled)]) == [
        ("Texts!D1", "column_twice")
    ]


def test_columns_and_sheets_of_ones_own_do_not_count():
    bodies, rules, texts = book(rules=[RULE])
    rows = [[*row, Cell("own remark")] for row in rules.rows]
    only_remark = [*[Cell()] * len(RULES.columns), Cell("remark")]

    found = plan(
        [bodies, RawSheet("Rules", [*rows, only_remark]), texts, RawSheet("Mine", [])]
    )

    assert found.problems == ()
    assert found.counts["rules_added"] == 1


def test_a_short_row_has_empty_cells():
    bodies, rules, texts = book()
    row = [Cell("14626"), Cell(), Cell("Short")]

    assert codes([bodies, RawSheet("Rules", [*rules.rows, row]), texts]) == [
        ("Rules!K2", "empty")
    ]


def test_formulas_and_errors_are_refused_with_their_cell():
    formula = Cell("=A1", CellKind.FORMULA)
    error = Cell("#REF!", CellKind.ERROR)
    rule = {**RULE, "title": formula, "note": error}

    assert codes(book(rules=[rule])) == [
        ("Rules!C2", "formula"),
        ("Rules!S2", "error_value"),
    ]


def test_merged_cells_are_refused():
    bodies, rules, texts = book()
    merged = RawSheet("Rules", rules.rows, ["A2:A3"])

    assert codes([bodies, merged, texts]) == [("Rules!A2:A3", "merged")]


def test_too_many_rows_are_not_even_read():
    bodies, rules, texts = book()
    rows = [*rules.rows, *[[Cell("nonsense")]] * (MOST_ROWS + 1)]

    assert codes([bodies, RawSheet("Rules", rows), texts]) == [
        ("Rules", "too_many_rows")
    ]


def test_columns_have_the_letters_of_spreadsheets():
    assert [letter(place) for place in (0, 25, 26, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
    ]


def test_a_problem_is_told_once():
    problems = Problems([Problem("A", "empty")])
    problems.add("A", "empty")

    assert len(problems.found) == 1


def test_a_value_without_a_word_stands_for_itself():
    assert word_for("other", {}, "de") == "other"


def test_unknown_texts_are_named_and_unused_ones_do_not_count():
    found = codes(
        book(rules=[{**RULE, "text": "hello"}], texts=[TEXT, {**TEXT, "language": ""}])
    )

    assert found == [
        ("Rules!M2", "no_text"),
        ("Texts!B3", "empty"),
    ]
    assert {BODIES.name, TEXTS.name} == {"bodies", "texts"}
