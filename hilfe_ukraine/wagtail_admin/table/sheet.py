"""What the check sheet shows of a plan, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hilfe_ukraine.actions.routing.publish_set import SetRefused
from hilfe_ukraine.actions.table.problem_words import problem_in_words
from hilfe_ukraine.actions.table.words import changed_columns, row_in_words
from hilfe_ukraine.domain.table.compare import Change, ChangeKind, Plan
from hilfe_ukraine.domain.table.problems import OF_THE_FILE
from hilfe_ukraine.models import Region, ResponsibleBody, RoutingSet


#: A page with more of them helps nobody; the first ones usually explain the others.
_MOST_PROBLEMS = 500


@dataclass(frozen=True)
class ChangeLine:
    """One change: a word for it, the row, and every column that differs."""

    kind: str
    word: str
    row: str
    columns: tuple[tuple[str, str, str], ...]


class CheckSheet:
    """A plan for the template."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @cached_property
    def problems(self) -> list[tuple[str, str]]:
        """Cell and words."""
        shown = self.plan.problems[:_MOST_PROBLEMS]
        return [(problem.where, problem_in_words(problem)) for problem in shown]

    @property
    def is_unreadable(self) -> bool:
        """Whether the file is wrong as a whole, and there are no cells to correct."""
        return any(problem.code in OF_THE_FILE for problem in self.plan.problems)

    @property
    def number_of_problems(self) -> int:
        return len(self.plan.problems)

    @property
    def left_out(self) -> int:
        """How many problems are not shown."""
        return len(self.plan.problems) - len(self.problems)

    @property
    def summary(self) -> list[str]:
        """The counts that are not zero, in words."""
        return counts_in_words(self.plan.counts)

    @cached_property
    def bodies(self) -> list[ChangeLine]:
        return _lines(self.plan.bodies)

    @cached_property
    def regions(self) -> list[dict[str, Any]]:
        keys = [change.region for change in self.plan.regions]
        labels = dict(Region.objects.filter(key__in=keys).values_list("key", "label"))
        return [
            {
                "key": change.region,
                "label": labels.get(change.region, change.region),
                "is_new": change.is_new,
                "is_reordered": change.is_reordered,
                "lines": _lines(change.changes),
            }
            for change in self.plan.regions
        ]


def _lines(changes: Sequence[Change]) -> list[ChangeLine]:
    words = {
        ChangeKind.ADDED: _("is new"),
        ChangeKind.CHANGED: _("is changed"),
        ChangeKind.RETIRED: _("is taken away"),
    }
    return [
        ChangeLine(change.kind.value, words[change.kind], row_in_words(row), columns)
        for change in changes
        if (row := change.after or change.before)
        for columns in [tuple(changed_columns(change))]
    ]


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Return what these regions and bodies are called, by their keys."""
    keys = list(keys)
    regions = Region.objects.filter(key__in=keys).values_list("key", "label")
    bodies = ResponsibleBody.objects.filter(key__in=keys).values_list("key", "name")
    return dict([*regions, *bodies])


def refused_in_words(error: SetRefused) -> list[str]:
    """Return a line for each region or body that stands against a set, and why."""
    names = names_of(error.problems)
    return [
        f"{names.get(key, key)}: {why}" if key else str(why)
        for key, why in error.problems.items()
    ]


def counts_in_words(counts: dict[str, int]) -> list[str]:
    """Return "3 rules taken away" and the like, for what is not zero."""
    words = {
        "bodies_added": lambda n: ngettext("%d new body", "%d new bodies", n),
        "bodies_changed": lambda n: ngettext("%d changed body", "%d changed bodies", n),
        "rules_added": lambda n: ngettext("%d new rule", "%d new rules", n),
        "rules_changed": lambda n: ngettext("%d changed rule", "%d changed rules", n),
        "rules_retired": lambda n: ngettext(
            "%d rule taken away", "%d rules taken away", n
        ),
    }
    return [
        words[name](number) % number
        for name, number in counts.items()
        if name in words and number
    ]


def set_in_words(routing_set: RoutingSet) -> str:
    """Return what a set has changed; its items must be loaded."""
    regions = sum(not item.is_body for item in routing_set.items.all())
    in_regions = ngettext("in %d region", "in %d regions", regions) % regions
    return ", ".join([*counts_in_words(routing_set.counts), in_regions])
