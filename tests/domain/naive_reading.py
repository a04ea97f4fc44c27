"""The naive reading: every completion of what is not known, for every candidate."""

import itertools

from hilfe_ukraine.domain.facts import Operator
from hilfe_ukraine.domain.routing import Outcome
from tests.domain.generated_rules import DOMAINS
from tests.domain.some_rules import TODAY


def naive_condition(condition, facts, questions):
    if condition.fact not in questions:
        return False
    value = facts[condition.fact]
    if condition.operator is Operator.IS:
        return value in condition.values
    if condition.operator is Operator.IS_NOT:
        return value not in condition.values
    if isinstance(value, str):
        return False
    if condition.operator is Operator.AT_LEAST:
        return value >= condition.values[0]
    return value <= condition.values[0]


def naive_body(key, place, bodies):
    desks = dict(bodies[key].desks)
    regions = sorted(desks, key=len, reverse=True)
    starts = [desks[region] for region in regions if place.startswith(region)]
    for start in [*starts, key]:
        chain, link = [], start
        while link in bodies and link not in chain:
            chain.append(link)
            link = bodies[link].deputy
        for link in chain:
            body = bodies[link]
            paused = body.paused_until is not None and body.paused_until > TODAY
            if body.state in ("confirmed", "unconfirmed") and not paused:
                return link
    return None


def naive_result(place, category, facts, questions, rules):
    """What a person would answer who knows everything; also who said it."""
    regions = [place[:length] for length in (8, 5, 2) if len(place) >= length]
    lines = [line for region in regions for line in rules.by_region.get(region, [])]
    for line in [*lines, rules.fallback]:
        if line is None or (line.categories and category not in line.categories):
            continue
        if (line.valid_from or TODAY) > TODAY or (line.valid_until or TODAY) < TODAY:
            continue
        if not all(naive_condition(c, facts, questions) for c in line.conditions):
            continue
        if line.outcome is not Outcome.FORWARD:
            return (line.outcome, (), line.texts), line
        found = [naive_body(key, place, rules.bodies) for key in line.bodies]
        receivers = tuple(dict.fromkeys(key for key in found if key))
        if receivers:
            return (Outcome.FORWARD, receivers, line.texts), line
    return (Outcome.UNROUTED, (), ()), None


def naive_function(place, category, facts, questions, rules):
    """The result for every completion of the facts that are not known."""
    names = [name for name in sorted(questions) if name not in facts]
    completions = itertools.product(*(DOMAINS[name] for name in names))
    results = {}
    for values in completions:
        completed = {**facts, **dict(zip(names, values, strict=True))}
        results[values] = naive_result(place, category, completed, questions, rules)
    return names, results


def essential_facts(names, results):
    """Facts of which some change, all else equal, changes the result."""
    essential = []
    for index, name in enumerate(names):
        for values, result in results.items():
            changed = (
                (*values[:index], other, *values[index + 1 :])
                for other in DOMAINS[name]
            )
            if any(results[other] != result for other in changed):
                essential.append(name)
                break
    return tuple(essential)
