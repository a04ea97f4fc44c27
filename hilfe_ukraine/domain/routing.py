"""Who gets an offer: one pure function.

From the most specific region upwards, rules from the top. Conditions are true, false
or not known yet. What is not known is tried out with every value it can take (see
:mod:`hilfe_ukraine.domain.tree`): the result is a small decision tree. A tree with one
leaf is a decision; any other one says exactly which questions still matter, so nobody
is asked a question whose answer changes nothing.
"""

from dataclasses import dataclass
from datetime import date

from .facts import Facts, Questions
from .regions import Place
from .rules import UNROUTED, Outcome, Rule, Rules, Verdict, Why, consider
from .trace import Step, trace_of, won_either_way
from .tree import Branch, chain_of, first_true, grow_all


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
    looked = [consider(key, category, rules, today) for key in place.candidates]
    chains = [chain_of(considered) for considered in looked]
    tree, *others = grow_all(chains, facts, questions)
    trace = tuple(trace_of(looked[0], facts, questions))
    if any(other != tree for other in others):
        return AskMunicipality(place.candidates, trace)
    if isinstance(tree, Branch):
        return AskFacts(tuple(sorted(tree.names())), trace)
    certain = first_true(chains[0], facts, questions)
    if tree == certain or tree.rule is None:
        return Decision(certain, trace)
    return Decision(tree, won_either_way(trace, tree.rule))
