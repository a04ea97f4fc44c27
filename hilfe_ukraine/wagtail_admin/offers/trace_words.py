"""The trace of a decision, told in sentences."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hilfe_ukraine.actions.routing_table import RoutingTable
from hilfe_ukraine.domain.routing import Step, Why
from hilfe_ukraine.models import Category, Region
from hilfe_ukraine.models.fact_words import fact_label


def trace_sentences(
    trace: Iterable[Mapping[str, Any]],
    *,
    labels: Mapping[str, str] | None = None,
    category: Category | None = None,
) -> list[str]:
    """Return one sentence per rule that was looked at, in order.

    ``trace`` is what ``Decision.trace`` holds; ``labels`` maps region keys to names for
    traces that carry only the key. Codes of a later version are shown as they are.
    With the ``category`` of the offer, facts are called as that asks for them, else by
    their keys; load it as for ``fact_label``.
    """
    sentences, is_open = [], False
    for step in trace:
        sentences.append(_sentence(step, labels or {}, category, is_open))
        is_open = is_open or step.get("why") == Why.UNKNOWN_FACT
    return sentences


def told(
    trace: Iterable[Step], table: RoutingTable, category: Category | None = None
) -> list[str]:
    """Return the sentences of a decision that was just made; one statement.

    The texts of the ``category`` come with the routing table.
    """
    steps = [
        {
            "region": step.region,
            "title": table.rule_titles.get(step.rule, ""),
            "why": step.why,
            "facts": step.facts,
        }
        for step in trace
    ]
    regions = Region.objects.filter(key__in={step["region"] for step in steps})
    labels = dict(regions.values_list("key", "label"))
    return trace_sentences(steps, labels=labels, category=category)


def _sentence(
    step: Mapping[str, Any],
    labels: Mapping[str, str],
    category: Category | None,
    is_open: bool,
) -> str:
    words = {"rule": _rule(step, labels), "why": _why(step, category, is_open)}
    return _("%(rule)s: %(why)s") % words


def _rule(step: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    key = step.get("region") or ""
    if not key:
        return _("Fallback body of the page")
    place = step.get("label") or labels.get(key) or key
    title = step.get("title") or ""
    if not title:
        return _("%(place)s, rule without a title") % {"place": place}
    return _("%(place)s, “%(title)s”") % {"place": place, "title": title}


def _why(step: Mapping[str, Any], category: Category | None, is_open: bool) -> str:
    """``is_open`` tells that a rule before this one cannot be judged yet."""
    language = get_language() or ""
    facts = ", ".join(
        fact_label(name, category, language) if category else name
        for name in step.get("facts") or ()
    )
    words = {
        Why.MATCHED: (
            _("would decide if none of the open rules above it fits.")
            if is_open
            else _("this rule fits and decides.")
        ),
        Why.EITHER_WAY: _("this rule decides; every possible answer leads here."),
        Why.OTHER_CATEGORY: _("is for other categories."),
        Why.NOT_YET_VALID: _("is not valid yet."),
        Why.NO_LONGER_VALID: _("is no longer valid."),
        Why.CONDITION: _("does not fit because of: %(facts)s."),
        Why.UNKNOWN_FACT: _("cannot be judged before this is known: %(facts)s."),
        Why.NO_BODY_LEFT: _("fits, but none of its bodies takes offers now."),
    }
    code = str(step.get("why", ""))
    text = words.get(Why(code)) if code in set(Why) else None
    return text % {"facts": facts} if text else code
