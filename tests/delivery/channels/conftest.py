"""A message, and what it is sent to: a relay or a server that a test has started."""

import pytest

from hilfe_ukraine.conf import MailRelay
from hilfe_ukraine.delivery.channels.smtp_dialogue import Dialogue, Envelope
from hilfe_ukraine.delivery.channels.smtp_kept import KeptLines
from tests.https_sink import https_sink


ENVELOPE = Envelope(
    "portal@example.org", "amt@office.example", b"Subject: ABC\r\n\r\nGuten Tag\r\n"
)


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


class Office:
    """Sends by kept lines of its own; ``later`` holds what waits for its time."""

    def __init__(self):
        self.clock = Clock()
        self.later = []
        self.lines = KeptLines(
            clock=self.clock, later=lambda seconds, call: self.later.append(call)
        )

    def send(self, relay, *, envelope=ENVELOPE, timeout=5, **options):
        dialogue = Dialogue(
            MailRelay("127.0.0.1", relay.port, **options),
            timeout=timeout,
            name="example.org",
            lines=self.lines,
        )
        return dialogue.deliver(envelope)


@pytest.fixture
def office():
    office = Office()
    yield office
    office.lines.close_all()


@pytest.fixture
def sink(tmp_path):
    """A server with TLS that answers as told."""
    with https_sink(tmp_path) as sink:
        yield sink
