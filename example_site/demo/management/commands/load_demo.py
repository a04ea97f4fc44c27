"""``load_demo``: fills the demo's database, as often as you like."""

from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from demo.steps import STEPS


class Command(BaseCommand):
    help = "Creates what the demo shows; changes nothing that is there already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        # In one process with the loading, since starting Django takes the most time.
        parser.add_argument("--migrate", action="store_true", help="migrate first")

    def handle(self, *args, **options) -> None:
        if options["migrate"]:
            call_command("migrate", verbosity=0, interactive=False)
        for title, load in STEPS:
            with transaction.atomic():
                load()
            if options["verbosity"] > 1:
                self.stdout.write(f"Loaded: {title}")
