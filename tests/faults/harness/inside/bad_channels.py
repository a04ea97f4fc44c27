"""Channels that break their promise."""

import os
import signal

from datetime import datetime
from pathlib import Path

from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.delivery.channels.registry import channels
from hilfe_ukraine.delivery.message import Message
from hilfe_ukraine.models import Delivery

from . import orders


class DeadlyChannel(EmailChannel):
    """Writing the message takes all memory, and the system kills the worker."""

    id = "deadly"

    def write(self, delivery: Delivery, *, number: int, now: datetime) -> Message:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")


class RaisingChannel(EmailChannel):
    """Has an error in its template until somebody mends it."""

    id = "raising"

    def write(self, delivery: Delivery, *, number: int, now: datetime) -> Message:
        if not (Path(orders()["folder"]) / "mended").exists():
            raise ZeroDivisionError("kanari in the text of an error")
        return super().write(delivery, number=number, now=now)


def register() -> None:
    """Called once per process."""
    channels.register(DeadlyChannel())
    channels.register(RaisingChannel())
