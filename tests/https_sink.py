"""A real HTTPS server on a free port that misbehaves as told."""

import contextlib
import socket
import ssl
import threading
import time

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import trustme


#: The name the certificate is made out to; it is looked up by ``Sink.resolve``.
NAME = "amt.example"

Answer = Callable[[ssl.SSLSocket], None]


@dataclass
class Request:
    """What arrived, in full."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Sink:
    """How it answers, and what arrived.

    ``answer`` gets the connection once a whole request was read. ``before`` gets it
    before TLS begins, and may cut it off.
    """

    port: int
    ca_file: str
    answer: Answer
    before: Callable[[socket.socket], None] = lambda raw: None
    requests: list[Request] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    connections: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.port}/hook?office=1"

    def resolve(self, host: str, port: int, **_: object) -> list:
        """Say that every name lives here."""
        return addresses("127.0.0.1", port)

    def wait(self, seconds: float) -> None:
        """Sleep, but no longer than the sink lives."""
        self.stopping.wait(seconds)


def addresses(address: str, port: int) -> list:
    """What ``getaddrinfo`` would return for one address."""
    if ":" in address:
        return [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))]
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


def status(line: str, *headers: str, body: bytes = b"") -> Answer:
    """An ordinary answer: ``status("503 Busy", "Retry-After: 120")``."""
    head = [f"HTTP/1.1 {line}", *headers, f"Content-Length: {len(body)}", "", ""]
    return lambda connection: connection.sendall("\r\n".join(head).encode() + body)


def raw(content: bytes) -> Answer:
    """Exactly these bytes."""
    return lambda connection: connection.sendall(content)


def never(sink: Sink) -> Answer:
    """Take the request and say nothing."""
    return lambda connection: sink.wait(60)


def drip(sink: Sink, start: bytes = b"HTTP/1.1 200 OK\r\n") -> Answer:
    """Begin at once, then one byte after the other without an end."""

    def answer(connection: ssl.SSLSocket) -> None:
        connection.sendall(start)
        while not sink.stopping.is_set():
            connection.sendall(b"x")
            sink.wait(0.05)

    return answer


def flood(connection: ssl.SSLSocket) -> None:
    """Announce a gigabyte, and begin to send it."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
    block = b"x" * 65_536
    for _ in range(16_384):
        connection.sendall(block)


def authority() -> trustme.CA:
    """A certificate authority that nobody trusts but who is told to."""
    return trustme.CA()


@contextmanager
def https_sink(
    folder: object,
    *,
    answer: Answer | None = None,
    ca: trustme.CA | None = None,
    certificate: trustme.LeafCert | None = None,
) -> Iterator[Sink]:
    """Serve in threads of its own while the block runs; ``folder`` keeps the CA."""
    ca = ca or authority()
    certificate = certificate or ca.issue_cert(NAME)
    ca_file = f"{folder}/ca-{time.monotonic_ns()}.pem"
    ca.cert_pem.write_to_path(ca_file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    listener = socket.create_server(("127.0.0.1", 0))
    sink = Sink(listener.getsockname()[1], ca_file, answer or status("200 OK"))
    context.sni_callback = lambda tls, name, _: sink.names.append(name)
    thread = threading.Thread(target=_accept, args=(listener, context, sink))
    thread.start()
    try:
        yield sink
    finally:
        sink.stopping.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def _accept(listener: socket.socket, context: ssl.SSLContext, sink: Sink) -> None:
    threads = []
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            break
        sink.connections += 1
        thread = threading.Thread(target=_serve, args=(plain, context, sink))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()


def _serve(plain: socket.socket, context: ssl.SSLContext, sink: Sink) -> None:
    plain.settimeout(30)
    with plain, contextlib.suppress(OSError, EOFError):
        sink.before(plain)
        with context.wrap_socket(plain, server_side=True) as connection:
            sink.requests.append(_read(connection))
            sink.answer(connection)


def _read(connection: ssl.SSLSocket) -> Request:
    with connection.makefile("rb") as stream:
        line = stream.readline().decode().strip()
        headers = {}
        while header := stream.readline().decode().strip():
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0)))
    if not line:
        raise EOFError
    return Request(line, headers, body)
