"""``hilfe_import_regions``: load the regions and postcodes of one or more states."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.regions.import_regions import (
    SHIPPED,
    import_regions,
    merge_registers,
    read_shipped,
)
from hilfe_ukraine.actions.regions.register_files import read_files, shipped_succession
from hilfe_ukraine.actions.regions.retired_regions import regions_still_used
from hilfe_ukraine.domain.errors import RegisterError, SuspiciousRegister
from hilfe_ukraine.domain.registers.formats import FORMATS
from hilfe_ukraine.domain.registers.keys import STATES
from hilfe_ukraine.domain.registers.merge import Merged
from hilfe_ukraine.domain.registers.succession import Succession
from hilfe_ukraine.management.import_report import ImportReport
from hilfe_ukraine.management.progress import Progress


class Command(BaseCommand):
    help = (
        "Load regions and postcodes: a register that ships with the app, or files as "
        "they are published (GV100AD, GeoNames, OpenPLZ, zuordnung_plz_ort.csv; also "
        ".gz and .zip). Safe to repeat: what is already right stays, regions that no "
        "longer exist are retired."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "sources",
            nargs="+",
            metavar="REGISTER",
            help=f"files, or a register that ships with the app: {', '.join(SHIPPED)}",
        )
        parser.add_argument(
            "--format",
            choices=list(FORMATS),
            default="",
            help="format of all files; recognised by their first line if left out",
        )
        parser.add_argument(
            "--state",
            action="append",
            choices=list(STATES),
            default=[],
            help="official key of the only state to load (14); may be repeated",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what would change"
        )
        parser.add_argument(
            "--accept-losses",
            action="store_true",
            help="import even if many regions or postcodes vanish",
        )

    def handle(self, *args: Any, sources: list[str], **options: Any) -> None:
        try:
            merged = self._merged(sources, options)
            found = import_regions(
                region_set=merged.region_set,
                succession=merged.succession,
                today=local_date(timezone.now()),
                dry_run=options["dry_run"],
                accept_losses=options["accept_losses"],
            )
        except SuspiciousRegister as error:
            raise CommandError(
                f"Nothing was imported. {error} If all is right, use --accept-losses."
            ) from error
        except (RegisterError, OSError) as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        report = ImportReport(self.stdout, options["verbosity"])
        report.print_changes(found, dry_run=options["dry_run"])
        report.print_open(merged, regions_still_used(found.retired))

    def _merged(self, sources: list[str], options: dict[str, Any]) -> Merged:
        if set(sources).isdisjoint(SHIPPED):
            return self._from_files([Path(source) for source in sources], options)
        if len(sources) > 1 or options["format"] or options["state"]:
            raise CommandError(
                f"{', '.join(SHIPPED)} ships with the app and is loaded on its own, "
                "without other files and options."
            )
        region_set = read_shipped(sources[0])
        return Merged(region_set, Succession(shipped_succession()))

    def _from_files(self, paths: Sequence[Path], options: dict[str, Any]) -> Merged:
        missing = [str(path) for path in paths if not path.is_file()]
        if missing:
            raise CommandError(
                f"There is no register called {missing[0]!r}, and no such file. "
                f"These ship with the app: {', '.join(SHIPPED)}."
            )
        size = sum(path.stat().st_size for path in paths)
        with Progress(size) as progress:
            records = read_files(
                paths, form=options["format"], progress=progress.advance
            )
            return merge_registers(records, states=options["state"])
