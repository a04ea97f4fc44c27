"""Redis for the tests."""

import socket

from pathlib import Path
from urllib.parse import urlsplit

from .processes import binary, free_port
from .server import Plan


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


def plan(folder: Path) -> Plan | None:
    """A new, empty server that writes nothing to the disk."""
    server = binary("redis-server")
    if server is None:
        return None
    port = free_port()
    return Plan(
        command=[server, "--port", str(port), "--bind", "127.0.0.1", "--save", ""],
        address=f"redis://127.0.0.1:{port}/0",
        folder=folder,
        answers=answers,
    )
