"""SIGKILL in mid-delivery: the mail goes out after the lease, marked as a repeat."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.smtp_sink import smtp_sink


pytestmark = pytest.mark.faults

REPOSITORY = Path(__file__).resolve().parents[2]
_MAKE_ONE = """
import django, json
django.setup()
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", run_syncdb=True, verbosity=0)
from tests.factories import make_delivery
now = timezone.now()
row = make_delivery(created_at=now, first_due_at=now, next_attempt_at=now)
print(json.dumps([row.message_id, row.offer.reference]))
"""


@pytest.fixture
def sink():
    with smtp_sink("hang") as server:
        yield server


@pytest.fixture(params=["files", "HILFE_TEST_AMQP", "HILFE_TEST_REDIS"])
def broker(request):
    """The address of each broker in turn; ``make test`` finds or starts the servers."""
    if request.param == "files":
        return "filesystem://"
    address = os.environ.get(request.param)
    if not address:
        pytest.skip(f"{request.param} is not set; `make test` sets it")
    return address


@pytest.fixture
def environment(tmp_path, sink, broker):
    (tmp_path / "queue").mkdir()
    (tmp_path / "control").mkdir()
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.faults.worker_settings",
        "HILFE_FAULTS_BROKER": broker,
        "HILFE_FAULTS_DIR": str(tmp_path),
        "HILFE_FAULTS_SMTP_PORT": str(sink.port),
        "PYTHONPATH": str(REPOSITORY),
    }


@contextmanager
def worker(environment, folder, name):
    """A prefork worker with beat in a process group of its own."""
    log = (folder / f"{name}.log").open("w")
    command = [sys.executable, "-m", "celery", "-A", "tests.faults.worker", "worker"]
    options = [
        "--beat",
        "--schedule",
        str(folder / f"{name}.schedule"),
        "--concurrency=2",
        "--without-gossip",
        "--without-mingle",
    ]
    process = subprocess.Popen(
        [*command, *options],
        cwd=REPOSITORY,
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)
        log.close()


def kill(process):
    """SIGKILL for the worker and its children, as a power cut would."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(condition, seconds, folder):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    logs = "\n".join(path.read_text()[-3000:] for path in folder.glob("*.log"))
    pytest.fail(f"not within {seconds} seconds\n{logs}")


def stored(folder, sql):
    with sqlite3.connect(folder / "db.sqlite3", timeout=30) as database:
        return database.execute(sql).fetchall()


def rows_in(folder):
    columns = "state, possible_duplicate, lease_no"
    return stored(folder, f"SELECT {columns} FROM hilfe_ukraine_delivery")


def test_a_killed_worker_loses_nothing_and_hides_nothing(environment, tmp_path, sink):
    made = subprocess.run(
        [sys.executable, "-c", _MAKE_ONE],
        cwd=REPOSITORY,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    message_id, reference = json.loads(made.stdout.splitlines()[-1])

    with worker(environment, tmp_path, "first") as first:
        wait_until(lambda: sink.received, 30, tmp_path)
        kill(first)
    # The relay has the mail, and nobody is left who could say so.
    assert rows_in(tmp_path) == [("inflight", 0, 1)]

    sink.mode = "accept"
    with worker(environment, tmp_path, "second"):
        wait_until(lambda: rows_in(tmp_path)[0][0] == "delivered", 30, tmp_path)

    assert rows_in(tmp_path) == [("delivered", 1, 2)]
    assert sorted(stored(tmp_path, "SELECT outcome FROM hilfe_ukraine_attempt")) == [
        ("",),
        ("delivered",),
    ]
    first_mail, second_mail = sink.mails
    assert first_mail["Message-ID"] == second_mail["Message-ID"] == message_id
    assert first_mail["Subject"].startswith(reference)
    assert second_mail["Subject"].startswith(first_mail["Subject"] + " [")
    assert second_mail["X-Hilfe-Attempt"] == "2"
