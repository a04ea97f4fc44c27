"""How much of an answer is read, and how long it is waited for."""

import time

import pytest

from hilfe_ukraine.delivery.channels.guarded_http import Unanswered
from tests.delivery.channels.guarded import send
from tests.https_sink import drip, flood, never, raw, status


# Far below the limit in force otherwise, far above the limit under test.
_SOON = 10


def test_an_answer_is_read_with_its_wish(sink):
    sink.answer = status("503 Busy", "Retry-After: 120", body="später".encode())

    answer = send(sink)

    assert (answer.status, answer.retry_after, answer.text) == (503, "120", "später")


def test_an_empty_answer(sink):
    sink.answer = raw(b"HTTP/1.1 204 No Content\r\n\r\n")

    assert (send(sink).status, send(sink).text) == (204, "")


def test_a_redirect_is_an_answer_like_any_other(sink):
    sink.answer = status("302 Found", "Location: https://169.254.169.254/latest/")

    assert send(sink).status == 302
    assert sink.connections == 1


def test_no_answer_to_a_whole_request(sink):
    sink.answer = never(sink)
    began = time.monotonic()
    with pytest.raises(Unanswered) as failed:
        send(sink, seconds=1)

    assert failed.value.args == ("answer", "TimeoutError")
    assert time.monotonic() - began < _SOON
    assert len(sink.requests) == 1


def test_cut_off_after_the_whole_request(sink):
    sink.answer = lambda connection: connection.close()
    with pytest.raises(Unanswered) as failed:
        send(sink)

    assert failed.value.args[0] == "answer"
    assert len(sink.requests) == 1


def test_one_byte_now_and_then_in_the_head_does_not_hold_us(sink):
    sink.answer = drip(sink)
    began = time.monotonic()
    with pytest.raises(Unanswered) as failed:
        send(sink, seconds=1)

    assert failed.value.args == ("answer", "TimeoutError")
    assert time.monotonic() - began < _SOON


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
    ],
)
def test_a_body_that_drips_is_cut_and_the_status_counts(sink, head):
    sink.answer = drip(sink, head)
    began = time.monotonic()
    answer = send(sink, seconds=1)

    assert answer.status == 200
    assert time.monotonic() - began < _SOON


def test_of_a_gigabyte_64_kilobytes_are_read(sink):
    sink.answer = flood
    answer = send(sink)

    assert answer.status == 200
    assert len(answer.text) == 65_536


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 5000 + b"\r\n",
        b"HTTP/1.1 " + b"2" * 200_000,
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x00" * 1000,
    ],
)
def test_an_answer_that_is_none(sink, head):
    sink.answer = raw(head)
    with pytest.raises(Unanswered):
        send(sink)
