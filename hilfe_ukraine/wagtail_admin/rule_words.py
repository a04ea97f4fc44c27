"""Rules in words, as the preview of a routing shows them. Copes with half a rule."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hilfe_ukraine.models import RegionRouting, RoutingRule


@dataclass(frozen=True)
class RuleText:
    """What the citizen reads, in one language."""

    language: str
    text: str


@dataclass(frozen=True)
class RuleInWords:
    """``missing`` says what the rule still needs before it can be published."""

    title: str
    sentence: str
    texts: list[RuleText]
    missing: str


def rules_in_words(routing: RegionRouting) -> list[RuleInWords]:
    """Return all rules of the routing, from the top."""
    return [_in_words(rule) for rule in routing.rules.all()]


def _in_words(rule: RoutingRule) -> RuleInWords:
    texts = [
        RuleText(text.locale.language_code, text.text) for text in rule.texts.all()
    ]
    sentence = ", ".join(filter(None, [_what(rule), *_conditions(rule), _when(rule)]))
    return RuleInWords(
        rule.title, f"{sentence}: {_outcome(rule)}", texts, _missing(rule, texts)
    )


def _what(rule: RoutingRule) -> str:
    names = [str(category) for category in rule.categories.all()]
    return ", ".join(names) if names else _("All categories")


def _conditions(rule: RoutingRule) -> list[str]:
    return [
        _("if %(fact)s %(comparison)s %(value)s")
        % {
            "fact": condition.fact or "…",
            "comparison": condition.get_operator_display(),
            "value": condition.value or "…",
        }
        for condition in rule.conditions.all()
    ]


def _when(rule: RoutingRule) -> str:
    parts = []
    if rule.valid_from:
        parts.append(_("from %(day)s") % {"day": date_format(rule.valid_from)})
    if rule.valid_until:
        parts.append(_("until %(day)s") % {"day": date_format(rule.valid_until)})
    return " ".join(parts)


def _outcome(rule: RoutingRule) -> str:
    if rule.outcome == RoutingRule.Outcomes.FORWARD:
        names = [body.name for body in rule.bodies.all()]
        return _("forward to %(bodies)s") % {"bodies": ", ".join(names) or "…"}
    if rule.outcome == RoutingRule.Outcomes.REDIRECT:
        return _("redirect; nothing is stored, the citizen reads:")
    return _("keep until needed; the citizen reads:")


def _missing(rule: RoutingRule, texts: list[Any]) -> str:
    if rule.outcome == RoutingRule.Outcomes.FORWARD:
        return "" if rule.bodies.all() else _("A body is missing.")
    has_text = any(text.text.strip() for text in texts)
    return "" if has_text else _("The text is missing.")
