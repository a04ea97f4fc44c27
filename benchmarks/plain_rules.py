"""The plainest reading of rules: every answer is known, and nothing is told."""

from datetime import date

from hilfe_ukraine.domain.facts import Operator
from hilfe_ukraine.domain.rules import Rule

from .germany import CATEGORIES, Country


_ANSWERS = {"stay_days": 45, "dwelling": "flat", "helper": "person"}


def decide_all_plainly(places: list, land: Country, today: date) -> list:
    """Return the bodies for the first municipality of every place and category."""
    return [
        _first(place.candidates[0], category, land, today)
        for category in CATEGORIES
        for place in places
    ]


def _first(key: str, category: str, land: Country, today: date) -> tuple[str, ...]:
    for region in (key, key[:5], key[:2]):
        for rule in land.rules.by_region.get(region, ()):
            if _fits(rule, category, today):
                return rule.bodies
    return land.rules.fallback.bodies


def _fits(rule: Rule, category: str, today: date) -> bool:
    if rule.categories and category not in rule.categories:
        return False
    if rule.valid_from and today < rule.valid_from:
        return False
    if rule.valid_until and today > rule.valid_until:
        return False
    for condition in rule.conditions:
        value = _ANSWERS[condition.fact]
        if condition.operator is Operator.IS:
            if value not in condition.values:
                return False
        elif value < condition.values[0]:
            return False
    return True
