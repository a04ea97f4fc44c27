"""The coverage in words: what happens to offers of one cell, and what is odd."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from hilfe_ukraine.actions.routing.coverage import Coverage
from hilfe_ukraine.actions.routing.coverage_remarks import Odd, Remark
from hilfe_ukraine.domain.coverage import Cell, CellState, Kind
from hilfe_ukraine.models.fact_words import fact_label


#: A sign besides the colour, and a word or two.
SIGNS: Mapping[CellState, str] = {
    CellState.NOBODY: "✕",
    CellState.PARTLY: "!",
    CellState.UNCONFIRMED: "?",
    CellState.FALLBACK: "◇",
    CellState.DEPENDS: "◐",
    CellState.REDIRECT: "↗",
    CellState.KEEP: "▢",
    CellState.INHERITED: "↑",
    CellState.OWN: "✓",
    CellState.UNNEEDED: "–",
}
NAMES: Mapping[CellState, str | Promise] = {
    CellState.NOBODY: pgettext_lazy("coverage", "nobody"),
    CellState.PARTLY: pgettext_lazy("coverage", "partly nobody"),
    CellState.UNCONFIRMED: pgettext_lazy("coverage", "unconfirmed body"),
    CellState.FALLBACK: pgettext_lazy("coverage", "fallback body"),
    CellState.DEPENDS: pgettext_lazy("coverage", "depends on facts"),
    CellState.REDIRECT: pgettext_lazy("coverage", "redirect"),
    CellState.KEEP: pgettext_lazy("coverage", "keep"),
    CellState.INHERITED: pgettext_lazy("coverage", "inherited"),
    CellState.OWN: pgettext_lazy("coverage", "own rule"),
    CellState.UNNEEDED: pgettext_lazy("coverage", "not needed"),
}
MEANINGS: Mapping[CellState, str | Promise] = {
    CellState.NOBODY: pgettext_lazy("coverage", "No rule and no fallback body: a gap."),
    CellState.PARTLY: pgettext_lazy(
        "coverage", "Somebody for some facts or pages, nobody for others: a gap."
    ),
    CellState.UNCONFIRMED: pgettext_lazy(
        "coverage", "Somebody, but an address among them is not confirmed."
    ),
    CellState.FALLBACK: pgettext_lazy("coverage", "Only the page's fallback body."),
    CellState.DEPENDS: pgettext_lazy(
        "coverage", "Always somebody; who it is depends on facts."
    ),
    CellState.REDIRECT: pgettext_lazy("coverage", "The citizen is sent elsewhere."),
    CellState.KEEP: pgettext_lazy("coverage", "Offers are noted until needed."),
    CellState.INHERITED: pgettext_lazy("coverage", "A rule of a region above."),
    CellState.OWN: pgettext_lazy("coverage", "A rule of the region itself."),
    CellState.UNNEEDED: pgettext_lazy(
        "coverage", "Such offers always name a place, never the whole state."
    ),
}


def body_names(cell: Cell, coverage: Coverage) -> list[str]:
    """Return the names of all bodies that may get an offer."""
    return [coverage.table.body_rows[key].name for key in cell.bodies]


def source_names(cell: Cell, coverage: Coverage) -> list[str]:
    """Return where the rules stand that may decide, the nearest first."""
    return [
        coverage.labels.get(key, key) if key else str(NAMES[CellState.FALLBACK])
        for key in cell.sources
    ]


def fact_names(cell: Cell, kind: Kind, coverage: Coverage) -> list[str]:
    """Return what the facts are called that the rules ask for."""
    category, language = coverage.category(kind), get_language() or ""
    return [fact_label(name, category, language) for name in cell.facts]


def remark_in_words(remark: Remark, coverage: Coverage) -> str:
    """Return one sentence that says what is odd, and where."""
    category = coverage.table.categories.get(remark.category)
    words: dict[str, Any] = {
        "place": coverage.labels.get(remark.region, remark.region),
        "rule": coverage.table.rule_titles.get(remark.rule, ""),
        "category": str(category) if category else "",
        "question": remark.question,
        "languages": ", ".join(remark.languages),
    }
    return _sentences()[remark.odd] % words


def _sentences() -> Mapping[Odd, str]:
    return {
        Odd.OVER: _("%(place)s, “%(rule)s”: is no longer valid."),
        Odd.IMPOSSIBLE: _(
            "%(place)s, “%(rule)s”: can never match, since its conditions rule each "
            "other out or test what these categories never ask."
        ),
        Odd.COVERED: _(
            "%(place)s, “%(rule)s”: can never match, since the rules above it take "
            "everything."
        ),
        Odd.RULE_TEXT: _("%(place)s, “%(rule)s”: text is missing in: %(languages)s."),
        Odd.CATEGORY_TEXT: _("“%(category)s”: words are missing in: %(languages)s."),
        Odd.QUESTION_TEXT: _(
            "“%(category)s”, question %(question)s: words are missing in: "
            "%(languages)s."
        ),
    }


def remarks_in_words(remarks: Iterable[Remark], coverage: Coverage) -> list[str]:
    """Return a sentence for each remark."""
    return [remark_in_words(remark, coverage) for remark in remarks]
