"""Rules in words, as preview and comparison show them. Copes with half a rule."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.models import Category, RegionRouting, RoutingRule, RuleCondition
from hilfe_ukraine.models.fact_words import fact_label, value_label


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
    missing: list[str]

    @property
    def with_text(self) -> str:
        """The sentence, and what the citizen reads in the first language there is."""
        quoted = [_("“%(text)s”") % {"text": text.text} for text in self.texts[:1]]
        return " ".join([self.sentence, *quoted])


#: What all of this looks at; read at once, however many rules there are.
ALL_OF_A_RULE = (
    "rules__conditions",
    "rules__texts__locale",
    "rules__categories__texts__locale",
    "rules__bodies",
)


def rules_with_parts(routing: RegionRouting) -> list[RoutingRule]:
    """Return the rules from the top, those of a draft as they are in the draft."""
    if routing.pk:
        prefetch_related_objects([routing], *ALL_OF_A_RULE)
    return list(routing.rules.all())


def rules_in_words(routing: RegionRouting) -> list[RuleInWords]:
    """Return all rules of the routing, from the top."""
    categories = current_table().categories
    return [
        RuleInWords(
            rule.title,
            f"{_offers(rule, categories)}: {_outcome(rule)}",
            [
                RuleText(text.locale.language_code, text.text)
                for text in rule.texts.all()
            ],
            list(missing_in(rule)),
        )
        for rule in rules_with_parts(routing)
    ]


def lines_of_rule(
    rule: RoutingRule, categories: Mapping[str, Category]
) -> dict[str, str]:
    """Return everything the rule says, line by line, each under a name of its own."""
    lines = {
        "title": rule.title,
        "offers": _offers(rule, categories),
        "outcome": _outcome(rule),
        **{
            f"text {text.locale_id}": f"{text.locale}: {text.text}"
            for text in rule.texts.all()
        },
        "decision": _decision(rule),
        "note": _("Note: %(note)s") % {"note": rule.note} if rule.note else "",
    }
    return {name: line for name, line in lines.items() if line}


def missing_in(rule: RoutingRule) -> Iterator[str]:
    """Yield what the rule still needs before it can be published."""
    if rule.outcome == RoutingRule.Outcomes.FORWARD:
        if not rule.bodies.all():
            yield _("A body is missing.")
    elif not any(text.text.strip() for text in rule.texts.all()):
        yield _("The text is missing.")
    if any(not (row.fact and row.values) for row in rule.conditions.all()):
        yield _("A condition is not complete.")


def _offers(rule: RoutingRule, categories: Mapping[str, Category]) -> str:
    conditions = _conditions(rule, categories)
    return ", ".join(filter(None, [_what(rule), *conditions, _when(rule)]))


def _what(rule: RoutingRule) -> str:
    names = [str(category) for category in rule.categories.all()]
    return ", ".join(names) if names else _("All categories")


def _conditions(rule: RoutingRule, categories: Mapping[str, Category]) -> Iterator[str]:
    for condition in rule.conditions.all():
        category = _category_of(rule, condition.fact, categories)
        language = get_language() or ""
        fact, values = condition.fact, ", ".join(map(str, condition.values))
        if category:
            fact = fact_label(condition.fact, category, language)
            values = ", ".join(
                value_label(condition.fact, value, category, language)
                for value in condition.values
            )
        yield _("if %(fact)s %(comparison)s %(value)s") % {
            "fact": _("“%(fact)s”") % {"fact": fact} if fact else "…",
            "comparison": _comparison(condition),
            "value": values or "…",
        }


def _comparison(condition: RuleCondition) -> str:
    return str(condition.get_operator_display()) or "…"


def _category_of(
    rule: RoutingRule, fact: str, categories: Mapping[str, Category]
) -> Category | None:
    """The category whose words say what the fact is: one of the rule's, if it asks."""
    own = {category.key for category in rule.categories.all()}
    asking = [row for row in categories.values() if fact in row.asked()]
    return next((row for row in asking if row.key in own), next(iter(asking), None))


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
    if rule.outcome == RoutingRule.Outcomes.KEEP:
        return _("keep until needed; the citizen reads:")
    return "…"


def _decision(rule: RoutingRule) -> str:
    day = date_format(rule.decided_on) if rule.decided_on else ""
    parts = [part for part in (rule.decided_by, day, rule.decision_letter) if part]
    return _("Decided by: %(who)s") % {"who": ", ".join(parts)} if parts else ""
