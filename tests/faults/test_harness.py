"""The judge can find somebody guilty, and the table shows it."""

import asyncio
import socket
import threading

from urllib.parse import urlsplit

import pytest

from .harness.broken import Broken
from .harness.citizens import Citizens, Offer, email_address
from .harness.invariants import judge, leaks
from .harness.portal import Portal
from .harness.proxy import Proxy
from .harness.sink import Received, Sink
from .harness.stored import Row
from .harness.table import (
    FAULTS,
    NOT_RUN_HERE,
    ON_SQLITE_TOO,
    Line,
    missing,
    render,
)


def row(**values):
    return Row(
        **{
            "message_id": "<1@example.org>",
            "kind": "forward",
            "state": "delivered",
            "possible_duplicate": False,
            "reference": "ABC",
            "body": "b0",
            "lease_no": 1,
            "last_code": "250",
            "attempts": 1,
            "late": 0,
            **values,
        }
    )


def mail(subject="ABC: Zimmer", **values):
    return Received(
        **{
            "at": 0.0,
            "id": "<1@example.org>",
            "to": ["b0@office.example"],
            "subject": subject,
            "attempt": "1",
            "content": "",
            **values,
        }
    )


MARKED = "ABC: Zimmer [Wiederholung]"


@pytest.mark.parametrize(
    ("received", "stored", "fate"),
    [
        ([mail()], row(), "once"),
        ([], row(), "lost"),
        ([], row(state="dead"), "on_a_list"),
        ([], row(state="cancelled"), "lost"),
        ([mail(), mail(MARKED)], row(attempts=2, possible_duplicate=True), "flagged"),
        ([mail(), mail()], row(attempts=2, possible_duplicate=True), "unnoticed"),
        ([mail(), mail(MARKED)], row(attempts=2), "unnoticed"),
    ],
)
def test_each_fate_is_told_from_the_others(received, stored, fate):
    judgement = judge(["ABC"], received, [stored], {"ABC"})

    assert getattr(judgement.tally, fate) == 1
    guilty = any(problem.startswith(fate) for problem in judgement.problems)
    assert guilty == (fate in ("lost", "unnoticed"))


def test_an_offer_without_a_message_is_lost():
    assert judge(["ABC"], [], [], {"ABC"}).tally.lost == 1


def test_a_thank_you_page_that_never_opens_is_a_promise_and_lost(tmp_path):
    citizens = Citizens("http://127.0.0.1:9/", log=tmp_path / "log", read_captcha=str)
    citizens.offers = [Offer("/", {}, thanks={"/thanks/1/"})]
    citizens._patience = 0

    promised = citizens.references()

    assert promised == ["unread: ['/thanks/1/']"]
    assert judge(promised, [], [], set()).tally.lost == 1


def test_what_one_of_two_bodies_never_got_is_lost():
    rows = [row(), row(message_id="<2@example.org>", body="b1")]

    assert judge(["ABC"], [mail()], rows, {"ABC"}).tally.lost == 1


def test_a_letter_after_a_webhook_counts_as_one_message():
    rows = [row(state="cancelled", message_id="<0@example.org>"), row()]

    assert judge(["ABC"], [mail()], rows, {"ABC"}).tally.once == 1


@pytest.mark.parametrize(
    ("problem", "promised", "received", "rows", "stored"),
    [
        ("I2", [], [mail()], [], set()),
        ("I3", ["ABC"], [mail(), mail(MARKED)], [row()], {"ABC"}),
        ("I3", [], [mail(), mail()], [row(kind="confirm", attempts=2)], set()),
        ("I3", [], [mail(), mail(MARKED)], [row(kind="erased", attempts=2)], set()),
        ("I4", ["ABC"], [mail()], [row(state="inflight")], {"ABC"}),
        ("I5", ["ABC"], [mail()], [row()], set()),
    ],
)
def test_each_invariant_can_be_broken(problem, promised, received, rows, stored):
    problems = judge(promised, received, rows, stored).problems

    assert any(found.startswith(problem) for found in problems)


def test_a_letter_that_says_that_it_is_a_repeat_breaks_nothing():
    letter = row(kind="confirm", attempts=2, possible_duplicate=True)

    assert judge([], [mail(), mail(MARKED)], [letter], set()).problems == []


def test_a_canary_in_a_log_or_a_mail_is_found(tmp_path):
    (tmp_path / "web.log").write_text("GET /?name=Erika+Kanari")
    (tmp_path / "citizens.jsonl").write_text("kanari")

    assert len(leaks([tmp_path], [mail(content="Liebe Kanari")])) == 2


@pytest.mark.parametrize(
    "text", ["phone=0351+8264530001", "+493518264530001", "RCPT TO:<Kanari1@people.ex"]
)
def test_a_phone_number_and_an_address_are_found_too(tmp_path, text):
    (tmp_path / "worker.log").write_text(text)

    assert leaks([tmp_path], [mail(content=text)])[1:]


def test_a_mail_to_a_helper_may_name_the_helper():
    assert not leaks([], [mail(to=[email_address(1)], content=email_address(1))])


def line(fault="F1", **values):
    tally = dict.fromkeys(("accepted", "once", "flagged", "on_a_list"), 1)
    tally |= {"unnoticed": 0, "lost": 0, **values}
    return Line(fault, "killed", "SQLite", "Redis", tally=tally)


def test_a_line_with_a_loss_is_not_clean():
    assert line().is_clean
    assert not line(lost=1).is_clean
    assert not line(unnoticed=1).is_clean


def test_a_fault_that_nobody_ran_is_named():
    left_out = missing([line()])

    assert set(left_out) == FAULTS.keys() - {"F1"} - NOT_RUN_HERE.keys()


def test_sqlite_has_its_section_only_with_every_fault_it_is_to_meet():
    lines = [line(fault) for fault in ON_SQLITE_TOO]

    assert "F29" not in missing(lines)
    assert all("F29" in missing([*lines[:n], *lines[n + 1 :]]) for n in range(5))


def test_the_table_has_a_section_per_database_and_ends_with_what_matters():
    text = render([line(), line(lost=3)])

    [head] = [words for words in text if "accepted" in words]
    assert head.split()[-2:] == ["unnoticed", "lost"]
    [total] = [words for words in text if "together" in words]
    assert total.split()[-1] == "3"


class Echo:
    """A server that says back what it hears."""

    def __init__(self):
        self.heard = []
        ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        assert ready.wait(10)

    def _run(self, ready):
        asyncio.set_event_loop(self._loop)
        serving = asyncio.start_server(self._serve, "127.0.0.1", 0)
        server = self._loop.run_until_complete(serving)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()

    async def _serve(self, reader, writer):
        while data := await reader.read(1000):
            self.heard.append(data)
            writer.write(data)
        writer.close()

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)


@pytest.fixture
def echo():
    server = Echo()
    yield server
    server.close()


@pytest.fixture
def proxy(echo):
    server = Proxy("127.0.0.1", echo.port)
    yield server
    server.close()


def say(port, words):
    """Returns the echo, b"" if the line was cut, None if nothing came for a while."""
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        client.settimeout(0.5)
        try:
            client.sendall(words)
            return client.recv(1000)
        except TimeoutError:
            return None
        except OSError:
            return b""


def test_a_proxy_passes_refuses_and_swallows(proxy):
    assert say(proxy.port, b"COMMIT") == b"COMMIT"
    proxy.mode = "refuse"
    assert say(proxy.port, b"COMMIT") == b""
    proxy.mode = "blackhole"
    assert say(proxy.port, b"COMMIT") is None
    proxy.mode, proxy.limit = "reset", 3
    assert say(proxy.port, b"COMMIT") == b""
    proxy.mode, proxy.seconds = "delay", 5
    assert say(proxy.port, b"COMMIT") is None


@pytest.mark.parametrize("forward", [True, False])
def test_a_proxy_cuts_one_exchange_before_or_after_the_server(proxy, echo, forward):
    proxy.cut(b"COMMIT", forward=forward)

    assert say(proxy.port, b"BEGIN") == b"BEGIN"
    assert say(proxy.port, b"COMMIT") == b""
    assert say(proxy.port, b"COMMIT") == b"COMMIT"
    assert echo.heard.count(b"COMMIT") == 1 + forward


_PUBLISH = """
import time
import django
django.setup()
from hilfe_ukraine.tasks import sweep
start = time.monotonic()
try:
    sweep.delay()
    print("published", end=" ")
except Exception as error:
    print(type(error).__name__, end=" ")
print(time.monotonic() - start)
"""


@pytest.mark.faults
@pytest.mark.faults_long
@pytest.mark.parametrize("how", ["black_holed", "frozen", "out_of_memory"])
def test_whoever_speaks_to_a_broken_broker_does_notice(servers, tmp_path, how):
    """A citizen would wait if the web process spoke to it: F9 has what to find."""
    rabbitmq = servers.rabbitmq
    url = urlsplit(rabbitmq.address)
    proxy = Proxy(url.hostname, url.port)
    there = rabbitmq.address.replace(f":{url.port}/", f":{proxy.port}/")
    nowhere = f"sqlite://{tmp_path}/none.sqlite3"
    portal = Portal(tmp_path, database=nowhere, sink=Sink(tmp_path), broker=there)
    assert portal.manage("-c", _PUBLISH).startswith("published")

    steps = getattr(Broken(rabbitmq, proxy), how)()
    next(steps)
    try:
        outcome, seconds = portal.manage("-c", _PUBLISH).split()
    finally:
        next(steps, None)
        proxy.close()

    assert outcome != "published" or float(seconds) > 1
