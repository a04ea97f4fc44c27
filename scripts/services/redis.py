"""Redis for the tests."""

import socket

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from .processes import binary, free_port, running


NAME = "Redis"
VARIABLE = "HILFE_TEST_REDIS"
STANDARD_ADDRESS = "redis://127.0.0.1:6379/0"


def answers(address: str) -> bool:
    place = urlsplit(address)
    try:
        with socket.create_connection(
            (place.hostname, place.port), timeout=2
        ) as server:
            server.sendall(b"PING\r\n")
            return server.recv(16).startswith(b"+PONG")
    except OSError:
        return False


@contextmanager
def private(folder: Path) -> Iterator[str | None]:
    """A new, empty server that writes nothing to the disk."""
    server = binary("redis-server")
    if server is None:
        yield None
        return
    port = free_port()
    address = f"redis://127.0.0.1:{port}/0"
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with running(command, lambda: answers(address), folder) as works:
        yield address if works else None
