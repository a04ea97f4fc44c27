"""Who gets an offer: one pure function, and the trace of how it came about.

From the most specific region upwards, rules from the top. Conditions are true, false
or not known yet. What is not known is tried out with every value it can take
(:func:`facts.representatives`): the result is a small decision tree. A tree with one
leaf is a decision; any other one says exactly which questions still matter, so nobody
is asked a question whose answer changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .bodies import Bodies, addressed_body
from .facts import Condition, Facts, Questions, Value, representatives
from .regions import Place, lineage


class Outcome(StrEnum):
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


class Why(StrEnum):
    """Why a rule did or did not match: a code, turned into words further up."""

    MATCHED = "matched"
    OTHER_CATEGORY = "other_category"
    NOT_YET_VALID = "not_yet_valid"
    NO_LONGER_VALID = "no_longer_valid"
    CONDITION = "condition"
    UNKNOWN_FACT = "unknown_fact"
    NO_BODY_LEFT = "no_body_left"


@dataclass(frozen=True)
class Step:
    """One rule that was looked at; ``facts`` are the facts that spoke."""

    region: str
    rule: str
    matched: bool | None
    why: Why
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    verdict: Verdict
    trace: tuple[Step, ...]


@dataclass(frozen=True)
class AskMunicipality:
    """The postcode is ambiguous and the answer matters: keys to choose from."""

    names: tuple[str, ...]
    trace: tuple[Step, ...] = ()


@dataclass(frozen=True)
class AskFacts:
    """Names of the facts whose values still change the outcome."""

    names: tuple[str, ...]
    trace: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Rules:
    """Everything configured that a decision needs, compiled once.

    ``by_region`` maps a region key to its rules from the top; ``fallback`` is the
    page's fallback body as the last rule, if there is one.
    """

    by_region: Mapping[str, Sequence[Rule]]
    bodies: Bodies
    fallback: Rule | None = None


@dataclass(frozen=True)
class _Branch:
    """A question in a decision tree: each value of the fact leads on."""

    fact: str
    arms: tuple[tuple[Value, "_Tree"], ...]

    def names(self) -> set[str]:
        """All facts asked for from here on."""
        below = (tree.names() for _, tree in self.arms if isinstance(tree, _Branch))
        return {self.fact}.union(*below)


_Tree = Verdict | _Branch


def decide(
    place: Place,
    category: str,
    facts: Facts,
    questions: Questions,
    rules: Rules,
    today: date,
) -> Decision | AskMunicipality | AskFacts:
    """Decide who gets an offer, or say which question matters first.

    Args:
        place: the regions the postcode may mean, or a state.
        category: key of the category.
        facts: what is known; names that are not in ``questions`` are ignored.
        questions: what may be asked for this category, by name.
        rules: the compiled configuration.
        today: the date in the portal's time zone; validity and pauses go by it.

    Exact keys only: never a substring, never a name. Deterministic.
    """
    chains = {key: _applicable(key, category, rules, today) for key in place.candidates}
    asked = tuple(
        condition
        for chain in chains.values()
        for rule, _ in chain
        for condition in rule.conditions
    )
    values = {
        name: representatives(question, asked) for name, question in questions.items()
    }
    trees = {
        key: _grow(chain, facts, questions, values) for key, chain in chains.items()
    }
    first = place.candidates[0]
    trace = tuple(_trace(first, category, facts, questions, rules, today))
    tree = trees[first]
    if any(other != tree for other in trees.values()):
        return AskMunicipality(place.candidates, trace)
    if isinstance(tree, _Branch):
        return AskFacts(tuple(sorted(tree.names())), trace)
    return Decision(tree, trace)


_Chain = tuple[tuple[Rule, Verdict], ...]


def _applicable(key: str, category: str, rules: Rules, today: date) -> _Chain:
    """Rules that could win here today, in order, with what each would decide."""
    chain = []
    for rule in _in_order(key, rules):
        if _set_aside(rule, category, today) is None:
            verdict = _verdict(rule, key, rules.bodies, today)
            if verdict is not None:
                chain.append((rule, verdict))
    return tuple(chain)


def _in_order(key: str, rules: Rules) -> Iterator[Rule]:
    for region in lineage(key):
        yield from rules.by_region.get(region, ())
    if rules.fallback:
        yield rules.fallback


def _set_aside(rule: Rule, category: str, today: date) -> Why | None:
    """Return why the rule does not count at all today, or ``None`` if it does."""
    if rule.categories and category not in rule.categories:
        return Why.OTHER_CATEGORY
    if rule.valid_from and today < rule.valid_from:
        return Why.NOT_YET_VALID
    if rule.valid_until and today > rule.valid_until:
        return Why.NO_LONGER_VALID
    return None


def _verdict(rule: Rule, key: str, bodies: Bodies, today: date) -> Verdict | None:
    """What the rule decides here; ``None`` when none of its bodies is left."""
    if rule.outcome is not Outcome.FORWARD:
        return Verdict(rule.outcome, texts=rule.texts, rule=rule)
    places = lineage(key)
    found = (
        addressed_body(body, places=places, bodies=bodies, today=today)
        for body in rule.bodies
    )
    addressed = tuple(dict.fromkeys(body for body in found if body))
    if not addressed:
        return None
    return Verdict(Outcome.FORWARD, addressed, rule.texts, rule)


def _grow(
    chain: _Chain,
    facts: Facts,
    questions: Questions,
    values: Mapping[str, tuple[Value, ...]],
) -> _Tree:
    """Return the reduced decision tree over everything not known yet.

    Facts are tried in the order of their names and equal arms are merged, so that two
    trees are equal exactly when they decide alike for every answer.
    """
    missing: set[str] = set()
    verdict = UNROUTED
    for rule, its_verdict in chain:
        holds = rule.holds(facts, questions)
        if holds:
            verdict = its_verdict
            break
        if holds is None:
            missing.update(_unknown(rule, facts, questions))
    if not missing:
        return verdict
    name = min(missing)
    arms = tuple(
        (value, _grow(chain, {**facts, name: value}, questions, values))
        for value in values[name]
    )
    first = arms[0][1]
    return first if all(tree == first for _, tree in arms) else _Branch(name, arms)


def _unknown(rule: Rule, facts: Facts, questions: Questions) -> tuple[str, ...]:
    return tuple(
        condition.fact
        for condition in rule.conditions
        if condition.holds(facts, questions) is None
    )


def _trace(
    key: str,
    category: str,
    facts: Facts,
    questions: Questions,
    rules: Rules,
    today: date,
) -> Iterator[Step]:
    """Tell the way from the most specific rule to the first that matched."""
    for rule in _in_order(key, rules):
        step = _step(rule, key, category, facts, questions, rules.bodies, today)
        yield step
        if step.matched:
            return


def _step(
    rule: Rule,
    key: str,
    category: str,
    facts: Facts,
    questions: Questions,
    bodies: Bodies,
    today: date,
) -> Step:
    def said(matched: bool | None, why: Why, names: tuple[str, ...] = ()) -> Step:
        return Step(rule.region, rule.uuid, matched, why, names)

    aside = _set_aside(rule, category, today)
    if aside:
        return said(False, aside)
    if _verdict(rule, key, bodies, today) is None:
        return said(False, Why.NO_BODY_LEFT)
    holds = rule.holds(facts, questions)
    if holds is None:
        return said(None, Why.UNKNOWN_FACT, _unknown(rule, facts, questions))
    if holds:
        return said(True, Why.MATCHED)
    failed = tuple(
        condition.fact
        for condition in rule.conditions
        if condition.holds(facts, questions) is False
    )
    return said(False, Why.CONDITION, failed)
