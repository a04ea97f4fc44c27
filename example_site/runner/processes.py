"""Processes of the demo: started in groups, known by pid file, stopped as groups.

A pid alone does not say which process it is, since the system uses numbers again. So
the time a process was started is written beside its pid file and compared.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time

from dataclasses import dataclass
from pathlib import Path


# A worker may finish what it is sending; what takes longer comes back by its lease.
STOP_SECONDS = 8


@dataclass(frozen=True)
class PidFile:
    """``<part>.pid`` and, beside it, ``<part>.started``."""

    path: Path

    @property
    def _started_path(self) -> Path:
        return self.path.with_suffix(".started")

    def write(self, pid: int) -> None:
        self._started_path.write_text(started_at(pid) or "")
        draft = self.path.with_suffix(".new")
        draft.write_text(f"{pid}\n")
        draft.replace(self.path)

    def live_pid(self) -> int | None:
        """The pid if that very process is running; a stale file gives nothing."""
        try:
            pid = int(self.path.read_text())
            started = self._started_path.read_text()
        except (OSError, ValueError):
            return None
        return pid if started and started_at(pid) == started else None

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        self._started_path.unlink(missing_ok=True)


def started_at(pid: int) -> str | None:
    """A text that is the same for one process all its life; nothing once it is dead."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in "ZX" else fields[19]
    return _started_at_by_ps(pid)


def _started_at_by_ps(pid: int) -> str | None:
    """For systems without ``/proc``."""
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    state, _, started = answer.stdout.strip().partition(" ")
    return started if started and not state.startswith("Z") else None


def start(
    command: list[str], *, log: Path, cwd: Path, env: dict[str, str]
) -> subprocess.Popen:
    """Start a process as leader of its own group, its output added to ``log``.

    Its own session keeps the terminal's Ctrl-C away from it: parts are stopped one
    after the other, not all at once in the middle of what they do.
    """
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - only our own commands
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def stop(pids: list[int]) -> None:
    """Ask the leaders to stop, wait, then end what is left of their groups."""
    for pid in pids:
        _signal(os.kill, pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and any(map(_runs, pids)):
        time.sleep(0.1)
    for pid in pids:
        end_group(pid)


def end_group(pid: int) -> None:
    """End every process of the group at once; no error if there is none."""
    _signal(os.killpg, pid, signal.SIGKILL)


def _runs(pid: int) -> bool:
    # Our own dead children stay in the process table until somebody asks for them.
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    return started_at(pid) is not None


def _signal(send, pid: int, number: signal.Signals) -> None:
    try:
        send(pid, number)
    except ProcessLookupError:
        pass
    except PermissionError:
        print(f"Process {pid} belongs to somebody else and was left.", file=sys.stderr)
