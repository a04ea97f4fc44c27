"""One POST to a stranger's server, guarded: where it goes, and how long it may take.

Every address a name leads to is checked, and the connection is made to an address that
was checked, so that a name cannot change its mind in between. Redirects are not
followed, proxies of the environment are not used, the certificate is verified, and one
clock runs over everything from the look-up to the last byte of the answer.
"""

import http.client
import socket
import ssl
import threading
import time

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from hilfe_ukraine.domain.addresses import Network, Target, is_allowed
from hilfe_ukraine.domain.errors import HilfeUkraineError

from .timed_sockets import PlainSocket, open_socket, tls_socket, trusting


#: Like ``socket.getaddrinfo``; tests bring their own.
Resolver = Callable[..., list[Any]]

_READ_AT_MOST = 65_536


@dataclass(frozen=True)
class Limits:
    """What those who run the site allow; see ``conf.webhooks``.

    With ``proxy`` (host and port) names are looked up and checked by the proxy, which
    gets them unresolved.
    """

    connect_seconds: float
    seconds: float
    networks: Sequence[Network] = ()
    proxy: tuple[str, int] | None = None
    ca_file: str = ""


@dataclass(frozen=True)
class HttpAnswer:
    """Status and what was read of the body, at most 64 KiB."""

    status: int
    retry_after: str
    text: str


class Forbidden(HilfeUkraineError):
    """The name leads to an address that a webhook must not go to. Nothing was sent."""


class Unsent(HilfeUkraineError):
    """It failed before the receiver could have the whole request.

    ``args`` are the step and the name of the error; its cause holds the rest.
    """


class Unanswered(HilfeUkraineError):
    """The whole request is out, and no answer came. ``args`` as for ``Unsent``."""


def post(
    target: Target,
    *,
    headers: Mapping[str, str],
    body: bytes,
    limits: Limits,
    resolve: Resolver = socket.getaddrinfo,
) -> HttpAnswer:
    """Send ``body`` and return the answer; takes at most ``limits.seconds``.

    Raises :class:`Forbidden`, :class:`Unsent` or :class:`Unanswered`. A body of an
    answer that breaks off, drips or does not end is cut: its status is what counts.
    """
    deadline = time.monotonic() + limits.seconds
    step = "trust"
    connection = None
    try:
        context = trusting(limits.ca_file)
        step = "lookup"
        addresses = _addresses(target, limits, resolve)
        step = "connect"
        plain = _reach(target, addresses, limits, deadline)
        step = "tls"
        connection = _secured(plain, target, context)
        step = "write"
        connection.request("POST", target.path, body=body, headers=dict(headers))
        step = "answer"
        return _read(connection)
    except (OSError, http.client.HTTPException) as error:
        kind = Unanswered if step == "answer" else Unsent
        raise kind(step, type(error).__name__) from error
    finally:
        if connection is not None:
            connection.close()


def _addresses(target: Target, limits: Limits, resolve: Resolver) -> list[Any]:
    """Return the entries of ``getaddrinfo`` to try, all of them checked.

    One bad address among several is enough to refuse: whoever mixes them is trying
    something. Our own proxy may stand anywhere; an address in digits is checked even
    then.
    """
    if limits.proxy is not None:
        if is_forbidden_in_digits(target.host, limits.networks):
            raise Forbidden(target.host)
        return _look_up(*limits.proxy, limits.connect_seconds, resolve)
    found = _look_up(target.host, target.port, limits.connect_seconds, resolve)
    for *_, socket_address in found:
        if not is_allowed(str(socket_address[0]), limits.networks):
            raise Forbidden(str(socket_address[0]))
    return found


def _look_up(host: str, port: int, seconds: float, resolve: Resolver) -> list[Any]:
    """Look a name up, but do not wait longer than that; the system's own limit is.

    It runs in a thread that is left to itself when it takes too long.
    """
    found: list[Any] = []
    errors: list[BaseException] = []

    def ask() -> None:
        try:
            found.extend(resolve(host, port, type=socket.SOCK_STREAM))
        except Exception as error:  # noqa: BLE001 - raised below, in the right thread
            errors.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not found:
        raise TimeoutError("the name was not found in time")
    return list(found)


def _reach(
    target: Target, addresses: list[Any], limits: Limits, deadline: float
) -> PlainSocket:
    plain = _connect(addresses, limits, deadline)
    if limits.proxy is not None:
        try:
            _ask_proxy(plain, target)
        except BaseException:
            plain.close()
            raise
    return plain


def _connect(addresses: list[Any], limits: Limits, deadline: float) -> PlainSocket:
    """Connect to the first address that answers; each gets its share of the time."""
    ends = min(deadline, time.monotonic() + limits.connect_seconds)
    failure: OSError = OSError("there is no address")
    for left, (family, kind, protocol, _, address) in _counting_down(addresses):
        patience = max((ends - time.monotonic()) / left, 0.001)
        try:
            return open_socket(
                family, kind, protocol, address, patience=patience, deadline=deadline
            )
        except OSError as error:
            failure = error
    raise failure


def _counting_down(addresses: list[Any]) -> list[tuple[int, Any]]:
    return [(len(addresses) - index, entry) for index, entry in enumerate(addresses)]


def _secured(
    plain: PlainSocket, target: Target, context: ssl.SSLContext
) -> http.client.HTTPSConnection:
    """Return a connection that is open, verified, and opens no other one."""
    secure = tls_socket(plain, context, name=target.host)
    connection = http.client.HTTPSConnection(target.host, target.port, context=context)
    connection.auto_open = 0
    connection.sock = secure
    return connection


def _ask_proxy(plain: PlainSocket, target: Target) -> None:
    host = f"[{target.host}]" if ":" in target.host else target.host
    there = f"{host}:{target.port}"
    plain.sendall(f"CONNECT {there} HTTP/1.1\r\nHost: {there}\r\n\r\n".encode())
    answer = http.client.HTTPResponse(plain, method="CONNECT")
    answer.begin()
    answer.close()
    if answer.status != 200:
        raise OSError(f"the proxy says {answer.status}")


def _read(connection: http.client.HTTPSConnection) -> HttpAnswer:
    response = connection.getresponse()
    return HttpAnswer(
        status=response.status,
        retry_after=response.getheader("Retry-After", ""),
        text=_beginning(response).decode("utf-8", "replace"),
    )


def _beginning(response: http.client.HTTPResponse) -> bytes:
    try:
        return response.read(_READ_AT_MOST)
    except (OSError, http.client.HTTPException):
        return b""  # the status has come, and that decides


def is_forbidden_in_digits(host: str, networks: Sequence[Network]) -> bool:
    """Whether ``host`` is an address in digits that no webhook may go to.

    ``127.1`` and ``0x7f000001`` are digits as well. A name is looked up by nobody here.
    """
    return _is_digits(host) and not is_allowed(host, networks)


def _is_digits(host: str) -> bool:
    try:
        socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except OSError:
        return False
    return True


def parse_proxy(address: str) -> tuple[str, int] | None:
    """Return host and port of ``http://host:port``, or ``None`` for an empty text."""
    if not address:
        return None
    parts = urlsplit(address)
    plain = parts.scheme == "http" and "@" not in parts.netloc
    if not (plain and parts.hostname and parts.port):
        raise ValueError("a proxy is written http://host:port")
    return parts.hostname, parts.port
