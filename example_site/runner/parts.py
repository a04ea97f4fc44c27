"""The parts of the demo: how each is started, and how one sees that it works."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.demo_dir import DemoDir, Ports

from . import processes
from .processes import PidFile


EXAMPLE_SITE = Path(__file__).resolve().parents[1]
READY_SECONDS = 90


class DemoError(Exception):
    """Something that keeps the demo from starting; the text says what to do."""


@dataclass(frozen=True)
class Demo:
    """One demo: a folder and four ports."""

    folder: DemoDir
    ports: Ports

    @property
    def url(self) -> str:
        return f"http://localhost:{self.ports.web}"

    @property
    def mailbox_url(self) -> str:
        return f"http://localhost:{self.ports.mailbox}"

    @property
    def neighbour_url(self) -> str:
        return f"http://localhost:{self.ports.neighbour}"

    @property
    def env(self) -> dict[str, str]:
        """The environment of every part and of every management command."""
        own = {
            "HILFE_DEMO_DIR": str(self.folder.path),
            "PORT": str(self.ports.web),
            "DJANGO_SETTINGS_MODULE": "config.settings.demo",
            "PYTHONUNBUFFERED": "1",
        }
        return {**os.environ, **own}

    def pid_file(self, part: str) -> PidFile:
        return PidFile(self.folder.pid_file(part))

    def live_pid(self, part: str) -> int | None:
        return self.pid_file(part).live_pid()


@dataclass(frozen=True)
class Part:
    """One process group. ``works(demo, log)`` looks once; ``log`` is what it wrote."""

    name: str
    arguments: Callable[[Demo], list[str]]
    works: Callable[[Demo, str], bool]
    ports: Callable[[Ports], list[int]]


@dataclass(frozen=True)
class Started:
    """A part that has been started and may not work yet."""

    part: Part
    process: subprocess.Popen
    log: Path
    offset: int

    def wait(self, demo: Demo) -> int:
        """Wait until it works and return its pid.

        Raises:
            DemoError: it died, or does not work after 90 seconds.
        """
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if self.part.works(demo, _written_since(self.log, self.offset)):
                return self.process.pid
            time.sleep(0.1)
        raise DemoError(f"{self.part.name} does not work. Its output: {self.log}")


def start_part(demo: Demo, part: Part) -> Started:
    """Start ``part`` and write its pid file.

    Raises:
        DemoError: a port is taken.
    """
    refuse_taken_ports(part.ports(demo.ports))
    log = demo.folder.log_file(part.name)
    offset = log.stat().st_size if log.exists() else 0
    process = processes.start(
        [sys.executable, "-m", *part.arguments(demo)],
        log=log,
        cwd=EXAMPLE_SITE,
        env=demo.env,
    )
    demo.pid_file(part.name).write(process.pid)
    return Started(part, process, log, offset)


def refuse_taken_ports(numbers: list[int]) -> None:
    """Raises DemoError naming the ports that another program listens on."""
    taken = [str(number) for number in numbers if not _is_free(number)]
    if taken:
        raise DemoError(
            f"Port {', '.join(taken)} is in use. Another demo may be running; or choose"
            " another one, with three free ports after it: make demo PORT=8100"
        )


def _is_free(number: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return False
    return True


def _written_since(log: Path, offset: int) -> str:
    with log.open("rb") as file:
        file.seek(offset)
        return file.read().decode(errors="replace")


def _web_works(demo: Demo, log: str) -> bool:
    address = f"http://127.0.0.1:{demo.ports.web}/"
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _mail_works(demo: Demo, log: str) -> bool:
    return _all_listen(demo.ports.mailbox, demo.ports.smtp)


def _neighbour_works(demo: Demo, log: str) -> bool:
    return _all_listen(demo.ports.neighbour)


def _all_listen(*ports: int) -> bool:
    for port in ports:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
        except OSError:
            return False
    return True


def _celery(*arguments: str) -> list[str]:
    return ["celery", "--app", "config", *arguments, "--loglevel", "INFO"]


# In the order they are started; they are waited for together.
PARTS = [
    Part(
        "mail",
        lambda demo: ["mailcatcher"],
        _mail_works,
        lambda ports: [ports.mailbox, ports.smtp],
    ),
    Part(
        "worker",
        lambda demo: [
            *_celery("worker", "--concurrency", "4"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ],
        lambda demo, log: " ready." in log,
        lambda ports: [],
    ),
    Part(
        "beat",
        # Kept in memory: a schedule file can be left broken by a killed beat.
        lambda demo: _celery("beat", "--scheduler", "celery.beat:Scheduler"),
        lambda demo, log: "beat: Starting" in log,
        lambda ports: [],
    ),
    Part(
        "web",
        lambda demo: [
            *("gunicorn", "--config", "config/gunicorn.py"),
            *("--bind", f"127.0.0.1:{demo.ports.web}"),
        ],
        _web_works,
        lambda ports: [ports.web],
    ),
    Part(
        "neighbour",
        lambda demo: [
            *("http.server", str(demo.ports.neighbour), "--bind", "127.0.0.1"),
            *("--directory", str(demo.folder.neighbour)),
        ],
        _neighbour_works,
        lambda ports: [ports.neighbour],
    ),
]
