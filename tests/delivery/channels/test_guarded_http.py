"""Where a request goes and how long it may take, against a real server with TLS."""

import datetime
import socket
import time

import pytest

from hilfe_ukraine.delivery.channels.guarded_http import (
    Forbidden,
    Limits,
    Unanswered,
    Unsent,
    parse_proxy,
    post,
)
from hilfe_ukraine.domain.addresses import Target, parse_networks
from tests.https_sink import (
    NAME,
    addresses,
    authority,
    drip,
    flood,
    https_sink,
    never,
    raw,
    status,
)
from tests.smtp_sink import free_port


# Far below the limit in force otherwise, far above the limit under test.
_SOON = 10

LOCAL = parse_networks(["127.0.0.0/8"])
BODY = b'{"a": 1}'


@pytest.fixture
def sink(tmp_path):
    with https_sink(tmp_path) as sink:
        yield sink


def send(sink, *, resolve=None, host=NAME, port=None, **limits):
    values = {
        "connect_seconds": 10,
        "seconds": 20,
        "networks": LOCAL,
        "ca_file": sink.ca_file,
    }
    return post(
        Target(host, port or sink.port, "/hook?office=1"),
        headers={"webhook-id": "1", "Connection": "close"},
        body=BODY,
        limits=Limits(**{**values, **limits}),
        resolve=resolve or sink.resolve,
    )


def test_a_request_arrives_as_written(sink):
    answer = send(sink)

    assert answer.status == 200
    (request,) = sink.requests
    assert request.line == "POST /hook?office=1 HTTP/1.1"
    assert request.body == BODY
    assert request.headers["webhook-id"] == "1"
    assert request.headers["host"] == f"{NAME}:{sink.port}"
    # The connection went to an address, and still the name was asked for.
    assert sink.names == [NAME]


def test_an_answer_is_read_with_its_wish(sink):
    sink.answer = status("503 Busy", "Retry-After: 120", body="später".encode())

    answer = send(sink)

    assert (answer.status, answer.retry_after, answer.text) == (503, "120", "später")


def test_an_empty_answer(sink):
    sink.answer = raw(b"HTTP/1.1 204 No Content\r\n\r\n")

    assert (send(sink).status, send(sink).text) == (204, "")


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "::1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::",
        "fec0::1",
        "fe80::1",
    ],
)
def test_a_name_that_leads_inside_is_refused(sink, address):
    with pytest.raises(Forbidden):
        send(sink, resolve=lambda host, port, **_: addresses(address, port))

    assert sink.connections == 0


def test_one_bad_address_among_good_ones_is_enough(sink):
    def resolve(host, port, **_):
        return addresses("127.0.0.1", port) + addresses("10.0.0.1", port)

    with pytest.raises(Forbidden):
        send(sink, resolve=resolve)

    assert sink.connections == 0


def test_without_a_named_network_the_own_machine_is_refused(sink):
    with pytest.raises(Forbidden):
        send(sink, networks=())

    assert sink.connections == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f000001", "127.1"])
def test_an_address_in_digits_is_checked_however_it_is_written(sink, host):
    with pytest.raises(Forbidden):
        send(sink, host=host, networks=(), resolve=socket.getaddrinfo)

    assert sink.connections == 0


def test_a_name_that_changes_its_mind_after_the_check_changes_nothing(
    sink, monkeypatch
):
    """The name is asked for once, and the address that was checked is what counts."""
    answers = [addresses("127.0.0.1", sink.port), addresses("10.0.0.1", sink.port)]
    asked = []

    def resolve(host, port, **_):
        asked.append(host)
        return answers[len(asked) - 1]

    def forbidden(*_, **__):
        raise AssertionError("nobody else looks names up")

    monkeypatch.setattr(socket, "getaddrinfo", forbidden)

    assert send(sink, resolve=resolve).status == 200
    assert asked == [NAME]


def test_the_next_address_is_tried_when_one_is_silent(sink):
    def resolve(host, port, **_):
        return addresses("127.0.0.1", free_port()) + addresses("127.0.0.1", port)

    assert send(sink, resolve=resolve).status == 200


def test_a_redirect_is_an_answer_like_any_other(sink):
    sink.answer = status("302 Found", "Location: https://169.254.169.254/latest/")

    assert send(sink).status == 302
    assert sink.connections == 1


def test_a_name_that_does_not_exist(sink):
    def resolve(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    with pytest.raises(Unsent) as failed:
        send(sink, resolve=resolve)

    assert failed.value.args == ("lookup", "gaierror")


def test_a_look_up_that_hangs_is_not_waited_for(sink):
    began = time.monotonic()
    with pytest.raises(Unsent) as failed:
        send(sink, resolve=lambda *_, **__: sink.wait(30), connect_seconds=0.2)

    assert failed.value.args == ("lookup", "TimeoutError")
    assert time.monotonic() - began < _SOON


def test_nobody_listens(sink):
    with pytest.raises(Unsent) as failed:
        send(sink, port=free_port())

    assert failed.value.args == ("connect", "ConnectionRefusedError")


def test_a_server_that_accepts_and_never_speaks(sink):
    sink.before = lambda plain: sink.wait(30)
    with pytest.raises(Unsent) as failed:
        send(sink, seconds=1)

    assert failed.value.args == ("tls", "TimeoutError")


def test_a_certificate_for_another_name(tmp_path):
    ca = authority()
    wrong = ca.issue_cert("other.example")
    with (
        https_sink(tmp_path, ca=ca, certificate=wrong) as it,
        pytest.raises(Unsent) as failed,
    ):
        send(it)

    assert failed.value.args == ("tls", "SSLCertVerificationError")
    assert not it.requests


def test_a_certificate_nobody_vouches_for(tmp_path):
    stranger = authority().issue_cert(NAME)
    with (
        https_sink(tmp_path, certificate=stranger) as it,
        pytest.raises(Unsent) as failed,
    ):
        send(it)

    assert failed.value.args == ("tls", "SSLCertVerificationError")
    assert not it.requests


def test_a_certificate_that_is_over(tmp_path):
    ca = authority()
    over = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    certificate = ca.issue_cert(NAME, not_after=over)
    with (
        https_sink(tmp_path, ca=ca, certificate=certificate) as it,
        pytest.raises(Unsent) as failed,
    ):
        send(it)

    assert failed.value.args == ("tls", "SSLCertVerificationError")
    assert not it.requests


def test_without_the_file_of_authorities_only_the_public_ones_count(sink):
    with pytest.raises(Unsent) as failed:
        send(sink, ca_file="")

    assert failed.value.args == ("tls", "SSLCertVerificationError")


def test_a_missing_file_of_authorities_sends_nothing(sink, tmp_path):
    with pytest.raises(Unsent) as failed:
        send(sink, ca_file=str(tmp_path / "missing.pem"))

    assert failed.value.args == ("trust", "FileNotFoundError")
    assert sink.connections == 0


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


def test_proxies_of_the_environment_are_not_used(sink, monkeypatch):
    for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")

    assert send(sink).status == 200


def test_a_proxy_is_written_in_one_way():
    assert parse_proxy("") is None
    assert parse_proxy("http://proxy.intranet:3128") == ("proxy.intranet", 3128)
    for text in (
        "proxy:3128",
        "https://proxy:3128",
        "http://proxy",
        "http://:1",
        "http://user:password@proxy:3128",
    ):
        with pytest.raises(ValueError, match="http://host:port"):
            parse_proxy(text)
