"""One process of the portal, in a group of its own, that a test may mistreat."""

import os
import signal
import subprocess
import threading

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from .waiting import wait_until


REPOSITORY = Path(__file__).resolve().parents[3]


class Process:
    """A command with its log; :meth:`keep` starts it anew when it dies."""

    def __init__(self, command: list[str], log: Path, env: dict[str, str]) -> None:
        self._command, self.log, self._env = command, log, env
        self._kept: threading.Thread | None = None
        self._unwanted = threading.Event()
        self._popen = self._start()

    def _start(self) -> subprocess.Popen:
        with self.log.open("ab") as output:
            return subprocess.Popen(
                self._command,
                cwd=REPOSITORY,
                env={**os.environ, "PYTHONPATH": str(REPOSITORY), **self._env},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def is_alive(self) -> bool:
        return self._popen.poll() is None

    def says(self, words: str) -> bool:
        """Whether its log holds these words."""
        return words.encode() in self.log.read_bytes()

    def keep(self) -> "Process":
        self._kept = threading.Thread(target=self._start_again_and_again, daemon=True)
        self._kept.start()
        return self

    def _start_again_and_again(self) -> None:
        while not self._unwanted.wait(0.2):
            if not self.is_alive:
                self._kill_what_is_left()
                self._popen = self._start()

    def signal(self, number: signal.Signals, *, group: bool = True) -> None:
        """To the whole group, or to the first process of it only."""
        with suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self._popen.pid, number)

    def freeze(self) -> None:
        """SIGSTOP for the whole group; returns when all of it stands still."""
        self.signal(signal.SIGSTOP)
        wait_until(lambda: set(_states(self.pid)) <= set("TZ"), 10, "it stands still")

    def kill(self) -> None:
        """SIGKILL for the process and its children, as a power cut would."""
        self.signal(signal.SIGKILL)
        if self._kept is None:
            self._popen.wait()

    def ended_within(self, seconds: float) -> bool:
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(seconds)
        return not self.is_alive

    def end(self) -> None:
        """For good; an orderly end is a test of its own."""
        self._unwanted.set()
        if self._kept is not None:
            self._kept.join()
        self.signal(signal.SIGCONT)
        self._kill_what_is_left()
        self._popen.wait()

    def _kill_what_is_left(self) -> None:
        self.signal(signal.SIGKILL)


def _states(group: int) -> Iterator[str]:
    """Yield the state of each process of a group, a letter each, as Linux tells it."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            state, _, its_group = path.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group:
                yield state
