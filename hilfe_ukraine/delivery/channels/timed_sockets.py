"""Sockets that know when to stop.

The timeout of a socket is per call, so a server that sends one byte now and then could
hold a worker for ever. These set it anew before each call, to what is left.
"""

import socket
import ssl
import time

from functools import lru_cache
from typing import Any


class _Timed:
    """Put before a class of sockets; ``deadline`` is of ``time.monotonic``."""

    deadline: float

    def tighten(self) -> None:
        """Let the next call take what is left; raises when nothing is."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for the whole request is over")
        self.settimeout(left)  # type: ignore[attr-defined]

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.tighten()
        return super().recv_into(*args, **kwargs)  # type: ignore[misc]

    def send(self, *args: Any, **kwargs: Any) -> int:
        self.tighten()
        return super().send(*args, **kwargs)  # type: ignore[misc]

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        self.tighten()
        super().sendall(*args, **kwargs)  # type: ignore[misc]


class PlainSocket(_Timed, socket.socket):
    """A TCP socket with a deadline."""


class _TlsSocket(_Timed, ssl.SSLSocket):
    """A TLS socket with a deadline."""


@lru_cache(maxsize=4)
def trusting(ca_file: str) -> ssl.SSLContext:
    """Return what verifies certificates: the system's authorities, and those of a file.

    Read once per process. Raises ``OSError`` if the file is missing or no certificate.
    """
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    context.sslsocket_class = _TlsSocket
    return context


def open_socket(
    family: int,
    kind: int,
    protocol: int,
    address: Any,
    *,
    patience: float,
    deadline: float,
) -> PlainSocket:
    """Connect within ``patience`` seconds; raises ``OSError``, and leaves nothing open.

    All but ``deadline`` and ``patience`` are as ``getaddrinfo`` gives them.
    """
    plain = PlainSocket(family, kind, protocol)
    plain.deadline = deadline
    try:
        plain.settimeout(patience)
        plain.connect(address)
    except BaseException:
        plain.close()
        raise
    return plain


def tls_socket(
    plain: PlainSocket, context: ssl.SSLContext, *, name: str
) -> ssl.SSLSocket:
    """Return ``plain`` with TLS spoken over it, the certificate verified for ``name``.

    ``context`` comes from :func:`trusting`. The deadline goes on. Raises ``OSError``,
    of which ``ssl.SSLError`` is one, and leaves nothing open.
    """
    deadline = plain.deadline
    with plain:  # which wrapping has taken over, unless it failed
        secure: Any = context.wrap_socket(
            plain, server_hostname=name, do_handshake_on_connect=False
        )
    secure.deadline = deadline
    try:
        secure.tighten()
        secure.do_handshake()
    except BaseException:
        secure.close()
        raise
    return secure
