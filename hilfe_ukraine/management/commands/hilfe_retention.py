"""``hilfe_retention [--dry-run]``: erase all offers whose time is over."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hilfe_ukraine.actions.retention import due, erase_due
from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.domain.errors import JournalError


class Command(BaseCommand):
    help = (
        "Erase the personal data of all offers whose time is over. The worker does "
        "the same in small batches; this does all at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="only count what is due"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = shared_now()
        if not dry_run:
            self._erase_all(now)
        left = _count_due(now)
        self._tell("Due", left)
        if sum(left.values()) and not dry_run:
            raise CommandError("Some offers could not be erased; the log says why.")

    def _erase_all(self, now: datetime) -> None:
        erased: Counter[str] = Counter(dict.fromkeys(conf.retention.limits(now), 0))
        try:
            while any((batch := erase_due(now=now)).values()):
                erased.update(batch)
        except JournalError as error:
            raise CommandError(
                f"The journal of erasures cannot be written. {error}"
            ) from error
        finally:
            self._tell("Erased", erased)

    def _tell(self, word: str, numbers: dict[str, int]) -> None:
        parts = ", ".join(f"{cause} {number}" for cause, number in numbers.items())
        self.stdout.write(f"{word}: {parts}")


def _count_due(now: datetime) -> dict[str, int]:
    return {
        cause.value: sum(rows.count() for rows in due(cause, now))
        for cause in conf.retention.limits(now)
    }
