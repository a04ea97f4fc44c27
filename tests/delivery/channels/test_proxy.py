"""Webhooks that leave through a proxy: TLS still ends at the receiver."""

import contextlib
import socket
import threading

import pytest

from hilfe_ukraine.delivery.channels.guarded_http import Forbidden, Unsent, parse_proxy
from tests.delivery.channels.guarded import send
from tests.https_sink import NAME, https_sink


class Proxy:
    """Answers CONNECT as told, and then passes on what comes."""

    def __init__(self, goal, says=b"HTTP/1.1 200 OK\r\n\r\n"):
        self.goal, self.says, self.asked = goal, says, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = self.listener.getsockname()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        with contextlib.suppress(OSError):
            client, _ = self.listener.accept()
            self.asked.append(client.recv(4096).decode())
            client.sendall(self.says)
            if b"200" in self.says:
                server = socket.create_connection(("127.0.0.1", self.goal))
                back = threading.Thread(target=pump, args=(server, client))
                back.start()
                pump(client, server)
                back.join()
            client.close()

    def close(self):
        self.listener.close()


def pump(source, target):
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@pytest.fixture
def sink(tmp_path):
    with https_sink(tmp_path) as sink:
        yield sink


@pytest.fixture
def proxy(sink):
    made = []

    def make(**values):
        made.append(Proxy(sink.port, **values))
        return made[-1]

    yield make
    for each in made:
        each.close()


def only_the_proxy(host, port, **_):
    assert host == "127.0.0.1", "the proxy looks names up, nobody else"
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def test_a_request_goes_through_the_proxy_and_is_encrypted_to_its_end(sink, proxy):
    used = proxy()

    answer = send(sink, proxy=used.address, networks=(), resolve=only_the_proxy)

    assert answer.status == 200
    assert used.asked[0].startswith(f"CONNECT {NAME}:{sink.port} HTTP/1.1\r\n")
    assert "webhook-id" not in used.asked[0]
    assert sink.names == [NAME]
    assert sink.requests[0].headers["webhook-id"] == "1"


@pytest.mark.parametrize(
    "says", [b"HTTP/1.1 403 Forbidden\r\n\r\n", b"HTTP/1.1 502 No\r\n\r\n", b""]
)
def test_a_proxy_that_says_no_has_sent_nothing(sink, proxy, says):
    used = proxy(says=says)
    with pytest.raises(Unsent) as failed:
        send(sink, proxy=used.address, resolve=only_the_proxy)

    assert failed.value.args[0] == "connect"
    assert not sink.requests


def test_an_address_in_digits_is_checked_before_the_proxy_gets_it(sink, proxy):
    used = proxy()
    for host in ("169.254.169.254", "2130706433", "::1"):
        with pytest.raises(Forbidden):
            send(sink, host=host, proxy=used.address, networks=())

    assert not used.asked


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
