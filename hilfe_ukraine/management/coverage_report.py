"""What ``hilfe_coverage`` reports: all cells as plain values, and in words.

The keys of the JSON are a public interface; scripts read them.
"""

from collections.abc import Iterator
from typing import Any

from hilfe_ukraine.actions.routing.coverage import Coverage
from hilfe_ukraine.domain.coverage import WORST_FIRST
from hilfe_ukraine.domain.regions import Level, level_of
from hilfe_ukraine.wagtail_admin.coverage.words import MEANINGS, NAMES, remarks_in_words


def build_report(coverage: Coverage) -> dict[str, Any]:
    """Return every cell; ``state`` is a code of ``domain.coverage.CellState``."""
    return {
        "regions": len(coverage.labels),
        "categories": len(coverage.kinds),
        "cells": list(_cells(coverage)),
        "gaps": coverage.number_of_gaps,
        "warnings": remarks_in_words(coverage.remarks, coverage),
    }


def _cells(coverage: Coverage) -> Iterator[dict[str, Any]]:
    for key in coverage.labels:
        for kind in coverage.kinds:
            cell = coverage.cell(key, kind)
            yield {
                "region": key,
                "category": kind.category,
                "state": cell.state.value,
                "bodies": list(cell.bodies),
            }


def report_in_words(coverage: Coverage) -> Iterator[str]:
    """Yield the same for people: sums, then every gap, then what is odd."""
    regions, categories = len(coverage.labels), len(coverage.kinds)
    yield f"{regions} regions, {categories} categories:"
    tally = coverage.tally(coverage.labels)
    for state in WORST_FIRST:
        if tally[state]:
            yield f"  {tally[state]:>7} {NAMES[state]}: {MEANINGS[state]}"
    gaps = list(_gap_lines(coverage))
    yield "Gaps:" if gaps else "No gaps."
    yield from gaps
    if coverage.remarks:
        yield "Warnings:"
        for sentence in remarks_in_words(coverage.remarks, coverage):
            yield f"  {sentence}"


def _gap_lines(coverage: Coverage) -> Iterator[str]:
    """One line per region; municipalities only where they have rules of their own."""
    lines: dict[str, list[str]] = {}
    for key, kind in coverage.gaps():
        state = NAMES[coverage.cell(key, kind).state]
        lines.setdefault(key, []).append(f"{kind.category} ({state})")
    for key, found in lines.items():
        yield f"  {key} {coverage.labels[key]}: {', '.join(found)}"
        same = _that_follow(coverage, key)
        if same:
            yield f"    and {same} municipalities in it without rules of their own"


def _that_follow(coverage: Coverage, key: str) -> int:
    if level_of(key) is not Level.DISTRICT:
        return 0
    return sum(not coverage.differs(below) for below in coverage.keys_below(key))
