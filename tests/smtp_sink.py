"""A real SMTP server on a free port that misbehaves as told."""

import asyncio
import ssl

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller

from scripts.services.processes import free_port


@dataclass
class Sink:
    """Mode, and what arrived.

    ``accept``; ``451``, ``550``: answer to RCPT; ``452``, ``554``: answer to the
    content; ``530``: answer to MAIL; ``drop``: keeps the mail and cuts the line
    before it answers; ``hang``: keeps the mail and never answers; ``hang_at_quit``.
    """

    mode: str = "accept"
    received: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    receivers: list[list[str]] = field(default_factory=list)
    port: int = 0

    @property
    def mails(self) -> list[EmailMessage]:
        return [
            message_from_bytes(content, policy=default) for content in self.received
        ]

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self.mode == "530":
            return "530 5.7.0 Must issue a STARTTLS command first"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.mode in ("451", "550"):
            return f"{self.mode} {self.mode[0]}.1.1 <{address}> not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.mode in ("452", "554"):
            return f"{self.mode} no"
        self.received.append(envelope.original_content)
        self.senders.append(envelope.mail_from)
        self.receivers.append(list(envelope.rcpt_tos))
        if self.mode == "drop":
            server.transport.abort()
        if self.mode == "hang":
            await asyncio.sleep(60)
        return "250 2.0.0 Thanks"

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802
        if self.mode == "hang_at_quit":
            await asyncio.sleep(60)
        return "221 Bye"


@contextmanager
def smtp_sink(
    mode: str = "accept", *, port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[Sink]:
    """Serve in a thread of its own while the block runs.

    With ``tls``, mail is taken only after STARTTLS.
    """
    sink = Sink(mode, port=port or free_port())
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=sink.port,
        tls_context=tls,
        require_starttls=tls is not None,
    )
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
