"""A healthy mail relay, in processes of its own.

One process per connection, as Postfix has it, so that it uses every core and is no
bottleneck of its own making. It does the least that RFC 5321 (4.2.5, 6.1) asks of who
answers 250 to the content: the mail is in a file and the file is on the disk before the
answer goes out. A real relay does more (looks up names, rewrites headers, logs five
lines, moves files between queues), so it is slower than this one.

``keep=False`` throws mails away: no relay, only a measure of what the clients cost.
``think`` is how many seconds it takes before it answers to a mail, as one does that is
across a network, waits for a disk that turns, or looks for viruses.
"""

import multiprocessing
import os
import signal
import socket
import tempfile
import time

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


_ANSWERS = {
    b"EHLO": b"250 relay.example\r\n",
    b"HELO": b"250 relay.example\r\n",
    b"MAIL": b"250 2.1.0 ok\r\n",
    b"RCPT": b"250 2.1.5 ok\r\n",
    b"RSET": b"250 2.0.0 ok\r\n",
    b"DATA": b"354 go on\r\n",
}
_CONTEXT = multiprocessing.get_context("fork")


class Relay:
    """Where it listens, and how many mails it has taken over."""

    def __init__(self, folder: Path | None, think: float) -> None:
        self.folder = folder
        self._think = think
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._socket.getsockname()[1]
        self._count = _CONTEXT.Value("q", 0)

    @property
    def count(self) -> int:
        return self._count.value

    def wait_for(self, count: int, seconds: float) -> None:
        """Return when it has so many mails; raises ``TimeoutError``."""
        end = time.monotonic() + seconds
        while self.count < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{self.count} of {count} mails in {seconds} s")
            time.sleep(0.002)

    def empty(self) -> None:
        """Throw away what was kept, between two rounds."""
        for path in self.folder.glob("*.eml") if self.folder else ():
            path.unlink()
        with self._count:
            self._count.value = 0

    def serve(self) -> None:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children leave no trace
        os.setpgrp()
        parent = os.getppid()
        self._socket.settimeout(1)
        while os.getppid() == parent:  # else whoever started it was killed
            try:
                line, _ = self._socket.accept()
            except TimeoutError:
                continue
            line.settimeout(None)
            if not os.fork():
                try:
                    self._converse(line)
                finally:
                    os._exit(0)
            line.close()

    def _converse(self, line: socket.socket) -> None:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        reader = line.makefile("rb", 65536)
        line.sendall(b"220 relay.example ESMTP\r\n")
        number = 0
        while command := reader.readline():
            verb = command[:4].upper()
            if verb == b"QUIT":
                line.sendall(b"221 2.0.0 bye\r\n")
                return
            line.sendall(_ANSWERS.get(verb, b"500 5.5.1 what?\r\n"))
            if verb == b"DATA":
                number += 1
                self._take(reader, number)
                line.sendall(b"250 2.0.0 ok\r\n")

    def _take(self, reader: Any, number: int) -> None:
        lines = []
        while (text := reader.readline()) != b".\r\n":
            if not text:
                return
            lines.append(text)
        if self.folder:
            self._keep(b"".join(lines), number)
        if self._think:
            time.sleep(self._think)
        with self._count:
            self._count.value += 1

    def _keep(self, mail: bytes, number: int) -> None:
        path = self.folder / f"{os.getpid()}-{number}.eml"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(handle, mail)
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def relay(*, keep: bool, think: float = 0.0) -> Iterator[Relay]:
    """Serve while the block runs."""
    with tempfile.TemporaryDirectory(prefix="hilfe-relay-") as name:
        server = Relay(Path(name) if keep else None, think)
        process = _CONTEXT.Process(target=server.serve, daemon=True)
        process.start()
        try:
            yield server
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.join()
