"""One cell of the matrix: who gets a category in a region today, and by which rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .facts import Questions
from .rules import UNROUTED, Rule, Rules, Verdict, in_order, set_aside, verdict_of


class Source(StrEnum):
    """Where what decides stands."""

    OWN = "own"
    INHERITED = "inherited"
    FALLBACK = "fallback"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Cell:
    """What happens where no condition holds.

    ``if_condition`` is what rules with conditions may decide before that, from the top;
    ``elsewhere`` is how many places below the region have rules of their own for it.
    """

    verdict: Verdict
    source: Source
    if_condition: tuple[Verdict, ...] = ()
    elsewhere: int = 0


def cell_of(
    key: str,
    category: str,
    *,
    questions: Questions,
    rules: Rules,
    today: date,
    below: Mapping[str, tuple[Rule, ...]],
) -> Cell:
    """Return the cell of region ``key``; ``below`` are the rules of places in it."""
    found: list[Verdict] = []
    own_below = (_any_counts(own, category, today) for own in below.values())
    elsewhere = sum(own_below)
    for rule in in_order(key, rules):
        verdict = verdict_of(rule, key, rules.bodies, today)
        holds = rule.holds({}, questions)
        if set_aside(rule, category, today) or verdict is None or holds is False:
            continue
        if holds:
            return Cell(verdict, _source(rule, key), tuple(found), elsewhere)
        found.append(verdict)
    return Cell(UNROUTED, Source.NOBODY, tuple(found), elsewhere)


def _any_counts(rules: tuple[Rule, ...], category: str, today: date) -> bool:
    return any(set_aside(rule, category, today) is None for rule in rules)


def _source(rule: Rule, key: str) -> Source:
    if not rule.region:
        return Source.FALLBACK
    # The rules of a region that was merged into this one count as its own.
    return Source.OWN if len(rule.region) == len(key) else Source.INHERITED
