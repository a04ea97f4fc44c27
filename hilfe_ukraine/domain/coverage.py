"""Who is there for what, everywhere: what ``decide`` would say, for every answer.

For one region and category, the rules are gone through from the top, and each takes
its part of the answers that a citizen may give. What no rule takes goes to the page's
fallback body, or to nobody.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .bodies import Bodies, ContactState
from .facts import Condition, Questions, Value, representatives
from .regions import Level, level_of, lineage
from .rules import UNROUTED, Outcome, Rule, Rules, Verdict, set_aside, verdict_of


class CellState(StrEnum):
    """What happens to offers of one category from one region.

    ``PARTLY``: somebody for some answers or pages, nobody for others. ``UNNEEDED``:
    a state that leaves a gap into which no offer can fall, since offers of this
    category always name a place.
    """

    OWN = "own"
    INHERITED = "inherited"
    FALLBACK = "fallback"
    REDIRECT = "redirect"
    KEEP = "keep"
    DEPENDS = "depends"
    UNCONFIRMED = "unconfirmed"
    PARTLY = "partly"
    NOBODY = "nobody"
    UNNEEDED = "unneeded"


#: Offers fall into these.
GAPS = frozenset({CellState.PARTLY, CellState.NOBODY})

#: From what needs a look first to what needs none.
WORST_FIRST = (
    CellState.NOBODY,
    CellState.PARTLY,
    CellState.UNCONFIRMED,
    CellState.FALLBACK,
    CellState.DEPENDS,
    CellState.REDIRECT,
    CellState.KEEP,
    CellState.INHERITED,
    CellState.OWN,
    CellState.UNNEEDED,
)


@dataclass(frozen=True)
class Kind:
    """A category as the live pages offer it.

    ``fallbacks`` holds the key of the fallback body of each of these pages, "" for a
    page that has none. ``whole_states`` are the states from which help may come that
    is bound to no place.
    """

    category: str
    questions: Questions
    fallbacks: tuple[str, ...]
    whole_states: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Cell:
    """One region and category.

    ``bodies`` are all that may get an offer, ``sources`` the regions whose rules may
    decide ("" for a fallback), ``facts`` what these rules ask for.
    """

    state: CellState
    bodies: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def is_gap(self) -> bool:
        """Whether some offer would find nobody."""
        return self.state in GAPS


#: What the answer to each question may still be. Two boxes never share an answer.
Box = Mapping[str, tuple[Value, ...]]


def all_answers(questions: Questions, rules: Sequence[Rule]) -> Box:
    """Return the box of every answer that these rules can tell apart."""
    tested = tuple(condition for rule in rules for condition in rule.conditions)
    return {name: representatives(asked, tested) for name, asked in questions.items()}


def take(
    boxes: Sequence[Box], conditions: Sequence[Condition], questions: Questions
) -> tuple[list[Box], list[Box]]:
    """Divide the boxes into what all conditions fit, and what is left over."""
    taken: list[Box] = []
    left: list[Box] = []
    for box in boxes:
        fitting, others = _divide(box, conditions, questions)
        taken += [fitting] if fitting is not None else []
        left += others
    return taken, left


def _divide(
    box: Box, conditions: Sequence[Condition], questions: Questions
) -> tuple[Box | None, list[Box]]:
    left: list[Box] = []
    for condition in conditions:
        name = condition.fact
        if name not in questions:
            # Never asked for this category, so the condition is never true.
            return None, [*left, box]
        yes = tuple(
            value for value in box[name] if condition.holds({name: value}, questions)
        )
        no = tuple(value for value in box[name] if value not in yes)
        left += [{**box, name: no}] if no else []
        if not yes:
            return None, left
        box = {**box, name: yes}
    return box, left


@dataclass(frozen=True)
class _Part:
    """What some of the answers lead to; ``source`` is the region of the rule."""

    source: str
    verdict: Verdict


def cell_of(key: str, kind: Kind, rules: Rules, today: date) -> Cell:
    """Return what happens to offers of this kind from the region ``key``.

    ``rules.fallback`` does not count: the fallbacks are those of ``kind``.
    """
    parts, facts = _parts(key, kind, rules, today)
    bodies = {body for part in parts for body in part.verdict.bodies}
    return Cell(
        state=_state(key, kind, parts, rules.bodies),
        bodies=tuple(sorted(bodies)),
        sources=tuple(
            dict.fromkeys(part.source for part in parts if part.verdict.rule)
        ),
        facts=tuple(sorted(facts)),
    )


def differing_regions(rules: Rules) -> frozenset[str]:
    """Return the regions that may differ from the one above: with rules, or a desk.

    All others share their cells with every other one that has the same nearest region
    of these above it.
    """
    desks = {place for body in rules.bodies.values() for place, _ in body.desks}
    return frozenset(key for key, own in rules.by_region.items() if own) | desks


def _parts(
    key: str, kind: Kind, rules: Rules, today: date
) -> tuple[list[_Part], set[str]]:
    chain = list(_chain(key, kind.category, rules, today))
    parts: list[_Part] = []
    facts: set[str] = set()
    left: Sequence[Box] = [all_answers(kind.questions, [rule for _, rule, _ in chain])]
    for source, rule, verdict in chain:
        taken, left = take(left, rule.conditions, kind.questions)
        if taken:
            parts.append(_Part(source, verdict))
            facts.update(condition.fact for condition in rule.conditions)
        if not left:
            return parts, facts
    return parts + list(_fallbacks(key, kind, rules.bodies, today)), facts


def _chain(
    key: str, category: str, rules: Rules, today: date
) -> Iterator[tuple[str, Rule, Verdict]]:
    """Rules that count here today, from the top, each with the region it stands at."""
    places = lineage(key)
    for region in places:
        for rule in rules.by_region.get(region, ()):
            if set_aside(rule, category, today) is None:
                verdict = verdict_of(rule, places, rules.bodies, today)
                if verdict is not None:
                    yield region, rule, verdict


def _fallbacks(key: str, kind: Kind, bodies: Bodies, today: date) -> Iterator[_Part]:
    for body in dict.fromkeys(kind.fallbacks):
        rule = Rule("", "", Outcome.FORWARD, bodies=(body,))
        yield _Part("", verdict_of(rule, lineage(key), bodies, today) or UNROUTED)


def _state(key: str, kind: Kind, parts: Collection[_Part], bodies: Bodies) -> CellState:
    nobody = [part.verdict.outcome is Outcome.UNROUTED for part in parts]
    if any(nobody):
        if level_of(key) is Level.STATE and key not in kind.whole_states:
            return CellState.UNNEEDED
        return CellState.NOBODY if all(nobody) else CellState.PARTLY
    used = {body for part in parts for body in part.verdict.bodies}
    if any(bodies[body].state is ContactState.UNCONFIRMED for body in used):
        return CellState.UNCONFIRMED
    states = {_state_of(part, key) for part in parts}
    verdicts = {part.verdict for part in parts}
    if states == {CellState.FALLBACK} or len(states) == len(verdicts) == 1:
        return states.pop()
    return CellState.DEPENDS


_BY_OUTCOME = {
    Outcome.REDIRECT: CellState.REDIRECT,
    Outcome.KEEP: CellState.KEEP,
}


def _state_of(part: _Part, key: str) -> CellState:
    if part.verdict.outcome in _BY_OUTCOME:
        return _BY_OUTCOME[part.verdict.outcome]
    if not part.source:
        return CellState.FALLBACK
    return CellState.OWN if part.source == key else CellState.INHERITED
