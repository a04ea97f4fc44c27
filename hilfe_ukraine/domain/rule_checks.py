"""What is wrong with the rules of one region, seen from the rules alone.

Sound, not complete: a rule that is called dead never decides on what is known in full,
and leaving it out changes no verdict. Where a search would take too long, or a body may
be missing for a time, nothing is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .bodies import Bodies, addressed_body
from .facts import Facts, Questions, Value, representatives
from .rules import Outcome, Rule, set_aside


_DAY = timedelta(days=1)
#: Steps a search for one offer may take before the rule gets the benefit of the doubt.
_PATIENCE = 5_000


class Flaw(StrEnum):
    """What a rule suffers from: a code, turned into words further up."""

    ENDS_BEFORE_START = "ends_before_start"
    OVER = "over"
    SAME_OFFERS = "same_offers"
    SAME_FOR_A_WHILE = "same_for_a_while"
    IMPOSSIBLE = "impossible"
    COVERED = "covered"


@dataclass(frozen=True)
class Finding:
    """One flaw of the rule at ``position`` (from 0); ``others`` are rules above it.

    ``since`` and ``until`` are the days the rules share, where that is the flaw.
    """

    position: int
    flaw: Flaw
    others: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None


def check_rules(
    rules: Sequence[Rule],
    *,
    questions: Mapping[str, Questions],
    bodies: Bodies,
    as_of: date,
) -> list[Finding]:
    """Return the flaws of a region's rules, from the top, one at most for each rule.

    Args:
        rules: the rules of one region in their order.
        questions: for every category, by key, what it may ask.
        bodies: a rule whose bodies may all be paused covers nothing below it.
        as_of: the first day that counts.
    """
    found = (_flaw(at, rules, questions, bodies, as_of) for at in range(len(rules)))
    return [finding for finding in found if finding]


def _flaw(
    at: int,
    rules: Sequence[Rule],
    questions: Mapping[str, Questions],
    bodies: Bodies,
    as_of: date,
) -> Finding | None:
    rule = rules[at]
    if rule.valid_from and rule.valid_until and rule.valid_until < rule.valid_from:
        return Finding(at, Flaw.ENDS_BEFORE_START)
    if rule.valid_until and rule.valid_until < as_of:
        return Finding(at, Flaw.OVER)
    alike = _alike(at, rules)
    if alike and alike.flaw is Flaw.SAME_OFFERS:
        return alike
    return _dead(at, rules, questions, bodies, as_of) or alike


def _alike(at: int, rules: Sequence[Rule]) -> Finding | None:
    """Two rules for the same offers on the same days; the lower one is told of.

    An exception for a time above the rule that holds otherwise is as it should be.
    """
    rule = rules[at]
    start, end = _days(rule)
    for above, other in enumerate(rules[:at]):
        first, last = _days(other)
        since, until = max(start, first), min(end, last)
        if since > until or _offers(other) != _offers(rule):
            continue
        if first <= start and end <= last:
            flaw = Flaw.SAME_OFFERS
        elif start <= first and last <= end:
            continue
        else:
            flaw = Flaw.SAME_FOR_A_WHILE
        return Finding(at, flaw, (above,), since, until)
    return None


def _days(rule: Rule) -> tuple[date, date]:
    return rule.valid_from or date.min, rule.valid_until or date.max


def _offers(rule: Rule) -> tuple[frozenset[str], frozenset[object]]:
    """What the rule is for, however its conditions are ordered or written."""
    conditions = frozenset(
        (each.fact, each.operator, frozenset(each.values)) for each in rule.conditions
    )
    return rule.categories, conditions


def _dead(
    at: int,
    rules: Sequence[Rule],
    questions: Mapping[str, Questions],
    bodies: Bodies,
    as_of: date,
) -> Finding | None:
    rule = rules[at]
    takers: set[int] = set()
    categories = [
        key for key in questions if key in rule.categories or not rule.categories
    ]
    for category in categories:
        for day in _turning_days(at, rules, as_of):
            above = [
                (number, other)
                for number, other in enumerate(rules[:at])
                if set_aside(other, category, day) is None
                and _always_acts(other, bodies, as_of)
            ]
            search = _Search(rule, above, questions[category])
            if search.finds_an_offer({}):
                return None
            takers |= search.takers
    if not categories:
        return None
    flaw = Flaw.COVERED if takers else Flaw.IMPOSSIBLE
    return Finding(at, flaw, tuple(sorted(takers)))


def _turning_days(at: int, rules: Sequence[Rule], as_of: date) -> Iterator[date]:
    """Days of the rule that stand for all of its days: the first, and each turn."""
    start, end = _days(rules[at])
    start = max(start, as_of)
    yield start
    turns: set[date] = set()
    for other in rules[:at]:
        first, last = _days(other)
        turns.add(first)
        if last < date.max:
            turns.add(last + _DAY)
    yield from sorted(day for day in turns if start < day <= end)


def _always_acts(rule: Rule, bodies: Bodies, as_of: date) -> bool:
    """Whether the rule decides on every day from ``as_of`` on, whoever is paused now.

    Pauses only end, so a body that is there today is there later; desks and deputies
    only add to it.
    """
    if rule.outcome is not Outcome.FORWARD:
        return True
    found = (
        addressed_body(body, places=(), bodies=bodies, today=as_of)
        for body in rule.bodies
    )
    return any(found)


class _Search:
    """Looks for an offer that fits the rule and none of those above it.

    ``takers`` are the rules above that took the offers which would have fitted.
    """

    def __init__(
        self, rule: Rule, above: list[tuple[int, Rule]], questions: Questions
    ) -> None:
        self.rule = rule
        self.above = above
        self.questions = questions
        self.takers: set[int] = set()
        self.patience = _PATIENCE
        tested = tuple(
            condition
            for each in (rule, *(other for _, other in above))
            for condition in each.conditions
        )
        self.values: Mapping[str, tuple[Value, ...]] = {
            name: representatives(question, tested)
            for name, question in questions.items()
        }

    def finds_an_offer(self, facts: Facts) -> bool:
        """Whether some answers that go on from ``facts`` lead to the rule."""
        self.patience -= 1
        if self.patience < 0:
            return True
        if self.rule.holds(facts, self.questions) is False:
            return False
        for number, other in self.above:
            if other.holds(facts, self.questions):
                self.takers.add(number)
                return False
        unknown = self._unknown(facts)
        if not unknown:
            return True
        return any(
            self.finds_an_offer({**facts, unknown: value})
            for value in self.values[unknown]
        )

    def _unknown(self, facts: Facts) -> str:
        """The next fact to try; the rule's own come first, they rule out most."""
        for each in (self.rule, *(other for _, other in self.above)):
            if each.holds(facts, self.questions) is None:
                return each.facts_that_are(None, facts, self.questions)[0]
        return ""
