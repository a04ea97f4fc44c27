"""One e-mail, as values, and as what goes over the wire."""

import binascii
import unicodedata

from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode

from hilfe_ukraine.domain.errors import Unsendable


# No text can hold it, since quoted-printable has no "_" after "=" (RFC 2045, 6.7).
_BOUNDARY = "=_hilfe"


@dataclass(frozen=True)
class Message:
    """An e-mail to one receiver; an outgoing message of the e-mail channel.

    ``number`` counts the tries. ``message_id`` is the same for all of them, so that
    a receiving system can tell a repeat. With ``holds_content`` an offer itself is in
    it, so that it may only go by TLS.
    """

    sender: str
    to: str
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    message_id: str
    number: int
    sent_at: datetime
    envelope_sender: str = ""
    delivery_uuid: str = ""
    holds_content: bool = False

    @property
    def address(self) -> str:
        return self.to

    @property
    def content(self) -> str:
        return f"{self.subject}\n\n{self.text}"

    @cached_property
    def recipient(self) -> str:
        """The address for the envelope; raises :class:`Unsendable`."""
        return _plain_address(self.to)

    @cached_property
    def return_path(self) -> str:
        """The address for MAIL FROM; raises :class:`Unsendable`."""
        return _plain_address(self.envelope_sender or parseaddr(self.sender)[1])

    @property
    def headers(self) -> dict[str, str]:
        """All headers but From, To and Subject; the same for every mail program."""
        return {
            "Date": format_datetime(self.sent_at),
            "Message-ID": self.message_id,
            "X-Hilfe-Attempt": str(self.number),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        }

    @cached_property
    def wire(self) -> bytes:
        """The mail as it goes over the wire, made once.

        Raises :class:`Unsendable` for anything smuggled in. Put together here, since
        Python's e-mail package, which parses and folds what is right already, takes
        ten times as long.
        """
        if _has_control_character(self.subject) or _has_control_character(self.to):
            raise Unsendable("control_character")
        name, sender = parseaddr(self.sender)
        headers = {
            "From": _mailbox(" ".join(name.split()), _plain_address(sender)),
            "To": self.recipient,
            "Subject": _words("Subject", self.subject),
            **self.headers,
            "MIME-Version": "1.0",
            "Content-Type": f'multipart/alternative; boundary="{_BOUNDARY}"',
        }
        parts = [_part("plain", self.text), _part("html", self.html), "--\n"]
        mail = _head(headers) + f"\n--{_BOUNDARY}".join(["", *parts])
        return mail.replace("\n", "\r\n").encode("ascii")


def _head(headers: dict[str, str]) -> str:
    return "".join(f"{name}: {value}\n" for name, value in headers.items())


def _part(subtype: str, text: str) -> str:
    """Not every relay takes 8-bit text; quoted-printable stays readable in a file."""
    headers = {
        "Content-Type": f'text/{subtype}; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
    }
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    body = binascii.b2a_qp(lines.encode(), istext=True).decode("ascii")
    return f"\n{_head(headers)}\n{body}"


def _words(header: str, text: str) -> str:
    if text.isascii():
        return text
    # An encoded word has 75 characters at most (RFC 2047), and a space before it.
    return Header(text, "utf-8", maxlinelen=75, header_name=header).encode()


def _mailbox(name: str, address: str) -> str:
    """Not ``formataddr`` alone: it makes one encoded word, however long the name."""
    if name.isascii():
        return formataddr((name, address))
    return f"{_words('From', name)} <{address}>"


def _plain_address(text: str) -> str:
    """Return one address in ASCII; raises :class:`Unsendable` if it is not one."""
    try:
        validate_email(text)
    except ValidationError as error:
        raise Unsendable("bad_address") from error
    local, _, domain = text.rpartition("@")
    return f"{local}@{punycode(domain)}"


def _has_control_character(text: str) -> bool:
    return any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in text)
