"""``hilfe_routing_import FILE``: check a table, then publish it as one set."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from hilfe_ukraine.actions.routing.publish_set import SetRefused
from hilfe_ukraine.actions.table.importing import apply_table, check_table, fingerprint
from hilfe_ukraine.actions.table.limits import LARGEST_FILE
from hilfe_ukraine.domain.table.compare import Plan
from hilfe_ukraine.domain.table.known import EVERYTHING
from hilfe_ukraine.management.table_report import TableReport


class Command(BaseCommand):
    help = (
        "Check a table of bodies, rules and texts (.xlsx, or CSV files in a .zip), say "
        "what it changes, and publish that as one set. Nothing is written if there is "
        "any problem. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would change"
        )

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        path = Path(file)
        content = _read(path)
        # Like the other commands: what is not somebody's own text is English.
        with translation.override("en"):
            plan = check_table(
                content=content, name=path.name, rights=EVERYTHING, user=None
            )
            TableReport(self.stdout, options["verbosity"]).print_plan(plan)
            if plan.problems:
                number = len(plan.problems)
                raise CommandError(f"Nothing was written. Problems: {number}.")
            if options["dry_run"]:
                self.stdout.write("Dry run: nothing was written.")
            elif plan:
                self._apply(content, path.name, plan)

    def _apply(self, content: bytes, name: str, plan: Plan) -> None:
        try:
            routing_set = apply_table(
                content=content,
                name=name,
                rights=EVERYTHING,
                user=None,
                now=timezone.now(),
                expected=fingerprint(plan),
            )
        except SetRefused as error:
            raise CommandError(f"Nothing was written. {error}") from error
        self.stdout.write(f"Published as one set: {routing_set.uuid}")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # One byte more than is possible, to tell that it is too much.
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
