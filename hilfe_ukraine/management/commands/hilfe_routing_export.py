"""``hilfe_routing_export FILE``: write bodies, rules and texts into a table."""

from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from hilfe_ukraine.actions.table.exporting import FORMS, export_table, export_template


class Command(BaseCommand):
    help = (
        "Write what is published into a table: bodies, rules and texts, as an Excel "
        "file (.xlsx) or as three CSV files in a .zip. Importing the same file "
        "changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="ends with .xlsx or .zip")
        parser.add_argument(
            "--language",
            choices=["de", "en"],
            default="de",
            help="of headings and words; both are read back (default: de)",
        )
        parser.add_argument(
            "--template",
            action="store_true",
            help="write an empty table with a few examples instead",
        )

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        path = Path(file)
        form = path.suffix.lower().removeprefix(".")
        if form not in FORMS:
            raise CommandError(f"{path.name}: the name must end with .xlsx or .zip.")
        write = export_template if options["template"] else export_table
        # All of it before the file is touched: one of before is not lost on an error.
        target = BytesIO()
        with translation.override(options["language"]):
            write(target, form=form, language=options["language"])
        try:
            path.write_bytes(target.getvalue())
        except OSError as error:
            raise CommandError(
                f"{path} cannot be written: {error.strerror}."
            ) from error
        self.stdout.write(f"Written: {path}")
