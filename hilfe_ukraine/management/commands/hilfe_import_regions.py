"""``hilfe_import_regions saxony``: load the regions and postcodes of a state."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hilfe_ukraine.actions.import_regions import (
    SHIPPED,
    ImportReport,
    import_regions,
    read_shipped,
)
from hilfe_ukraine.domain.errors import RegisterError


# A first import adds hundreds; nobody reads their keys.
_NAMED = 20


class Command(BaseCommand):
    help = (
        "Load the regions and postcodes of a state. Safe to repeat: what is already "
        "right stays, regions that no longer exist are retired."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "register", help=f"register that ships with the app: {', '.join(SHIPPED)}"
        )

    def handle(self, *args: Any, register: str, **options: Any) -> None:
        if register not in SHIPPED:
            raise CommandError(
                f"There is no register called {register!r}. "
                f"These ship with the app: {', '.join(SHIPPED)}."
            )
        try:
            region_set = read_shipped(register)
        except (RegisterError, OSError) as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        self._print(import_regions(region_set=region_set, today=timezone.localdate()))

    def _print(self, report: ImportReport) -> None:
        if report.is_empty:
            self.stdout.write("Nothing to do: the register is up to date.")
            return
        for word in ("added", "changed", "retired"):
            keys: tuple[str, ...] = getattr(report, word)
            named = f": {', '.join(keys)}" if 0 < len(keys) <= _NAMED else ""
            self.stdout.write(f"Regions {word}: {len(keys)}{named}")
        self.stdout.write(f"Postcode areas added: {report.areas_added}")
        self.stdout.write(f"Postcode areas deleted: {report.areas_deleted}")
