"""Rules that can never match, found without an offer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum

from .coverage import all_answers, take
from .facts import Questions
from .rules import Rule


class Never(StrEnum):
    """Why a rule never matches: a code, turned into words further up.

    ``COVERED``: the rules above it in the same region take every answer, so that it is
    reached only while none of their bodies can be used.
    """

    OVER = "over"
    IMPOSSIBLE = "impossible"
    COVERED = "covered"


def unreachable_rules(
    own: Sequence[Rule], asked: Mapping[str, Questions], today: date
) -> Iterator[tuple[Rule, Never]]:
    """Yield the rules of one region that no offer can reach from ``today`` on.

    ``asked`` maps every category to what may be asked for it. Pauses of bodies do not
    count, since they pass.
    """
    for position, rule in enumerate(own):
        reason = _never(rule, own[:position], asked, today)
        if reason:
            yield rule, reason


def _never(
    rule: Rule, above: Sequence[Rule], asked: Mapping[str, Questions], today: date
) -> Never | None:
    if rule.valid_until and rule.valid_until < today:
        return Never.OVER
    earlier = [other for other in above if _lasts_as_long(other, rule, today)]
    possible = False
    for category, questions in asked.items():
        if _is_for(rule, category):
            before = [other for other in earlier if _is_for(other, category)]
            if _takes_some(rule, before, questions):
                return None
            possible = possible or _takes_some(rule, [], questions)
    return Never.COVERED if possible else Never.IMPOSSIBLE


def _takes_some(rule: Rule, before: Sequence[Rule], questions: Questions) -> bool:
    left = [all_answers(questions, [*before, rule])]
    for other in before:
        _, left = take(left, other.conditions, questions)
    taken, _ = take(left, rule.conditions, questions)
    return bool(taken)


def _is_for(rule: Rule, category: str) -> bool:
    return not rule.categories or category in rule.categories


def _lasts_as_long(other: Rule, rule: Rule, today: date) -> bool:
    """Whether ``other`` is valid on every day from today on that ``rule`` is."""
    start = max(today, rule.valid_from or today)
    if other.valid_from and other.valid_from > start:
        return False
    if other.valid_until is None:
        return True
    return rule.valid_until is not None and rule.valid_until <= other.valid_until
