"""Who gets an offer: one pure function.

From the most specific region upwards, rules from the top. Conditions are true, false
or not known yet. What is not known is tried out with every value it can take
(:func:`facts.representatives`): the result is a small decision tree. A tree with one
leaf is a decision; any other one says exactly which questions still matter, so nobody
is asked a question whose answer changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .facts import Facts, Questions, Value, representatives
from .regions import Place
from .rules import (
    UNROUTED,
    Outcome,
    Rule,
    Rules,
    Verdict,
    Why,
    in_order,
    set_aside,
    verdict_of,
)
from .trace import Step, trace_of, won_either_way


__all__ = [
    "UNROUTED",
    "AskFacts",
    "AskMunicipality",
    "Decision",
    "Outcome",
    "Rule",
    "Rules",
    "Step",
    "Verdict",
    "Why",
    "decide",
]


@dataclass(frozen=True)
class Decision:
    """The one verdict that every possible answer leads to, and how it came about."""

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

    Exact keys only: never a substring, never a name. Deterministic. The trace is told
    for the first candidate; where it matters which one is meant, that is asked first.
    """
    chains = {key: _applicable(key, category, rules, today) for key in place.candidates}
    values = _values_to_try(chains.values(), questions)
    trees = {
        key: _grow(chain, facts, questions, values) for key, chain in chains.items()
    }
    first = place.candidates[0]
    trace = tuple(trace_of(first, category, facts, questions, rules, today))
    tree = trees[first]
    if any(other != tree for other in trees.values()):
        return AskMunicipality(place.candidates, trace)
    if isinstance(tree, _Branch):
        return AskFacts(tuple(sorted(tree.names())), trace)
    certain = _first_true(chains[first], facts, questions)
    if tree == certain or tree.rule is None:
        return Decision(certain, trace)
    return Decision(tree, won_either_way(trace, tree.rule))


_Chain = tuple[tuple[Rule, Verdict], ...]


def _applicable(key: str, category: str, rules: Rules, today: date) -> _Chain:
    """Rules that could win here today, in order, with what each would decide."""
    chain = []
    for rule in in_order(key, rules):
        if set_aside(rule, category, today) is None:
            verdict = verdict_of(rule, key, rules.bodies, today)
            if verdict is not None:
                chain.append((rule, verdict))
    return tuple(chain)


def _values_to_try(
    chains: Iterable[_Chain], questions: Questions
) -> Mapping[str, tuple[Value, ...]]:
    """Values for each question, the same ones for all chains: trees are compared."""
    tested = tuple(
        condition
        for chain in chains
        for rule, _ in chain
        for condition in rule.conditions
    )
    return {
        name: representatives(question, tested) for name, question in questions.items()
    }


def _first_true(chain: _Chain, facts: Facts, questions: Questions) -> Verdict:
    """Return what the first rule decides that is true whatever else may be known."""
    true = (verdict for rule, verdict in chain if rule.holds(facts, questions))
    return next(true, UNROUTED)


def _still_possible(chain: _Chain, facts: Facts, questions: Questions) -> _Chain:
    """Leave out rules that are false, and those behind one that is true."""
    possible = []
    for rule, verdict in chain:
        holds = rule.holds(facts, questions)
        if holds is not False:
            possible.append((rule, verdict))
        if holds:
            break
    return tuple(possible)


def _grow(
    chain: _Chain,
    facts: Facts,
    questions: Questions,
    values: Mapping[str, tuple[Value, ...]],
) -> _Tree:
    """Return the reduced decision tree over everything not known yet.

    Facts are tried in the order of their names and equal arms are merged, so that two
    trees are equal exactly when they decide alike for every answer. Answers that leave
    the same rules possible share one arm, which keeps the tree small.
    """
    chain = _still_possible(chain, facts, questions)
    missing = {
        fact
        for rule, _ in chain
        for fact in rule.facts_that_are(None, facts, questions)
    }
    if not missing:
        return chain[0][1] if chain else UNROUTED
    name = min(missing)
    arms: list[tuple[Value, _Tree]] = []
    grown: dict[_Chain, _Tree] = {}
    for value in values[name]:
        known = {**facts, name: value}
        left = _still_possible(chain, known, questions)
        if left not in grown:
            grown[left] = _grow(left, known, questions, values)
        arms.append((value, grown[left]))
    first = arms[0][1]
    same = all(tree == first for _, tree in arms)
    return first if same else _Branch(name, tuple(arms))
