"""The portal under test: gunicorn, prefork workers with beat, forwarding loops."""

import json
import os
import signal
import subprocess
import sys
import uuid

from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from celery import Celery

from scripts.services.processes import free_port

from .inside import VARIABLE
from .inside.build import PATH
from .inside.queue import own_queue
from .processes import REPOSITORY, Process
from .sink import Sink
from .waiting import wait_until


SETTINGS = "tests.faults.harness.inside.settings"
APP = "tests.faults.harness.inside.celery_app"
START_SECONDS = 120
#: For tests that wait for a lease or a timeout to end. A lease is shorter here than the
#: check of E009 would have it, so a slow machine makes flagged repeats of its own.
QUICK = {
    "HILFE_UKRAINE_LEASE_SECONDS": 4,
    "HILFE_UKRAINE_SMTP_TIMEOUT_SECONDS": 1,
    "HILFE_UKRAINE_SWEEP_SECONDS": 0.5,
}
#: Beside it, of a process that goes on after a stop: the relay's answer is there then.
PATIENT = {"HILFE_UKRAINE_SMTP_TIMEOUT_SECONDS": 3}


class Portal:
    """Processes over one database, one relay, and perhaps one broker.

    ``orders`` are those of ``inside``: ``settings``, ``traps``, ``clock_shift``, ...;
    each ``start_`` takes more of them for its process alone.
    """

    def __init__(
        self,
        folder: Path,
        *,
        database: str,
        sink: Sink,
        broker: str = "",
        **orders: Any,
    ) -> None:
        self.folder, self.sink = folder, sink
        self.queue = f"hilfe_faults_{uuid.uuid4().hex[:12]}"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.page = self.url + PATH
        self.broker = broker
        self._orders = {
            "folder": str(folder),
            "database": database,
            "smtp_port": sink.port,
            "broker": broker,
            "base_url": self.url,
            "queue": self.queue,
            **orders,
        }
        self.processes: list[Process] = []
        for name in ("children", "traps"):
            (folder / name).mkdir(exist_ok=True)

    def order(self, **settings: Any) -> None:
        """Settings for all processes that are started from now on."""
        self._orders["settings"] = {**self._orders.get("settings", {}), **settings}

    def start_web(self, *, threads: int = 8, **orders: Any) -> Process:
        """Two gunicorn workers that serve the real form."""
        options = ["--workers=2", f"--threads={threads}", "--worker-class=gthread"]
        options += ["--preload", "--access-logfile=-", "--graceful-timeout=2"]
        command = ["gunicorn", *options, f"--bind=127.0.0.1:{self.port}"]
        application = "django.core.wsgi:get_wsgi_application()"
        return self._start("web", [*command, application], orders)

    def start_worker(
        self,
        name: str = "worker",
        *,
        children: int = 2,
        beat: bool = True,
        **orders: Any,
    ) -> Process:
        """A prefork worker; with ``beat`` it sweeps too."""
        options = [f"--concurrency={children}", "--without-gossip", "--without-mingle"]
        options += ["--loglevel=INFO", f"--hostname={name}@%h"]
        if beat:
            options += ["--beat", f"--schedule={self.folder / name}.schedule"]
        return self._start(name, ["celery", "-A", APP, "worker", *options], orders)

    def start_loop(self, name: str = "loop", **orders: Any) -> Process:
        """``hilfe_forward --loop``."""
        return self._start(name, ["django", "hilfe_forward", "--loop"], orders)

    def _start(self, name: str, module: list[str], orders: dict[str, Any]) -> Process:
        command = [sys.executable, "-m", *module]
        log = self.folder / f"{name}.log"
        process = Process(command, log, self._env(orders))
        self.processes.append(process)
        return process

    def _env(self, orders: dict[str, Any]) -> dict[str, str]:
        both = {**self._orders.get("settings", {}), **orders.get("settings", {})}
        ordered = json.dumps({**self._orders, **orders, "settings": both})
        # Gunicorn keeps a socket in the home folder.
        home = {"HOME": str(self.folder)}
        return {VARIABLE: ordered, "DJANGO_SETTINGS_MODULE": SETTINGS, **home}

    def manage(self, *arguments: str) -> str:
        """Run a management command, or ``-c`` some code, and return what it printed."""
        module = ["-c"] if arguments[0] == "-c" else ["-m", "django"]
        rest = arguments[1:] if arguments[0] == "-c" else arguments
        done = subprocess.run(
            [sys.executable, *module, *rest],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), **self._env({})},
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def wait_for_web(self) -> None:
        wait_until(self._web_answers, START_SECONDS, "the portal answers")

    def wait_for_any_answer(self) -> None:
        """The web process answers something, were it an error."""
        wait_until(self._says_anything, START_SECONDS, "the portal says something")

    def _says_anything(self) -> bool:
        try:
            with urlopen(f"{self.url}/nowhere/", timeout=10):
                return True
        except HTTPError:
            return True
        except (OSError, HTTPException):
            return False

    def _web_answers(self) -> bool:
        with (
            suppress(URLError, OSError, HTTPException),
            urlopen(self.page, timeout=10) as answer,
        ):
            return answer.status == 200
        return False

    def children(self) -> list[int]:
        """Living processes of the workers' pools."""
        found = [int(path.name) for path in (self.folder / "children").iterdir()]
        return [pid for pid in found if _lives(pid)]

    def wait_for_children(self, number: int = 1) -> None:
        """The workers are ready to take something."""
        wait_until(
            lambda: len(self.children()) >= number, START_SECONDS, "the workers are up"
        )

    def wait_for_trap(self, name: str) -> None:
        wait_until((self.folder / "traps" / name).exists, START_SECONDS, f"trap {name}")

    def release(self, name: str) -> None:
        """Let the process that waits in this trap go on."""
        (self.folder / "traps" / f"{name}.go").touch()

    def publish(self, task: str, *arguments: Any, times: int = 1, **more: Any) -> None:
        """Put a task into the queue of the workers, as any version might have."""
        queue = own_queue(self.queue, self.broker)
        with Celery(broker=self.broker, task_queues=[queue]) as app:
            app.conf.task_default_queue = self.queue
            with app.producer_pool.acquire(block=True) as producer:
                for _ in range(times):
                    app.send_task(
                        task, args=arguments, kwargs=more, producer=producer, retry=True
                    )

    def end(self) -> None:
        for process in self.processes:
            process.end()


def _lives(pid: int) -> bool:
    """Neither gone nor a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def freeze(pid: int) -> None:
    """SIGSTOP for one child of a worker."""
    os.kill(pid, signal.SIGSTOP)


def kill(pid: int) -> None:
    """SIGKILL for one child of a worker."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
