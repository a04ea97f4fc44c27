"""Caught mails as ``.eml`` files in one folder."""

import datetime
import email
import email.policy
import os
import re
import secrets
import time

from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path


NAME = re.compile(r"[0-9]{20}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Mail:
    """One caught mail. ``recipients`` are those of the envelope, not of the header."""

    name: str
    message: EmailMessage

    @property
    def caught_at(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(int(self.name[:20]) / 1e9).astimezone()

    @property
    def recipients(self) -> str:
        return str(self.message.get("X-Envelope-To", ""))

    @property
    def sender(self) -> str:
        return str(self.message.get("From", ""))

    @property
    def subject(self) -> str:
        return str(self.message.get("Subject", ""))

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    def body(self, kind: str) -> str | None:
        """The ``plain`` or ``html`` body, or nothing if the mail has none."""
        part = self.message.get_body(preferencelist=(kind,))
        return part.get_content() if part is not None else None


class Inbox:
    """Writes and reads the folder. Several processes may read while one writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def store(self, content: bytes, sender: str, recipients: Iterable[str]) -> Path:
        """Keep one mail and return its file.

        When this returns, the mail is on the disk under its final name; before that no
        ``.eml`` file exists, so a reader never sees half a mail.
        """
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        envelope = (
            f"X-Envelope-From: {sender}\r\nX-Envelope-To: {', '.join(recipients)}"
        )
        draft = self.folder / f"{name}.part"
        with draft.open("wb") as file:
            file.write(envelope.encode() + b"\r\n" + content)
            file.flush()
            os.fsync(file.fileno())
        final = draft.rename(self.folder / f"{name}.eml")
        self._sync_folder()
        return final

    def mails(self, recipient: str = "") -> list[Mail]:
        """Newest first; only those to ``recipient`` if one is given."""
        names = sorted((file.stem for file in self.folder.glob("*.eml")), reverse=True)
        found = [mail for name in names if (mail := self.read(name)) is not None]
        return [mail for mail in found if recipient in mail.recipients]

    def read(self, name: str) -> Mail | None:
        """One mail by its name, or nothing; a name with a path in it is nothing."""
        file = self.folder / f"{name}.eml"
        if not NAME.fullmatch(name) or not file.is_file():
            return None
        return Mail(name, parse(file.read_bytes()))

    def _sync_folder(self) -> None:
        """A rename is only safe once the folder itself is on the disk."""
        number = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def parse(content: bytes) -> EmailMessage:
    """``content`` as a message with decoded headers."""
    return email.message_from_bytes(content, policy=email.policy.default)
