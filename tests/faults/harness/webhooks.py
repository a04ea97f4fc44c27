"""Receivers of webhooks: real HTTPS servers, each with a name and a way to answer."""

import json
import time

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.https_sink import Answer, Sink, authority, https_sink

from .inside.names import ENDING
from .sink import Received


_USE = """
import django, json, sys
django.setup()
from django.utils import timezone
from hilfe_ukraine.models import ResponsibleBody, Webhook
for key, url, secret in json.loads(sys.argv[1]):
    body = ResponsibleBody.objects.get(key=key)
    body.channel = "webhook"
    body.save()
    Webhook.objects.create(
        body=body, url=url, state="active", secret=secret, changed_at=timezone.now()
    )
"""


@dataclass
class Receiver:
    """One body's system: its next answer, and whether it keeps what it answers so to.

    The last answer counts for ever; ``at`` and ``takes`` tell of each request so far.
    """

    sink: Sink
    answers: list[tuple[Answer, bool]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    takes: list[bool] = field(default_factory=list)

    def answer(self, connection: Any) -> None:
        number = min(len(self.at), len(self.answers) - 1)
        answer, takes = self.answers[number]
        self.takes.append(takes)
        self.at.append(time.time())
        answer(connection)

    def received(self) -> list[Received]:
        """What it took, in the words of the relay's log."""
        noted = zip(self.sink.requests, self.at, self.takes, strict=True)
        return [_received(request, at) for request, at, takes in noted if takes]


class Receivers:
    """All of them, with one authority that vouches for their certificates."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._stack = folder, ExitStack()
        self._ca = authority()
        self._ca_file = folder / "authority.pem"
        self._ca.cert_pem.write_to_path(str(self._ca_file))
        self._all: dict[str, Receiver] = {}

    def add(self, key: str, *answers: tuple[Answer, bool], **own: Any) -> Receiver:
        """A receiver for the body with this key; ``own`` may hold another ``ca``."""
        name = key + ENDING
        ca = own.get("ca", self._ca)
        found = https_sink(self._folder, ca=ca, certificate=ca.issue_cert(name))
        sink = self._stack.enter_context(found)
        receiver = self._all[key] = Receiver(sink, list(answers))
        sink.answer = receiver.answer
        return receiver

    def url(self, key: str) -> str:
        return f"https://{key}{ENDING}:{self._all[key].sink.port}/hook"

    def settings(self) -> dict[str, Any]:
        """What lets the portal go there."""
        return {
            "HILFE_UKRAINE_WEBHOOK_NETWORKS": ["127.0.0.0/8"],
            "HILFE_UKRAINE_WEBHOOK_PORTS": [r.sink.port for r in self._all.values()],
            "HILFE_UKRAINE_WEBHOOK_CA_FILE": str(self._ca_file),
            "HILFE_UKRAINE_WEBHOOK_CONNECT_SECONDS": 2,
            "HILFE_UKRAINE_WEBHOOK_SECONDS": 4,
        }

    def use(self, portal: Any, secret: str) -> None:
        """Let the bodies take their offers there from now on."""
        hooks = [(key, self.url(key), secret) for key in self._all]
        portal.manage("-c", _USE, json.dumps(hooks))

    def received(self) -> list[Received]:
        return [one for receiver in self._all.values() for one in receiver.received()]

    def close(self) -> None:
        self._stack.close()


def _received(request: Any, at: float) -> Received:
    document = json.loads(request.body)
    mark = " [repeat]" if document["is_repeat"] else ""
    return Received(
        at=at,
        id=f"<{request.headers['webhook-id']}@example.org>",
        to=[],
        subject=f"{document['data']['reference']}:{mark}",
        attempt="",
        content="",
    )
