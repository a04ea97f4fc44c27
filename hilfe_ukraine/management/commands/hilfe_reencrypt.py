"""``hilfe_reencrypt [--check]``: put everything under the first encryption key."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hilfe_ukraine.actions.reencrypt import keys_in_use, reencrypt
from hilfe_ukraine.conf import conf


class Command(BaseCommand):
    help = (
        "Encrypt under the first key what stands under another, so that an old key can "
        "leave the settings. Safe to stop and to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only count, and change nothing"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        counts = keys_in_use()
        self._tell("Values under each key:", counts)
        if not check:
            for place in reencrypt().unopened:
                self.stderr.write(f"Not opened by the key it names: {place}")
            counts = keys_in_use()
            self._tell("Afterwards:", counts)
        first = next(iter(conf.encryption_keys))
        if old := sorted(set(counts) - {first}):
            raise CommandError(f"Still in use: {', '.join(map(repr, old))}.")

    def _tell(self, heading: str, counts: Counter[str]) -> None:
        self.stdout.write(heading)
        ids = [*conf.encryption_keys, *sorted(set(counts) - set(conf.encryption_keys))]
        for key_id in ids:
            missing = (
                "" if key_id in conf.encryption_keys else "  (not in the settings)"
            )
            self.stdout.write(f"  {key_id}: {counts[key_id]}{missing}")
