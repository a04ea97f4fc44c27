"""Rules as values, and which of them count for one place, category and day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from .bodies import Bodies, addressed_body
from .facts import Condition, Facts, Questions
from .regions import lineage


class Outcome(StrEnum):
    """What happens to an offer; ``UNROUTED`` is what remains when no rule matches."""

    FORWARD = "forward"
    REDIRECT = "redirect"
    KEEP = "keep"
    UNROUTED = "unrouted"


@dataclass(frozen=True)
class Rule:
    """One line of a region's routing, compiled to values.

    ``region`` is empty for a page's fallback. ``categories`` empty means any.
    ``texts`` are (language, text) pairs shown to the citizen. ``revision`` is the id
    of the revision that was live when the rule was compiled.
    """

    uuid: str
    region: str
    outcome: Outcome
    categories: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    bodies: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    revision: int | None = None

    def holds(self, facts: Facts, questions: Questions) -> bool | None:
        """Three-valued "and" over the conditions."""
        answers = [condition.holds(facts, questions) for condition in self.conditions]
        if False in answers:
            return False
        return None if None in answers else True

    def facts_that_are(
        self, answer: bool | None, facts: Facts, questions: Questions
    ) -> tuple[str, ...]:
        """Return the facts whose conditions are true, false or (``None``) unknown."""
        found = (
            condition.fact
            for condition in self.conditions
            if condition.holds(facts, questions) is answer
        )
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Verdict:
    """What is decided. Two verdicts are the same when outcome, bodies and text are.

    The winning rule is carried along for the record and does not count.
    """

    outcome: Outcome
    bodies: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    rule: Rule | None = field(default=None, compare=False)

    @property
    def region(self) -> str | None:
        """Key of the winning rule's region; ``None`` for the fallback and nobody."""
        return (self.rule.region or None) if self.rule else None


UNROUTED = Verdict(Outcome.UNROUTED)


@dataclass(frozen=True)
class Rules:
    """Everything configured that a decision needs, compiled once.

    ``by_region`` maps a region key to its rules from the top; ``fallback`` is the
    page's fallback body as the last rule, if there is one.
    """

    by_region: Mapping[str, Sequence[Rule]]
    bodies: Bodies
    fallback: Rule | None = None


class Why(StrEnum):
    """Why a rule did or did not match: a code, turned into words further up.

    ``EITHER_WAY``: the facts of this rule are not known, but every answer would lead
    to the same decision, by this rule or by another one.
    """

    MATCHED = "matched"
    EITHER_WAY = "either_way"
    OTHER_CATEGORY = "other_category"
    NOT_YET_VALID = "not_yet_valid"
    NO_LONGER_VALID = "no_longer_valid"
    CONDITION = "condition"
    UNKNOWN_FACT = "unknown_fact"
    NO_BODY_LEFT = "no_body_left"


class Considered(NamedTuple):
    """A rule that was looked at: what it would decide, or else why it does not count.

    Its conditions are not looked at yet.
    """

    rule: Rule
    verdict: Verdict | None
    aside: Why | None


def consider(
    key: str, category: str, rules: Rules, today: date
) -> tuple[Considered, ...]:
    """Look at the rules for the place, the one that is asked first coming first.

    Ends with one that counts and has no conditions: it holds for every offer, so that
    none behind it can decide.
    """
    found = []
    places = lineage(key)
    for rule in _in_order(places, rules):
        aside, verdict = set_aside(rule, category, today), None
        if aside is None:
            verdict = verdict_of(rule, places, rules.bodies, today)
            aside = None if verdict else Why.NO_BODY_LEFT
        found.append(Considered(rule, verdict, aside))
        if verdict and not rule.conditions:
            break
    return tuple(found)


def verdict_of(
    rule: Rule, places: tuple[str, ...], bodies: Bodies, today: date
) -> Verdict | None:
    """What the rule decides here; ``None`` when none of its bodies is left."""
    if rule.outcome is not Outcome.FORWARD:
        return Verdict(rule.outcome, texts=rule.texts, rule=rule)
    found = (
        addressed_body(body, places=places, bodies=bodies, today=today)
        for body in rule.bodies
    )
    addressed = tuple(dict.fromkeys(body for body in found if body))
    if not addressed:
        return None
    return Verdict(Outcome.FORWARD, addressed, rule.texts, rule)


def _in_order(places: tuple[str, ...], rules: Rules) -> Iterator[Rule]:
    for region in places:
        yield from rules.by_region.get(region, ())
    if rules.fallback:
        yield rules.fallback


def set_aside(rule: Rule, category: str, today: date) -> Why | None:
    """Return why the rule does not count at all today, or ``None`` if it does."""
    if rule.categories and category not in rule.categories:
        return Why.OTHER_CATEGORY
    if rule.valid_from and today < rule.valid_from:
        return Why.NOT_YET_VALID
    if rule.valid_until and today > rule.valid_until:
        return Why.NO_LONGER_VALID
    return None


def turns_between(rules: Rules, after: date, until: date) -> bool:
    """Whether a validity begins or ends, or a pause is over, on one of these days.

    The first day that counts is the one after ``after``, the last one is ``until``.
    """
    first = [body.paused_until for body in rules.bodies.values()]
    last = []
    for rule in chain.from_iterable(rules.by_region.values()):
        first.append(rule.valid_from)
        last.append(rule.valid_until)
    # No day is added to the last one: "for good" is often written 31.12.9999.
    return any(after < day <= until for day in first if day) or any(
        after <= day < until for day in last if day
    )
