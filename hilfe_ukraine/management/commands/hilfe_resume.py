"""``hilfe_resume``: let messages leave again."""

from typing import Any

from django.core.management.base import BaseCommand

from hilfe_ukraine.actions.sending.stop import resume_sending
from hilfe_ukraine.delivery.clock import shared_now


class Command(BaseCommand):
    help = "Let messages leave again after hilfe_pause, or a stop in the admin."

    def handle(self, *args: Any, **options: Any) -> None:
        news = resume_sending(user=None, now=shared_now())
        self.stdout.write("Sending goes on." if news else "It was not stopped.")
