"""``hilfe_pause [--reason WORDS]``: offers are still taken, and nothing leaves."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from hilfe_ukraine.actions.stop import stop_sending


class Command(BaseCommand):
    help = "Stop everything that leaves. Offers are still taken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reason", default="", help="shown to administrators; name nobody"
        )

    def handle(self, *args: Any, reason: str, **options: Any) -> None:
        news = stop_sending(user=None, reason=reason, now=timezone.now())
        self.stdout.write("Stopped." if news else "It was stopped already.")
