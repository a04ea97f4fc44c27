"""How a decision came about: every rule that was looked at, and what it said."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from .bodies import Bodies
from .facts import Facts, Questions
from .rules import Rule, Rules, Why, in_order, set_aside, verdict_of


@dataclass(frozen=True)
class Step:
    """One rule that was looked at; ``facts`` are the facts that spoke."""

    region: str
    rule: str
    matched: bool | None
    why: Why
    facts: tuple[str, ...] = ()


def trace_of(
    key: str,
    category: str,
    facts: Facts,
    questions: Questions,
    rules: Rules,
    today: date,
) -> Iterator[Step]:
    """Tell the way from the most specific rule to the first that matched."""
    for rule in in_order(key, rules):
        step = _step(rule, key, category, facts, questions, rules.bodies, today)
        yield step
        if step.matched:
            return


def won_either_way(trace: tuple[Step, ...], winner: Rule) -> tuple[Step, ...]:
    """Cut the trace at a rule that wins although it is not known to be true."""
    at = [step.rule for step in trace].index(winner.uuid)
    return (*trace[:at], replace(trace[at], matched=True, why=Why.EITHER_WAY))


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

    aside = set_aside(rule, category, today)
    if aside:
        return said(False, aside)
    if verdict_of(rule, key, bodies, today) is None:
        return said(False, Why.NO_BODY_LEFT)
    holds = rule.holds(facts, questions)
    speaking = rule.facts_that_are(holds, facts, questions)
    if holds is None:
        return said(None, Why.UNKNOWN_FACT, speaking)
    if holds:
        return said(True, Why.MATCHED, speaking)
    return said(False, Why.CONDITION, speaking)
