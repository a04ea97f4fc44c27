"""Writing the table: what is configured now, or an empty one with examples."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any, BinaryIO

from django.utils import translation
from django.utils.translation import gettext as _

from hilfe_ukraine.domain.table.columns import (
    BODIES,
    HELPERS,
    KINDS,
    OUTCOMES,
    RULES,
    SHEETS,
    TEXTS,
    Words,
    word_for,
)
from hilfe_ukraine.domain.table.known import Known
from hilfe_ukraine.domain.table.rows import BodyRow, RuleRow
from hilfe_ukraine.domain.table.writing import (
    SheetLine,
    TextKeys,
    body_lines,
    headings,
    rule_lines,
)
from hilfe_ukraine.models import Category, RegionRouting

from .csv_files import write_csv
from .examples import example_bodies, example_rules
from .state import read_known
from .xlsx import write_xlsx


#: The two forms of a table file, by the ending of its name.
FORMS = ("xlsx", "zip")


def export_table(
    file: BinaryIO,
    *,
    form: str,
    language: str,
    may_see: Callable[[str], bool] = lambda region: True,
    with_bodies: bool = True,
) -> None:
    """Write everything that is published, so that importing it changes nothing.

    Args:
        file: open for writing.
        form: one of :data:`FORMS`: a workbook, or three CSV files in a zip file.
        language: ``de`` for German headings and words, else English ones.
        may_see: told a region's key, whether to write its rules.
        with_bodies: whether to write the bodies; their keys are there in any case.
    """
    known = read_known(user=None)
    bodies = known.bodies.values() if with_bodies else ()
    live = set(
        RegionRouting.objects.filter(live=True).values_list("region__key", flat=True)
    )
    rules = chain.from_iterable(
        rows
        for region, rows in known.routings.items()
        if region in live and may_see(region)
    )
    _write(file, form, language, known, bodies, rules)


def export_template(file: BinaryIO, *, form: str, language: str) -> None:
    """Write an empty table with a few rows to show how they are filled in."""
    known = read_known(user=None)
    _write(file, form, language, known, example_bodies(), example_rules(known))


def _write(
    file: BinaryIO,
    form: str,
    language: str,
    known: Known,
    bodies: Iterable[BodyRow],
    rules: Iterable[RuleRow],
) -> None:
    texts = TextKeys()
    labels = {key: region.label for key, region in known.regions.items()}
    head = headings(language)
    lines: dict[str, Iterable[SheetLine]] = {
        BODIES.name: body_lines(bodies, language),
        # Texts get their keys as rules are written, so theirs is the last sheet.
        RULES.name: rule_lines(rules, labels, texts, language),
        TEXTS.name: texts.lines(),
    }
    sheets: dict[str, Iterable[SheetLine]] = {
        sheet.title(language): chain([head[sheet.name]], lines[sheet.name])
        for sheet in SHEETS
    }
    if form == "zip":
        write_csv(file, sheets)
        return
    with translation.override(language):
        sheets[_("Keys")] = _keys(known)
    write_xlsx(file, sheets, _choices(language))


def _choices(language: str) -> dict[tuple[str, int], list[str]]:
    columns: list[tuple[Any, str, Words]] = [
        (BODIES, "kind", KINDS),
        (RULES, "outcome", OUTCOMES),
        (RULES, "helper", HELPERS),
    ]
    found = {}
    for sheet, name, words in columns:
        names = [column.name for column in sheet.columns]
        place = (sheet.title(language), names.index(name) + 1)
        found[place] = [word_for(value, words, language) for value in words]
    return found


def _keys(known: Known) -> Iterator[SheetLine]:
    """A sheet to look up keys in; it is not read back."""
    yield [_("What"), _("Key"), _("Meaning")]
    categories = Category.objects.prefetch_related("texts__locale", "questions")
    for category in categories:
        yield [_("Category"), category.key, str(category)]
        for question in category.questions.all():
            choices = ", ".join(question.choice_keys) or _("a whole number")
            words = {"category": category.key, "choices": choices}
            meaning = _("asked for %(category)s: %(choices)s") % words
            yield [_("Condition"), question.key, meaning]
    for body in known.bodies.values():
        yield [_("Body"), body.key, body.name]
    for key, region in known.regions.items():
        if region.is_current and not region.stands_for:
            yield [_("Region"), key, region.label]


def file_name(name: str, form: str, day: date) -> str:
    """Return a name for a download: ``zuordnung-2022-03-04.xlsx``."""
    return f"{name}-{day.isoformat()}.{form}"
