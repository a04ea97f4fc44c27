"""How a decision came about: every rule that was looked at, and what it said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .facts import Facts, Questions
from .rules import Considered, Rule, Why


@dataclass(frozen=True)
class Step:
    """One rule that was looked at; ``facts`` are the facts that spoke."""

    region: str
    rule: str
    matched: bool | None
    why: Why
    facts: tuple[str, ...] = ()


def trace_of(
    considered: Iterable[Considered], facts: Facts, questions: Questions
) -> Iterator[Step]:
    """Tell the way from the most specific rule to the first that matched."""
    for each in considered:
        step = _step(each, facts, questions)
        yield step
        if step.matched:
            return


def won_either_way(trace: tuple[Step, ...], winner: Rule) -> tuple[Step, ...]:
    """Cut the trace at a rule that wins although it is not known to be true."""
    at = [step.rule for step in trace].index(winner.uuid)
    return (*trace[:at], replace(trace[at], matched=True, why=Why.EITHER_WAY))


def _step(each: Considered, facts: Facts, questions: Questions) -> Step:
    rule = each.rule
    if each.aside:
        return Step(rule.region, rule.uuid, False, each.aside)
    holds = rule.holds(facts, questions)
    speaking = rule.facts_that_are(holds, facts, questions)
    return Step(rule.region, rule.uuid, holds, _WHY[holds], speaking)


_WHY = {True: Why.MATCHED, False: Why.CONDITION, None: Why.UNKNOWN_FACT}
