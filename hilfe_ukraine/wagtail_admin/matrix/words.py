"""A plan in words: what is added, what goes, what is narrowed, and what stays above."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hilfe_ukraine.actions.routing.category_plan import Plan, RegionPlan
from hilfe_ukraine.domain.rule_change import RuleChange
from hilfe_ukraine.models import Category, Region, RegionRouting
from hilfe_ukraine.wagtail_admin.routing.rule_words import rules_in_words


@dataclass(frozen=True)
class PlanLine:
    """One thing that happens, or is worth knowing; ``kind`` names its look."""

    kind: str
    label: str
    text: str


@dataclass(frozen=True)
class RegionInWords:
    """All that a plan says of one region."""

    region: Region
    routing: RegionRouting | None
    lines: list[PlanLine]
    hindrance: Any


def plan_in_words(
    plan: Plan, categories: Mapping[str, Category]
) -> tuple[list[RegionInWords], list[RegionInWords], list[RegionInWords]]:
    """Return the regions that change, those left out, and those that have it already.

    ``categories`` are all there are, by key and in their order.
    """
    words = [(step, _in_words(step, plan, categories)) for step in plan.regions]
    return (
        [row for step, row in words if step.is_done],
        [row for step, row in words if step.hindrance],
        [row for step, row in words if not step.change and not step.hindrance],
    )


def _in_words(
    step: RegionPlan, plan: Plan, categories: Mapping[str, Category]
) -> RegionInWords:
    lines = [] if step.hindrance else list(_lines(step, plan, categories))
    return RegionInWords(step.region, step.routing, lines, step.hindrance)


def _lines(
    step: RegionPlan, plan: Plan, categories: Mapping[str, Category]
) -> Iterator[PlanLine]:
    def named(keys: Iterable[str]) -> str:
        wanted = set(keys)
        return ", ".join(str(row) for key, row in categories.items() if key in wanted)

    said = _sentences(step)
    for new in step.change.added:
        words = {"what": named(new.categories), "body": plan.wish.body}
        yield PlanLine("new", _("new rule"), _("%(what)s: forward to %(body)s") % words)
    for narrow in step.change.narrowed:
        if not narrow.left:
            yield PlanLine("gone", _("replaced"), said[narrow.uuid])
            continue
        words = {
            "rule": said[narrow.uuid],
            "taken": named(narrow.taken),
            "left": named(narrow.left),
        }
        text = _("%(rule)s. Loses: %(taken)s. Stays for: %(left)s.") % words
        yield PlanLine("less", _("narrowed"), text)
    yield from _notes(step.change, said)
    if step.change.already:
        yield PlanLine("note", _("has it already"), named(step.change.already))


def _notes(change: RuleChange, said: Mapping[str, str]) -> Iterator[PlanLine]:
    for uuid in change.above:
        yield PlanLine("note", _("still decides first"), said[uuid])
    for uuid in change.behind:
        yield PlanLine("note", _("comes after it"), said[uuid])
    for uuid in change.never:
        yield PlanLine("warn", _("no longer reached"), said[uuid])


def _sentences(step: RegionPlan) -> dict[str, str]:
    """Return every rule of the region in words, by its uuid."""
    if step.routing is None:
        return {}
    words = rules_in_words(step.routing)
    return {uuid: rule.with_text for uuid, rule in zip(step.rules, words, strict=True)}
