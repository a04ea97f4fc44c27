"""Faults at random, one after the other, for as long as one likes."""

import random
import signal
import tempfile
import threading
import time

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from .case import Case
from .crowd import pause
from .portal import QUICK, kill
from .processes import Process
from .servers import Servers
from .table import Line, render
from .waiting import TooLong


CITIZENS = 3
CALM_SECONDS = (1.0, 6.0)
_PATIENCE = 300.0


class Soak:
    """Citizens that never stop, and somebody who breaks what they need."""

    def __init__(self, case: Case, seed: str) -> None:
        self._case, self._chance = case, random.Random(seed)
        self._over = threading.Event()
        self._blows: Counter[str] = Counter()
        self._complaints: list[str] = []
        self._processes: dict[str, Process] = {}

    def run(self, minutes: float) -> list[str]:
        """Returns what does not hold; the line of the case has the figures."""
        self._start()
        citizens = [
            threading.Thread(target=self._offer_and_offer) for _ in range(CITIZENS)
        ]
        for citizen in citizens:
            citizen.start()
        end = time.monotonic() + 60 * minutes
        while time.monotonic() < end:
            pause(self._chance.uniform(*CALM_SECONDS))
            self._strike()
        self._over.set()
        for citizen in citizens:
            citizen.join()
        return self._complaints + self._verdict()

    def _start(self) -> None:
        case = self._case
        case.portal.order(**QUICK)
        case.sink.behave({"mode": "slow", "seconds": 0.05})
        self._processes = {
            "web": case.portal.start_web().keep(),
            "worker": case.portal.start_worker(children=3).keep(),
            "loop": case.portal.start_loop().keep(),
        }
        case.portal.wait_for_web()
        case.portal.wait_for_children()

    def _offer_and_offer(self) -> None:
        citizens = self._case.citizens
        number = 0
        while not self._over.is_set():
            number += 1
            try:
                offer = citizens.open_form(f"c{number % 6}", seconds=_PATIENCE)
                citizens.send_until_accepted(offer, _PATIENCE)
                citizens.read_reference(offer)
            except (TooLong, AssertionError) as error:
                self._complaints.append(f"a citizen gave up: {error}")
            self._over.wait(0.2)

    def _strike(self) -> None:
        blow = self._chance.choice(self._blow_list())
        self._blows[blow.__name__.strip("_")] += 1
        blow()

    def _blow_list(self) -> list[Callable[[], None]]:
        server = [] if self._case.stored.is_sqlite else [self._restart_database]
        return [
            *server,
            self._kill_child,
            self._kill_web,
            self._kill_worker,
            self._kill_loop,
            self._stop_loop_for_longer_than_a_lease,
            self._kill_broker,
            self._freeze_broker,
            self._kill_relay,
            self._spoil_relay,
        ]

    def _kill_child(self) -> None:
        if children := self._case.portal.children():
            kill(self._chance.choice(children))

    def _kill_web(self) -> None:
        self._processes["web"].kill()

    def _kill_worker(self) -> None:
        self._processes["worker"].kill()

    def _kill_loop(self) -> None:
        self._processes["loop"].kill()

    def _stop_loop_for_longer_than_a_lease(self) -> None:
        self._processes["loop"].signal(signal.SIGSTOP)
        pause(6)
        self._processes["loop"].signal(signal.SIGCONT)

    def _kill_broker(self) -> None:
        self._case.broker.kill()
        pause(self._chance.uniform(0, 3))
        self._case.broker.restart()

    def _freeze_broker(self) -> None:
        self._case.broker.freeze()
        pause(self._chance.uniform(1, 5))
        self._case.broker.thaw()

    def _restart_database(self) -> None:
        self._case.database.restart_at_once()

    def _kill_relay(self) -> None:
        self._case.sink.stop()
        pause(self._chance.uniform(0, 3))
        self._case.sink.start()

    def _spoil_relay(self) -> None:
        mode = self._chance.choice(["drop", "hang", "451", "452", "hang_at_quit"])
        self._case.sink.behave({"mode": mode, "times": 1})
        pause(3)
        self._case.sink.behave({"mode": "slow", "seconds": 0.05})

    def _verdict(self) -> list[str]:
        blows = ", ".join(f"{name} {count}" for name, count in self._blows.items())
        try:
            self._case.settle()
            self._case.judge(remark=blows)
        except AssertionError as error:
            self._case.line.passed = False
            return [str(error)]
        return []


def run_soak(minutes: float, seed: str, on: str) -> tuple[list[str], list[str]]:
    """Return the table, and everything that does not hold.

    ``on`` names database and broker: ``"postgres+rabbitmq"``, ``"sqlite+redis"``.
    """
    servers = Servers()
    with tempfile.TemporaryDirectory(prefix="hilfe-soak-") as folder:
        try:
            database, broker = (getattr(servers, name) for name in on.split("+"))
            line = Line("F0", "soak", database.name, broker.name)
            case = Case(Path(folder), database=database, broker=broker, line=line)
            try:
                problems = Soak(case, seed).run(minutes)
            finally:
                case.end()
        finally:
            servers.stop()
    return render([line]), problems
