"""``hilfe_forward [--loop]``: send what is due, without Celery and without a broker."""

import signal

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hilfe_ukraine.actions.forward_loop import ForwardLoop
from hilfe_ukraine.actions.housekeeping import keep_house
from hilfe_ukraine.actions.sending.forward import Summary, forward_due
from hilfe_ukraine.actions.sweeping import note_sweep
from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.delivery.turns import waiting_for_turn


class Command(BaseCommand):
    help = (
        "Send every message that may leave now, and do what else is due. With --loop, "
        "go on until SIGTERM or Ctrl-C; the messages in hand are finished first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="do not stop")

    def handle(self, *args: Any, loop: bool, **options: Any) -> None:
        if loop:
            self._go_on()
        else:
            self._all_that_may_leave()

    def _go_on(self) -> None:
        forward_loop = ForwardLoop(threads=conf.forward_threads, tell=self._tell)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: forward_loop.stop())
        self.stdout.write("Forwarding.")
        self.stdout.flush()
        forward_loop.run()
        self.stdout.write("Stopped.")

    def _tell(self, happened: Happened) -> None:
        self.stdout.write(happened.value)
        self.stdout.flush()

    def _all_that_may_leave(self) -> None:
        """What the chores make due is sent as well, as long as any row moves on.

        A receiver gets so much in a minute; what is over it is left to the next run.
        """
        now = shared_now()
        note_sweep(now=now)
        keep_house(now=now)
        errors = 0
        while (summary := self._round()).has_moved:
            errors += summary.errors
            self.stdout.write(
                f"Delivered: {summary.delivered}, to be tried again: "
                f"{summary.will_retry}, given up: {summary.given_up}, held, cancelled "
                f"or overtaken: {summary.otherwise}"
            )
        if waiting := waiting_for_turn(shared_now()):
            self.stdout.write(f"Waiting for the pace of their receivers: {waiting}")
        if errors + summary.errors:
            raise CommandError("Some messages were passed over: the log names them.")

    def _round(self) -> Summary:
        return forward_due(now=shared_now(), limit=conf.sweep_batch, clock=shared_now)
