"""The decision tree over what is not known yet.

Every fact that is not known is tried out with every value it can take
(:func:`facts.representatives`). Two trees are equal exactly when they decide alike for
every answer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .facts import Facts, Questions, Value, representatives
from .rules import UNROUTED, Considered, Rule, Verdict


@dataclass(frozen=True)
class Branch:
    """A question in a decision tree: each value of the fact leads on."""

    fact: str
    arms: tuple[tuple[Value, "Tree"], ...]

    def names(self) -> set[str]:
        """All facts asked for from here on."""
        below = (tree.names() for _, tree in self.arms if isinstance(tree, Branch))
        return {self.fact}.union(*below)


Tree = Verdict | Branch


Chain = tuple[tuple[Rule, Verdict], ...]


def chain_of(considered: Iterable[Considered]) -> Chain:
    """Rules that could win, in order, with what each would decide."""
    return tuple((each.rule, each.verdict) for each in considered if each.verdict)


def grow_all(chains: Sequence[Chain], facts: Facts, questions: Questions) -> list[Tree]:
    """Return the tree of every chain, grown alike, so that trees can be compared."""
    possible = [_still_possible(chain, facts, questions) for chain in chains]
    values = _values_to_try(possible, questions)
    return [_grow(chain, facts, questions, values) for chain in possible]


def _values_to_try(
    chains: Iterable[Chain], questions: Questions
) -> Mapping[str, tuple[Value, ...]]:
    """Values for each question, the same ones for all chains: trees are compared."""
    tested = tuple(
        condition
        for chain in chains
        for rule, _ in chain
        for condition in rule.conditions
    )
    if not tested:
        return {}
    return {
        name: representatives(question, tested) for name, question in questions.items()
    }


def first_true(chain: Chain, facts: Facts, questions: Questions) -> Verdict:
    """Return what the first rule decides that is true whatever else may be known."""
    true = (verdict for rule, verdict in chain if rule.holds(facts, questions))
    return next(true, UNROUTED)


def _still_possible(chain: Chain, facts: Facts, questions: Questions) -> Chain:
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
    chain: Chain,
    facts: Facts,
    questions: Questions,
    values: Mapping[str, tuple[Value, ...]],
) -> Tree:
    """Return the reduced decision tree over everything not known yet.

    ``chain`` holds only what is still possible. Facts are tried in the order of their
    names and equal arms are merged, so that two trees are equal exactly when they
    decide alike for every answer. Answers that leave the same rules possible share one
    arm, which keeps the tree small.
    """
    missing = {
        fact
        for rule, _ in chain
        for fact in rule.facts_that_are(None, facts, questions)
    }
    if not missing:
        return chain[0][1] if chain else UNROUTED
    name = min(missing)
    arms: list[tuple[Value, Tree]] = []
    grown: dict[tuple[int, ...], Tree] = {}
    for value in values[name]:
        known = {**facts, name: value}
        left = _still_possible(chain, known, questions)
        # By identity: the rules are the same objects all the way down.
        same_rules = tuple(id(rule) for rule, _ in left)
        if same_rules not in grown:
            grown[same_rules] = _grow(left, known, questions, values)
        arms.append((value, grown[same_rules]))
    first = arms[0][1]
    same = all(tree == first for _, tree in arms)
    return first if same else Branch(name, tuple(arms))


def leaves(tree: Tree) -> Iterator[Verdict]:
    """Yield every verdict that some answer leads to, in the order of the answers."""
    if isinstance(tree, Verdict):
        yield tree
        return
    for _, arm in tree.arms:
        yield from leaves(arm)
