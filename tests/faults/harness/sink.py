"""The test's side of the mail relay: how it behaves, and what it has received."""

import json
import re
import socket
import sys

from contextlib import suppress
from dataclasses import dataclass
from email import message_from_string
from email.policy import default
from pathlib import Path
from typing import Any

from scripts.services.processes import free_port

from .processes import Process
from .waiting import wait_until


@dataclass(frozen=True)
class Received:
    """One mail as the relay noted it, before it answered."""

    at: float
    id: str
    to: list[str]
    subject: str
    attempt: str
    content: str

    @property
    def reference(self) -> str:
        return self.subject.partition(":")[0]

    @property
    def links(self) -> list[str]:
        """The links in its text, in their order."""
        mail = message_from_string(self.content, policy=default)
        text = mail.get_body(("plain",)).get_content()
        return re.findall(r"https?://\S+", text)

    @property
    def is_marked(self) -> bool:
        """Whether the subject tells the receiver of a possible repeat."""
        return self.subject.endswith("]")


class Sink:
    """A relay in a process of its own, on one port for its whole life."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.log = folder / "relay.jsonl"
        self._quits = folder / "relay.quits"
        self._rules = folder / "relay.rules"
        self._output = folder / "relay.log"
        self._process: Process | None = None
        self.log.touch()
        self._quits.touch()
        self.behave()

    def behave(self, *rules: dict[str, Any]) -> None:
        """From now on; without rules, every mail is accepted.

        A rule has a ``mode`` of ``relay.py``, and may have ``to`` (the receiver begins
        so), ``times`` (per mail, or per receiver if it is refused) and ``seconds``.
        """
        draft = self._rules.with_suffix(".draft")
        draft.write_text(json.dumps(rules))
        draft.replace(self._rules)

    def start(self) -> "Sink":
        script = Path(__file__).with_name("relay.py")
        command = [sys.executable, str(script), str(self.port), str(self.log)]
        self._process = Process([*command, str(self._rules)], self._output, {})
        wait_until(self._answers, 20, "the relay answers")
        return self

    def _answers(self) -> bool:
        with (
            suppress(OSError),
            socket.create_connection(("127.0.0.1", self.port), 1) as line,
        ):
            return line.recv(3) == b"220"
        return False

    def stop(self) -> None:
        """The port refuses connections from now on; mails in hand are cut off."""
        if self._process is not None:
            self._process.end()
            self._process = None

    @property
    def mails(self) -> list[Received]:
        # The relay may be in the middle of its last line.
        whole, _, _ = self.log.read_text().rpartition("\n")
        return [Received(**json.loads(line)) for line in whole.splitlines()]

    def quits(self, mode: str) -> int:
        """How many lines said QUIT and were answered in this mode."""
        return self._quits.read_text().splitlines().count(mode)
