"""``hilfe_pause [--reason WORDS]``: offers are still taken, and nothing leaves."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hilfe_ukraine.actions.sending.stop import stop_sending
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.models import OutboxStatus


class Command(BaseCommand):
    help = "Stop everything that leaves. Offers are still taken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reason", default="", help="shown to administrators; name nobody"
        )

    def handle(self, *args: Any, reason: str, **options: Any) -> None:
        if stop_sending(user=None, reason=reason, now=shared_now()):
            self.stdout.write("Stopped.")
            return
        kept = OutboxStatus.the_one().reason
        words = f" for this reason: {kept}" if kept else ", without a reason"
        self.stdout.write(f"It was stopped already{words}. Nothing was changed.")
