"""What is odd about published rules and words, although nobody falls through."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hilfe_ukraine.actions.routing_table import RoutingTable
from hilfe_ukraine.domain.coverage import Kind
from hilfe_ukraine.domain.rule_checks import Flaw, check_rules
from hilfe_ukraine.domain.rules import Outcome, Rule
from hilfe_ukraine.models import Category


class Odd(StrEnum):
    """What is odd about a rule, or about a category."""

    OVER = "over"
    IMPOSSIBLE = "impossible"
    COVERED = "covered"
    RULE_TEXT = "rule_text"
    CATEGORY_TEXT = "category_text"
    QUESTION_TEXT = "question_text"


#: Flaws of rules that no offer can reach; the others are a matter for the form.
_NEVER = {
    Flaw.ENDS_BEFORE_START: Odd.IMPOSSIBLE,
    Flaw.OVER: Odd.OVER,
    Flaw.IMPOSSIBLE: Odd.IMPOSSIBLE,
    Flaw.COVERED: Odd.COVERED,
    Flaw.SAME_OFFERS: Odd.COVERED,
}


@dataclass(frozen=True)
class Remark:
    """One thing to put right: at a rule of ``region``, or at a category.

    ``rule`` is the uuid of the rule, ``question`` the key of a category's question,
    ``languages`` those in which a text is missing.
    """

    odd: Odd
    region: str = ""
    rule: str = ""
    category: str = ""
    question: str = ""
    languages: tuple[str, ...] = ()


def remarks_on(
    table: RoutingTable,
    kinds: Collection[Kind],
    languages: Collection[str],
    today: date,
) -> Iterator[Remark]:
    """Yield all remarks; ``languages`` are those of the live pages. No statements."""
    asked = {key: category.asked() for key, category in table.categories.items()}
    for region, rules in sorted(table.by_region.items()):
        flaws = check_rules(rules, questions=asked, bodies=table.bodies, as_of=today)
        for found in flaws:
            if found.flaw in _NEVER:
                yield Remark(_NEVER[found.flaw], region, rules[found.position].uuid)
        for rule in rules:
            missing = _missing(languages, (code for code, _ in rule.texts))
            if missing and _needs_text(rule, today):
                yield Remark(Odd.RULE_TEXT, region, rule.uuid, languages=missing)
    for kind in kinds:
        yield from _untranslated(table.categories[kind.category], languages)


def _untranslated(category: Category, languages: Collection[str]) -> Iterator[Remark]:
    texts = category.texts.all()
    missing = _missing(languages, (text.locale.language_code for text in texts))
    if missing:
        yield Remark(Odd.CATEGORY_TEXT, category=category.key, languages=missing)
    for question in category.questions.all():
        found = (text.locale.language_code for text in question.texts.all())
        missing = _missing(languages, found)
        if missing:
            yield Remark(
                Odd.QUESTION_TEXT,
                category=category.key,
                question=question.key,
                languages=missing,
            )


def _needs_text(rule: Rule, today: date) -> bool:
    """Whether a citizen may still read the text; forwarding needs none."""
    over = rule.valid_until is not None and rule.valid_until < today
    return rule.outcome is not Outcome.FORWARD and not over


def _missing(wanted: Collection[str], found: Iterable[str]) -> tuple[str, ...]:
    there = set(found)
    return tuple(code for code in wanted if code not in there)
