"""What a table would change, printed for people."""

from collections.abc import Sequence

from django.core.management.base import OutputWrapper

from hilfe_ukraine.actions.table.problem_words import problem_in_words
from hilfe_ukraine.actions.table.words import changed_columns, row_in_words
from hilfe_ukraine.domain.table.compare import Change, Plan


class TableReport:
    """Prints problems, or changes; with ``verbosity`` 2 each column that differs."""

    def __init__(self, stdout: OutputWrapper, verbosity: int) -> None:
        self._stdout, self._is_chatty = stdout, verbosity > 1

    def print_plan(self, plan: Plan) -> None:
        """Print every problem with its cell, or else everything that changes."""
        for problem in plan.problems:
            self._stdout.write(f"{problem.where}: {problem_in_words(problem)}")
        if plan.problems:
            return
        if not plan:
            self._stdout.write("Nothing to do: the table says what is published.")
        self._changes("Bodies", plan.bodies)
        for region in plan.regions:
            self._changes(f"Region {region.region}", region.changes)
            if region.is_reordered:
                self._stdout.write("  rules in another order")

    def _changes(self, title: str, changes: Sequence[Change]) -> None:
        if changes:
            self._stdout.write(f"{title}:")
        for change in changes:
            row = change.after or change.before
            if row is not None:
                self._stdout.write(f"  {change.kind.value}: {row_in_words(row)}")
            if self._is_chatty:
                for heading, before, after in changed_columns(change):
                    self._stdout.write(f"    {heading}: {before} -> {after}")
