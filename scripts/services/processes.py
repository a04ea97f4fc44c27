"""Starting a server for the tests and seeing it stop again."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


START_SECONDS = 60
STOP_SECONDS = 20


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def binary(name: str, *folders: str) -> str | None:
    """The newest ``name`` in ``folders`` (patterns), else the one on the path."""
    for folder in folders:
        found = sorted(Path("/").glob(f"{folder.lstrip('/')}/{name}"))
        if found:
            return str(found[-1])
    return shutil.which(name)


def as_other_user(command: list[str], folder: Path) -> list[str]:
    """``command`` as it must be called when we are root and it refuses to run so.

    The folder is handed to that user.
    """
    if os.geteuid() != 0:
        return command
    user = next(name for name in ("postgres", "nobody") if _exists(name))
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, user)
    folder.parent.chmod(0o755)
    return ["runuser", "-u", user, "--", *command]


@contextmanager
def running(
    command: list[str],
    answers: Callable[[], bool],
    folder: Path,
    env: dict[str, str] | None = None,
) -> Iterator[bool]:
    """Run ``command`` while the block runs; gives False if it never answers."""
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield _wait(process, answers)
        finally:
            _stop(process)


def _wait(process: subprocess.Popen, answers: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if answers():
            return True
        time.sleep(0.2)
    return False


def _stop(process: subprocess.Popen) -> None:
    _signal_group(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def _signal_group(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, number)


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
