"""Processes of the demo are known by pid and start time, and end as groups."""

import os
import sys
import time

import pytest

from runner import processes
from runner.processes import PidFile


SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
PARENT_OF_SLEEP = [
    sys.executable,
    "-c",
    "import subprocess, sys, time;"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "print(child.pid, flush=True); time.sleep(60)",
]


@pytest.fixture
def start(tmp_path):
    started = []

    def run(command: list[str]) -> int:
        log = tmp_path / "log"
        process = processes.start(command, log=log, cwd=tmp_path, env=dict(os.environ))
        started.append(process.pid)
        return process.pid

    yield run
    for pid in started:
        processes.end_group(pid)


def wait_for(condition) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not condition():
        time.sleep(0.05)
    return bool(condition())


def test_pid_file_knows_its_living_process(start, tmp_path):
    file = PidFile(tmp_path / "worker.pid")
    pid = start(SLEEP)
    file.write(pid)
    assert file.path.read_text().strip() == str(pid)
    assert file.live_pid() == pid


def test_pid_file_of_dead_process_is_stale(start, tmp_path):
    file = PidFile(tmp_path / "worker.pid")
    pid = start(SLEEP)
    file.write(pid)
    processes.stop([pid])
    assert file.live_pid() is None


def test_pid_file_is_not_confused_by_another_process_of_that_number(tmp_path):
    file = PidFile(tmp_path / "worker.pid")
    file.write(os.getpid())
    (tmp_path / "worker.started").write_text("long ago")
    assert file.live_pid() is None


@pytest.mark.parametrize("content", ["", "abc", "-"])
def test_pid_file_broken_or_missing_gives_nothing(tmp_path, content):
    file = PidFile(tmp_path / "worker.pid")
    assert file.live_pid() is None
    file.path.write_text(content)
    assert file.live_pid() is None


def test_stop_ends_children_whose_leader_was_killed(start, tmp_path):
    leader = start(PARENT_OF_SLEEP)
    log = tmp_path / "log"
    assert wait_for(lambda: log.exists() and log.read_text().strip())
    child = int(log.read_text())
    processes.stop([leader])
    assert wait_for(lambda: processes.started_at(child) is None)
