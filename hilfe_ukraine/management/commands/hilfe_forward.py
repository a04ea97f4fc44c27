"""``hilfe_forward [--loop]``: send what is due, without Celery and without a broker."""

import logging
import signal
import threading

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from hilfe_ukraine.actions.confirm import release_due
from hilfe_ukraine.actions.forward import Summary, forward_due
from hilfe_ukraine.conf import conf


logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Send every message that is due, and let unconfirmed offers go on whose "
        "waiting time is over. With --loop, go on until SIGTERM or Ctrl-C; the "
        "message in hand is finished first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="do not stop")

    def handle(self, *args: Any, loop: bool, **options: Any) -> None:
        self._stop = threading.Event()
        if not loop:
            self._round()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        while not self._stop.is_set():
            self._round_that_survives()
            self._stop.wait(conf.sweep_interval.total_seconds())
        self.stdout.write("Stopped.")

    def _round_that_survives(self) -> None:
        """A restart of the database must not end the loop; the next round reconnects."""
        close_old_connections()
        try:
            self._round()
        except DatabaseError as error:
            logger.error("hilfe_forward: %s, trying again", type(error).__name__)
            connection.close()

    def _round(self) -> None:
        released = release_due(now=timezone.now())
        summary = forward_due(
            now=timezone.now(), limit=conf.sweep_batch, stop=self._stop.is_set
        )
        if released or summary != Summary():
            self.stdout.write(
                f"Delivered: {summary.delivered}, to be tried again: "
                f"{summary.will_retry}, given up: {summary.given_up}, "
                f"offers released: {released}"
            )
            self.stdout.flush()
