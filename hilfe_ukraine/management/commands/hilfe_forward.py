"""``hilfe_forward [--loop]``: send what is due, without Celery and without a broker."""

import logging
import signal
import threading

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connection
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
            self._all_that_is_due()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        while not self._stop.is_set():
            self._round_that_survives()
            self._stop.wait(conf.sweep_interval.total_seconds())
        self.stdout.write("Stopped.")

    def _all_that_is_due(self) -> None:
        # Each try moves its row on, so the rounds come to an end.
        while self._round() != Summary():
            pass

    def _round_that_survives(self) -> None:
        """A restart of the database, or one bad offer, must not end the loop."""
        close_old_connections()
        try:
            self._round()
        except Exception as error:  # noqa: BLE001 - whatever it is, others are waiting
            # Not the text: a database error repeats values, and those name people.
            logger.error("hilfe_forward: %s, going on", type(error).__name__)
            connection.close()

    def _round(self) -> Summary:
        """Send first: an offer that cannot be released must not hold messages up."""
        summary = forward_due(
            now=timezone.now(), limit=conf.sweep_batch, stop=self._stop.is_set
        )
        self._print(summary, release_due(now=timezone.now()))
        return summary

    def _print(self, summary: Summary, released: int) -> None:
        if released or summary != Summary():
            self.stdout.write(
                f"Delivered: {summary.delivered}, to be tried again: "
                f"{summary.will_retry}, given up: {summary.given_up}, "
                f"offers released: {released}"
            )
            self.stdout.flush()
