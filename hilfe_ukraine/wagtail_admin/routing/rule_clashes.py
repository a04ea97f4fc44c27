"""Rules of one form that say different things about the same offers."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hilfe_ukraine.domain.facts import Condition, Operator
from hilfe_ukraine.domain.rule_checks import Flaw, check_rules
from hilfe_ukraine.domain.rules import Outcome, Rule
from hilfe_ukraine.models import RuleCondition


def clashes(forms: Sequence[Any]) -> Iterator[tuple[Any, str]]:
    """Yield each valid rule form that is only for what one above it takes, and why."""
    rules = [_rule(form) for form in forms]
    # Without categories and bodies: only what the rules are for is compared here.
    found = check_rules(rules, questions={}, bodies={}, as_of=date.min)
    for finding in found:
        if finding.flaw is Flaw.SAME_OFFERS:
            yield forms[finding.position], same_offers(finding.others[0])


def same_offers(above: int) -> str:
    """Say that the rule at position ``above`` is for the same offers."""
    return _(
        "Rule %(number)s above is for the same offers on the same days, so this one "
        "would never be followed. Delete one, or change conditions or validity. If "
        "somebody is to stand in for a body, name a deputy there."
    ) % {"number": above + 1}


def _rule(form: Any) -> Rule:
    data = form.cleaned_data
    conditions = tuple(
        Condition(
            row.get("fact", ""),
            Operator(row["operator"]),
            RuleCondition(value=row.get("value", "")).values,
        )
        for row in form.rows("conditions")
        if row.get("operator")
    )
    return Rule(
        uuid="",
        region="",
        outcome=Outcome(data["outcome"]),
        categories=frozenset(category.key for category in data["categories"]),
        conditions=conditions,
        valid_from=data.get("valid_from"),
        valid_until=data.get("valid_until"),
    )
