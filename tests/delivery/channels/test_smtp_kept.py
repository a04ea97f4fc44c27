"""One connection serves many messages, and none that is half used serves another."""

import os
import signal
import threading

from contextlib import contextmanager

import pytest

from celery.exceptions import SoftTimeLimitExceeded

from hilfe_ukraine.delivery.channels import smtp_kept
from hilfe_ukraine.delivery.channels.base import Outcome
from tests.smtp_script import DROP, HANG, at, scripted_relay


WITH_LOGIN = {
    "ehlo": b"250-relay.example\r\n250 AUTH PLAIN\r\n",
    "auth": b"235 ok\r\n",
}
ONE_MAIL = ["mail", "rcpt", "data", "content"]


def test_messages_share_one_connection(office):
    with scripted_relay() as relay:
        results = [office.send(relay) for _ in range(3)]

    assert [result.outcome for result in results] == [Outcome.DELIVERED] * 3
    assert relay.conversations == [["ehlo", *ONE_MAIL * 3]]
    assert len(relay.mails) == 3


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_refusal_is_cleared_away_before_the_next_message(office, step):
    with scripted_relay(at(step, b"450 4.2.1 not now\r\n")) as relay:
        first = office.send(relay)
        relay.script = at("", None)
        second = office.send(relay)

    assert (first.outcome, first.carrier_failed) == (Outcome.RETRY, False)
    assert second.outcome is Outcome.DELIVERED
    (steps,) = relay.conversations
    assert steps[-5:] == ["rset", *ONE_MAIL]


def test_after_many_messages_it_says_goodbye(office, monkeypatch):
    monkeypatch.setattr(smtp_kept, "MOST_MESSAGES", 2)
    with scripted_relay() as relay:
        for _ in range(3):
            office.send(relay)
        _, goodbye = office.later
        goodbye()

    assert relay.conversations == [["ehlo", *ONE_MAIL * 2, "quit"], ["ehlo", *ONE_MAIL]]


def test_no_message_waits_for_the_goodbye_of_its_line(office, monkeypatch):
    monkeypatch.setattr(smtp_kept, "MOST_MESSAGES", 1)
    with scripted_relay() as relay:
        result = office.send(relay)

        assert result.outcome is Outcome.DELIVERED
        assert relay.conversations == [["ehlo", *ONE_MAIL]]
        [goodbye] = office.later
        goodbye()
        assert relay.conversations == [["ehlo", *ONE_MAIL, "quit"]]


def test_an_idle_line_is_closed_with_a_goodbye(office):
    with scripted_relay() as relay:
        office.send(relay)
        (look,) = office.later
        office.clock.seconds += 9
        look()
        assert "quit" not in relay.conversations[0]
        office.clock.seconds += 2
        office.later.pop()()

        assert relay.conversations[0][-1] == "quit"
        office.send(relay)
    assert len(relay.conversations) == 2


def test_a_line_that_was_idle_for_too_long_is_not_used_again(office):
    with scripted_relay() as relay:
        office.send(relay)
        office.clock.seconds += 10
        office.send(relay)

    assert len(relay.conversations) == 2


def test_what_waits_for_its_time_waits_only_once(office):
    with scripted_relay() as relay:
        for _ in range(3):
            office.send(relay)

    assert len(office.later) == 1


def test_other_settings_of_the_relay_need_another_connection(office):
    with scripted_relay(lambda number, step: WITH_LOGIN.get(step)) as relay:
        office.send(relay)
        result = office.send(relay, username="portal", password="secret")

    assert result.outcome is Outcome.DELIVERED
    assert relay.conversations == [
        ["ehlo", *ONE_MAIL],
        ["ehlo", "auth", *ONE_MAIL],
    ]


def test_a_line_closed_while_idle_is_replaced_within_the_same_try(office):
    with scripted_relay() as relay:
        office.send(relay)
        relay.hang_up()
        result = office.send(relay)

    assert result.outcome is Outcome.DELIVERED
    assert len(relay.mails) == len(relay.conversations) == 2


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
@pytest.mark.parametrize(
    "answer", [DROP, b"421 4.7.0 enough\r\n", b"hello?\r\n"], ids=str
)
def test_a_line_that_fails_before_the_content_is_replaced(office, step, answer):
    script = at(step, answer, connection=1)
    with scripted_relay() as relay:
        office.send(relay)
        relay.script = script
        result = office.send(relay)

    assert (result.outcome, result.carrier_failed) == (Outcome.DELIVERED, False)
    assert len(relay.mails) == len(relay.conversations) == 2


def test_a_relay_that_wants_no_more_messages_on_a_line_gets_another_line(office):
    with scripted_relay() as relay:
        office.send(relay)
        relay.script = at("mail", b"452 4.5.3 too many\r\n", connection=1)
        result = office.send(relay)

    assert result.outcome is Outcome.DELIVERED
    assert len(relay.conversations) == 2


def test_the_replacement_is_tried_once(office):
    with scripted_relay() as relay:
        office.send(relay)
        relay.script = at("mail", DROP)
        result = office.send(relay)

    assert (result.outcome, result.carrier_failed) == (Outcome.RETRY, True)
    assert len(relay.conversations) == 2


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(DROP, Outcome.AMBIGUOUS), (b"421 4.3.2 full\r\n", Outcome.RETRY)],
    ids=["cut off", "refused for now"],
)
def test_after_the_content_nothing_is_said_twice(office, answer, outcome):
    with scripted_relay() as relay:
        office.send(relay)
        relay.script = at("content", answer)
        result = office.send(relay)

    assert (result.outcome, result.carrier_failed) == (outcome, True)
    assert len(relay.conversations) == 1
    assert len(relay.mails) == 2


def test_a_kept_line_on_which_nothing_comes_uses_up_the_time_of_the_try(office):
    with scripted_relay() as relay:
        office.send(relay)
        relay.script = at("mail", HANG)
        result = office.send(relay, timeout=1)

    assert (result.outcome, result.code) == (Outcome.RETRY, "mail:TimeoutError")
    assert len(relay.conversations) == 1


def test_each_thread_has_a_line_of_its_own(office):
    together = threading.Barrier(3)

    def wait(number, step):
        if step == "data":
            together.wait(10)

    with scripted_relay(wait) as relay:
        for _ in range(2):
            threads = [
                threading.Thread(target=office.send, args=[relay]) for _ in range(3)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

    assert relay.conversations == [["ehlo", *ONE_MAIL * 2]] * 3


@contextmanager
def worker_limit(seconds):
    """What a Celery worker does to a task that takes too long."""

    def stop(*_):
        raise SoftTimeLimitExceeded

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    ("step", "outcome"), [("rcpt", Outcome.RETRY), ("content", Outcome.AMBIGUOUS)]
)
def test_a_time_limit_in_mid_conversation_leaves_no_line_behind(office, step, outcome):
    with scripted_relay() as relay:
        office.send(relay)
        relay.script = at(step, HANG, connection=1)
        with worker_limit(0.2):
            result = office.send(relay)
        again = office.send(relay)

    assert (result.outcome, result.code) == (outcome, f"{step}:SoftTimeLimitExceeded")
    assert not result.carrier_failed
    assert again.outcome is Outcome.DELIVERED
    assert relay.conversations[1] == ["ehlo", *ONE_MAIL]


def test_a_forked_process_has_no_lines_and_takes_none_away(office):
    office.lines = lines = smtp_kept.kept_lines
    with scripted_relay() as relay:
        office.send(relay)
        child = os.fork()
        if not child:
            os._exit(len(lines._idle))
        _, status = os.waitpid(child, 0)
        office.send(relay)
        lines.close_all()

    assert os.waitstatus_to_exitcode(status) == 0
    assert relay.conversations == [["ehlo", *ONE_MAIL * 2, "quit"]]
