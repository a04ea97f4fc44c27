"""``hilfe_health [--json]``: whether all is well, for a monitor or a person."""

import json
import sys

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hilfe_ukraine.actions.sending.health import figures, look


class Command(BaseCommand):
    """Exit code 0: all is well; 1: somebody should look."""

    help = "Say whether messages leave, and how much is stuck. Exit code 1: trouble."
    # A check of the project would hide behind its own error what this is to find.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        health = look()
        found = figures(health)
        self.stdout.write(
            json.dumps(found, indent=2) if options["json"] else _say(found)
        )
        if not health.is_fine:
            sys.exit(1)


def _say(found: dict[str, Any]) -> str:
    """One line per figure; what is empty or zero is left out after the first two."""
    troubles = ", ".join(found.pop("troubles")) or "none"
    lines = [f"status: {found.pop('status')}", f"troubles: {troubles}"]
    for name, value in found.items():
        if value in (0, None, [], {}):
            continue
        words = json.dumps(value) if isinstance(value, list | dict) else value
        lines.append(f"{name}: {words}")
    return "\n".join(lines)
