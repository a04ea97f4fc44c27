"""Rows as cells."""

from datetime import date

from hilfe_ukraine.domain.table.rows import BodyRow, RuleRow
from hilfe_ukraine.domain.table.writing import (
    TextKeys,
    body_lines,
    headings,
    rule_lines,
)


def test_a_body_is_written_in_the_words_of_the_language():
    body = BodyRow("aid", "Aid", "municipality", reaction_days=2)

    kinds = [[line[2] for line in body_lines([body], code)] for code in ("de", "uk")]

    assert kinds == [["Gemeinde"], ["municipality"]]


def test_a_rule_is_written_with_the_name_of_its_region_and_the_key_of_its_text():
    texts = TextKeys()
    shared = (("de", "Danke"), ("uk", "Дякуємо"))
    rules = [
        RuleRow("14626", "keep", texts=shared, valid_from=date(2022, 3, 4)),
        RuleRow("14625", "keep", texts=shared),
        RuleRow("14625", "forward", categories=("a", "b"), bodies=("x", "y")),
    ]
    lines = [
        dict(zip(headings("en")["rules"], line, strict=True))
        for line in rule_lines(rules, {"14626": "Görlitz"}, texts, "en")
    ]

    assert [line["Name of the region"] for line in lines] == ["Görlitz", "", ""]
    assert [line["Text"] for line in lines] == ["text_1", "text_1", ""]
    assert lines[0]["Valid from"] == date(2022, 3, 4)
    assert (lines[2]["Categories"], lines[2]["Bodies"]) == ("a, b", "x, y")
    assert list(texts.lines()) == [
        ["text_1", "de", "Danke"],
        ["text_1", "uk", "Дякуємо"],
    ]
