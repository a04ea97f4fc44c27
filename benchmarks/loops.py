"""Processes of ``hilfe_forward --loop``, as they run on a site."""

import os
import signal
import subprocess
import sys
import threading
import time

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import transaction

from hilfe_ukraine.conf import conf
from hilfe_ukraine.models import Delivery

from . import outbox
from .relay import Relay


_PATIENCE = 600.0


class Loops:
    """Loops that stand still until they are to send; standing still costs nothing."""

    def __init__(self, relay: Relay, processes: list[subprocess.Popen]) -> None:
        self._relay = relay
        self._processes = processes
        self._stopped_at = 0.0
        self._stop()

    def forward(self, count: int) -> float:
        """Send the whole outbox; return the seconds from due to recorded."""
        outbox.hold()
        self._relay.empty()
        self._be_stopped_for_an_interval()
        outbox.release()
        start = time.perf_counter()
        self._signal(signal.SIGCONT)
        self._relay.wait_for(count, _PATIENCE)
        while Delivery.objects.filter(state=Delivery.States.DELIVERED).count() < count:
            time.sleep(0.002)
        seconds = time.perf_counter() - start
        self._stop()
        if Delivery.objects.filter(possible_duplicate=True).exists():
            raise SystemExit("something was sent twice")
        return seconds

    def _be_stopped_for_an_interval(self) -> None:
        """A loop whose interval is over looks at once when it goes on."""
        interval = conf.sweep_interval.total_seconds()
        time.sleep(max(0.0, self._stopped_at + interval - time.monotonic()))

    def _stop(self) -> None:
        # With all rows in our hands: a loop that is stopped in a transaction would keep
        # what we are about to change.
        with transaction.atomic():
            list(Delivery.objects.select_for_update().values_list("pk"))
            self._signal(signal.SIGSTOP)
            for process in self._processes:
                os.waitid(os.P_PID, process.pid, os.WSTOPPED)
        self._stopped_at = time.monotonic()

    def _signal(self, number: signal.Signals) -> None:
        for process in self._processes:
            process.send_signal(number)


@contextmanager
def loops(relay: Relay, *, processes: int, threads: int) -> Iterator[Loops]:
    """Start so many loops; they end with the block."""
    outbox.hold()
    env = {
        **os.environ,
        "HILFE_BENCH_SMTP_PORT": str(relay.port),
        "HILFE_BENCH_THREADS": str(threads),
    }
    command = [sys.executable, "-m", "django", "hilfe_forward", "--loop"]
    started: list[subprocess.Popen] = []
    with ExitStack() as stack:
        for _ in range(processes):
            process = subprocess.Popen(
                command, env=env, stdout=subprocess.PIPE, text=True
            )
            stack.callback(_end, process)
            started.append(process)
        for process in started:
            if process.stdout is None or not process.stdout.readline():
                raise SystemExit("hilfe_forward does not start")
            # What it prints later must go somewhere, or it waits for a reader.
            threading.Thread(target=process.stdout.read, daemon=True).start()
        yield Loops(relay, started)


def _end(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGCONT)
    process.terminate()
    process.wait(120)
