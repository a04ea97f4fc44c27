"""Where a request goes and whom it trusts, against a real server with TLS."""

import datetime
import socket
import time

import pytest

from hilfe_ukraine.delivery.channels.guarded_http import Forbidden, Unsent
from scripts.services.processes import free_port
from tests.delivery.channels.guarded import BODY, send
from tests.https_sink import NAME, addresses, authority, https_sink


# Far below the limit in force otherwise, far above the limit under test.
_SOON = 10


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


def assert_not_trusted(tmp_path, **server):
    """The server is refused for its certificate, and has read nothing."""
    with https_sink(tmp_path, **server) as it, pytest.raises(Unsent) as failed:
        send(it)

    assert failed.value.args == ("tls", "SSLCertVerificationError")
    assert not it.requests


def test_a_certificate_for_another_name(tmp_path):
    ca = authority()

    assert_not_trusted(tmp_path, ca=ca, certificate=ca.issue_cert("other.example"))


def test_a_certificate_nobody_vouches_for(tmp_path):
    assert_not_trusted(tmp_path, certificate=authority().issue_cert(NAME))


def test_a_certificate_that_is_over(tmp_path):
    ca = authority()
    over = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)

    assert_not_trusted(tmp_path, ca=ca, certificate=ca.issue_cert(NAME, not_after=over))


def test_without_the_file_of_authorities_only_the_public_ones_count(sink):
    with pytest.raises(Unsent) as failed:
        send(sink, ca_file="")

    assert failed.value.args == ("tls", "SSLCertVerificationError")


def test_a_missing_file_of_authorities_sends_nothing(sink, tmp_path):
    with pytest.raises(Unsent) as failed:
        send(sink, ca_file=str(tmp_path / "missing.pem"))

    assert failed.value.args == ("trust", "FileNotFoundError")
    assert sink.connections == 0


def test_proxies_of_the_environment_are_not_used(sink, monkeypatch):
    for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")

    assert send(sink).status == 200
