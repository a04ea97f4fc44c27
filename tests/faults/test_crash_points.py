"""A process ends at every point of the crash table; nothing is lost, repeats say so.

The first process is really ended, the second really goes on, and what the receiver has
is read from a real SMTP server. ``CRASH_TABLE`` is the list of what may happen.
"""

import os
import shutil
import subprocess
import sys
import uuid

from pathlib import Path

import psycopg
import pytest

from tests.settings import DATABASES
from tests.smtp_sink import smtp_sink


pytestmark = pytest.mark.faults

REPOSITORY = Path(__file__).resolve().parents[2]
RUN = (
    "import django; django.setup(); from tests.faults.crash_process import main; main()"
)
DEAD = 137
SECONDS = 300
ON_POSTGRES = os.environ.get("HILFE_TEST_DB") == "postgres"

#: Number and crash of the table; the failpoints, or the test that stands in for them.
CRASH_TABLE = {
    1: ("before COMMIT of the form", ["before_commit", "before_confirmation"]),
    2: ("COMMIT done, answer not sent", ["after_commit", "after_confirmation"]),
    3: ("after COMMIT, before any hint", ["before_hint"]),
    4: ("hint published, queue lost", ["after_hint"]),
    5: ("hint doubled", "test_a_hint_sends_one_row_and_a_doubled_one_nothing"),
    6: ("after the claim, before the network", ["after_claim", "before_send"]),
    7: ("between the content and the answer", "test_killed_while_the_relay_has_it"),
    8: ("after the answer, before the result", ["after_send", "before_record"]),
    9: ("database away before the result", "test_a_cut_connection_is_no_repeat"),
    10: (
        "paused past its lease",
        "test_a_loop_that_comes_back_after_its_lease_is_fenced",
    ),
    11: ("the loop is killed", ["before_claim"]),
    12: ("power loss", "test_a_commit_is_on_the_disk"),
    13: (
        "database restored",
        "test_after_a_restore_repeats_are_flagged_and_erasures_repeated",
    ),
}
NOT_IN_THE_TABLE = ["after_record"]


def failpoints(*numbers):
    return [point for number in numbers for point in CRASH_TABLE[number][1]]


@pytest.fixture
def sink():
    with smtp_sink() as server:
        yield server


def run(*deed, database, port=0, **when):
    """Start a process that does one deed."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.faults.crash_settings",
        "HILFE_CRASH_DB": database,
        "HILFE_CRASH_SMTP": str(port),
        "PYTHONPATH": str(REPOSITORY),
        **when,
    }
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *deed],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A database with a body and its routing; each test copies it."""
    if not ON_POSTGRES:
        name = str(tmp_path_factory.mktemp("prepared") / "db.sqlite3")
        finish(run("prepare", database=name))
        yield name
        return
    name = f"hilfe_crash_{uuid.uuid4().hex[:12]}"
    _on_server(f"CREATE DATABASE {name}")
    try:
        finish(run("prepare", database=name))
        yield name
    finally:
        _on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(prepared, tmp_path):
    if not ON_POSTGRES:
        yield shutil.copy(prepared, tmp_path)
        return
    name = f"hilfe_crash_{uuid.uuid4().hex[:12]}"
    _on_server(f"CREATE DATABASE {name} TEMPLATE {prepared}")
    yield name
    _on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def crash(database, sink):
    """Do one deed in a process that ends ``at`` a place, or is ``cut`` off there."""

    def crash(*deed, at="", cut=""):
        when = {"HILFE_CRASH_AT": at} if at else {"HILFE_CRASH_CUT": cut} if cut else {}
        process = run(*deed, database=database, port=sink.port, **when)
        return finish(process, DEAD if at else 0)

    return crash


def finish(process, code=0):
    out, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == code, errors[-3000:]
    return out.strip()


def _on_server(sql):
    server = DATABASES["default"]
    with psycopg.connect(
        host=server["HOST"],
        port=server["PORT"],
        user=server["USER"],
        password=server["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as maintenance:
        maintenance.execute(sql)


@pytest.fixture
def submitted(crash):
    token = str(uuid.uuid4())
    return crash("submit", token)


def test_every_row_of_the_table_has_its_crash():
    named = {covered for _, covered in CRASH_TABLE.values() if isinstance(covered, str)}
    in_tests = "".join(path.read_text() for path in REPOSITORY.glob("tests/**/*.py"))
    in_code = "".join(
        path.read_text() for path in REPOSITORY.glob("hilfe_ukraine/**/*.py")
    )
    points = [
        point
        for _, covered in CRASH_TABLE.values()
        if isinstance(covered, list)
        for point in covered
    ]

    assert sorted(CRASH_TABLE) == list(range(1, 14))
    assert all(f"def {name}(" in in_tests for name in named)
    assert all(f'failpoint("{point}")' in in_code for point in points)
    assert in_code.count('failpoint("') == len(points + NOT_IN_THE_TABLE)


@pytest.mark.parametrize("point", ["before_commit", "after_commit"])
def test_an_answer_that_never_came_is_asked_for_again(crash, sink, point):
    token = str(uuid.uuid4())
    crash("submit", token, at=point)

    reference = crash("submit", token)
    assert crash("submit", token) == reference
    crash("later")

    assert_sent(sink, reference, times=1)


@pytest.mark.parametrize("point", ["before_confirmation", "after_confirmation"])
def test_a_confirmation_that_was_never_answered_is_pressed_again(crash, sink, point):
    reference = crash("submit", str(uuid.uuid4()), "erika@muster.example")
    crash("confirm", reference, at=point)
    crash("later")
    before = at_the_office(sink)

    crash("confirm", reference)
    crash("later")

    assert len(before) == (point == "after_confirmation")
    assert_sent(sink, reference, times=1)


@pytest.mark.parametrize("point", failpoints(3, 4))
def test_a_hint_that_is_lost_is_not_missed(crash, sink, submitted, point):
    crash("sweep", at=point)

    crash("forward")

    assert_sent(sink, submitted, times=1)


@pytest.mark.parametrize(
    ("point", "deed", "before", "after"),
    [
        *((point, "loop", 0, 1) for point in failpoints(11)),
        *((point, "forward", 0, 1) for point in failpoints(6)),
        *((point, "forward", 1, 2) for point in failpoints(8)),
        *((point, "forward", 1, 1) for point in NOT_IN_THE_TABLE),
    ],
)
def test_a_worker_that_dies_loses_nothing_and_hides_nothing(
    crash, sink, submitted, point, deed, before, after
):
    crash(deed, at=point)
    assert len(sink.mails) == before

    crash("later")

    assert_sent(sink, submitted, times=after)
    # Not sent at all, as far as we know: it says so all the same.
    is_marked = "[" in sink.mails[-1]["Subject"]
    assert is_marked == (point not in failpoints(11) + NOT_IN_THE_TABLE)


def test_killed_while_the_relay_has_it(crash, sink, submitted, database):
    sink.mode = "hang"
    process = run("forward", database=database, port=sink.port)
    try:
        wait_for_mail(sink, process)
    finally:
        process.kill()
        process.communicate()

    sink.mode = "accept"
    crash("later")

    assert_sent(sink, submitted, times=2)


def test_a_cut_connection_is_no_repeat(crash, sink, submitted):
    crash("forward", cut="before_record")

    crash("later")

    assert_sent(sink, submitted, times=1)


def wait_for_mail(sink, process):
    """Until the relay holds the mail; looks a few thousand times at most."""
    for _ in range(SECONDS * 20):
        if sink.received:
            return
        assert process.poll() is None
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
    pytest.fail("no mail arrived")


def at_the_office(sink):
    """What the body got; a helper with an address gets letters as well."""
    return [mail for mail in sink.mails if "office@" in mail["To"]]


def assert_sent(sink, reference, *, times):
    """The same message so many times, every one but the first marked."""
    mails = at_the_office(sink)
    assert len(mails) == times
    assert len({mail["Message-ID"] for mail in mails}) == 1
    assert all(mail["Subject"].startswith(reference) for mail in mails)
    assert all("[" in mail["Subject"] for mail in mails[1:])


def test_a_commit_is_on_the_disk(crash):
    """Power loss cannot be played; what makes a COMMIT survive it can be asked for."""
    demo = (REPOSITORY / "example_site/config/settings/demo.py").read_text()

    assert crash("durability") in ("FULL", "on")
    assert "PRAGMA synchronous=FULL" in demo
