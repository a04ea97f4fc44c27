"""``hilfe_coverage``: who is there for what, everywhere, and where nobody is."""

import json
import sys

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone, translation

from hilfe_ukraine.management.coverage_report import build_report, report_in_words
from hilfe_ukraine.offer_page.coverage import coverage_now


class Command(BaseCommand):
    help = (
        "Say for every region and every category of the published help offer pages who "
        "gets the offers. Writes nothing. Exit code 1: some offers would find nobody."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        coverage = coverage_now(timezone.now())
        # Like the other commands: what is not somebody's own text is English.
        with translation.override("en"):
            if options["json"]:
                report = build_report(coverage)
                self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            else:
                for line in report_in_words(coverage):
                    self.stdout.write(line)
        if coverage.number_of_gaps:
            sys.exit(1)
