"""An SMTP relay that answers each step as a script says, however badly."""

import socketserver
import threading
import time

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Silence(Enum):
    """What may be done instead of answering; with a name that is always the same."""

    #: Cut the line.
    DROP = "drop"
    #: Never answer, and keep the line open.
    HANG = "hang"


DROP, HANG = Silence

GOOD = {
    "connect": b"220 relay.example\r\n",
    "ehlo": b"250 relay.example\r\n",
    "mail": b"250 ok\r\n",
    "rcpt": b"250 ok\r\n",
    "data": b"354 go on\r\n",
    "content": b"250 2.0.0 Thanks\r\n",
    "rset": b"250 ok\r\n",
    "quit": b"221 bye\r\n",
}


@dataclass(frozen=True)
class Drip:
    """Answer one byte at a time, with so many seconds between them."""

    answer: bytes
    seconds: float


@dataclass
class Relay:
    """What it answers, and what it was told.

    ``script`` takes the number of the connection (from 1) and a step, and returns
    what is to be done there, or nothing for a good answer. ``conversations`` holds
    the steps of each connection, ``commands`` its lines as they came, ``mails`` what
    came as content.
    """

    script: Callable[[int, str], Any] = lambda connection, step: None
    conversations: list[list[str]] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    port: int = 0
    open_lines: list[Any] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def hang_up(self) -> None:
        """Close every line, as a relay does that has waited long enough."""
        for line in self.open_lines:
            line.finish_now()


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        relay = self.server.relay
        relay.conversations.append(steps := [])
        relay.open_lines.append(self)
        number = len(relay.conversations)
        step = "connect"
        try:
            while self._answer(answer := relay.script(number, step) or GOOD.get(step)):
                if answer == GOOD["data"] and self._take_content(relay):
                    step = "content"
                else:
                    relay.commands.append(line := self.rfile.readline())
                    step = line.split(b" ")[0].strip().decode().lower()
                if not step:
                    return
                steps.append(step)
        except OSError:
            return

    def _answer(self, answer: Any) -> bool:
        if answer is HANG:
            self.server.relay.stopped.wait(30)
        if answer in (HANG, DROP):
            return False
        if isinstance(answer, Drip):
            for byte in answer.answer:
                self.wfile.write(bytes([byte]))
                time.sleep(answer.seconds)
        else:
            self.wfile.write(answer or b"500 what?\r\n")
        return True

    def _take_content(self, relay: Relay) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if line:
            relay.mails.append(b"".join(lines))
        return bool(line)

    def finish_now(self) -> None:
        self.server.shutdown_request(self.request)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    relay: Relay

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left in the middle is what is tested here."""


@contextmanager
def scripted_relay(
    script: Callable[[int, str], Any] = lambda connection, step: None,
) -> Iterator[Relay]:
    """Serve in threads of its own while the block runs."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.relay = relay = Relay(script, port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield relay
        finally:
            relay.stopped.set()
            relay.hang_up()
            server.shutdown()
            thread.join()


def at(step: str, answer: Any, *, connection: int | None = None) -> Callable:
    """A script that does one thing otherwise, on one connection or on all."""
    return lambda number, here: (
        answer if here == step and connection in (None, number) else None
    )
