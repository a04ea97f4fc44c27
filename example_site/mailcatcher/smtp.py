"""The SMTP side: says 250 only when the mail is on the disk."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from .inbox import Inbox


HOST = "127.0.0.1"


class Catcher:
    """Takes every mail for everybody."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        try:
            self.inbox.store(content, envelope.mail_from or "", envelope.rcpt_tos)
        except OSError:
            return "452 4.3.1 The mail could not be written to the disk"
        return "250 2.0.0 Caught"


@contextmanager
def serving(inbox: Inbox, port: int) -> Iterator[None]:
    """Listen on ``port`` in a thread of its own while the block runs."""
    controller = Controller(
        Catcher(inbox), hostname=HOST, port=port, enable_SMTPUTF8=True
    )
    controller.start()
    try:
        yield
    finally:
        controller.stop()
