"""Names of receivers that only the portal under test knows; all are this machine."""

import socket

from typing import Any

from hilfe_ukraine.delivery.channels.registry import channels


ENDING = ".amt.example"


def know_them() -> None:
    """Resolve them for the webhook channel, and for nothing else."""
    channels.get("webhook")._resolve = _resolve


def _resolve(host: str, *arguments: Any, **options: Any) -> list:
    if host.endswith(ENDING):
        host = "127.0.0.1"
    return socket.getaddrinfo(host, *arguments, **options)
