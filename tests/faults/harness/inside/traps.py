"""Traps at the failpoints: a process dies there, or waits for the test. Each once."""

import os
import signal
import time

from collections.abc import Callable
from pathlib import Path

from hilfe_ukraine.delivery import failpoint

from . import orders


PATIENCE_SECONDS = 60


def lay(traps: dict[str, str]) -> None:
    """``traps`` maps failpoints to ``kill`` or ``wait``."""
    if traps:
        failpoint.on_reach = _spring(traps, Path(orders()["folder"]) / "traps")


def _spring(traps: dict[str, str], folder: Path) -> Callable[[str], None]:
    def on_reach(name: str) -> None:
        kind = traps.get(name)
        if kind is None or not _first(folder / name):
            return
        if kind == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        _wait_for(folder / f"{name}.go")

    return on_reach


def _first(mark: Path) -> bool:
    """Whether nobody was here before, in whatever process."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _wait_for(mark: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not mark.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
