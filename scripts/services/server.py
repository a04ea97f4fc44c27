"""A server of our own: started, and then mistreated as a test wants."""

import os
import signal
import subprocess
import time

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path


START_SECONDS = 60
STOP_SECONDS = 20


@dataclass(frozen=True)
class Plan:
    """How a server is started, where it answers, and how to tell that it does.

    ``afterwards`` clears away what outlives the process.
    """

    command: list[str]
    address: str
    folder: Path
    answers: Callable[[str], bool]
    env: dict[str, str] = field(default_factory=dict)
    afterwards: Callable[[], None] = lambda: None


class Server:
    """One process group; a frozen or killed one is started or thawed again."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.address = plan.address
        self.folder = plan.folder
        self._process: subprocess.Popen | None = None

    def start(self) -> bool:
        """Start it and wait; returns whether it answers."""
        with (self.folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                self.plan.command,
                cwd=self.folder,
                env={**os.environ, **self.plan.env},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self.wait()

    def wait(self, seconds: float = START_SECONDS) -> bool:
        """Wait until it answers; returns whether it does."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self._process.poll() is None:
            if self.plan.answers(self.address):
                return True
            time.sleep(0.1)
        return False

    def kill(self) -> None:
        """SIGKILL for the whole group."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def freeze(self) -> None:
        """SIGSTOP: it keeps its connections and answers nobody."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it in an orderly way, and by force when it takes too long."""
        if self._process is None:
            return
        self.thaw()
        self._signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        self.kill()
        self.plan.afterwards()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)


@contextmanager
def running(plan: Plan | None) -> Iterator[str | None]:
    """Run a server while the block runs; gives its address, or None without one."""
    if plan is None:
        yield None
        return
    server = Server(plan)
    try:
        yield server.address if server.start() else None
    finally:
        server.stop()
