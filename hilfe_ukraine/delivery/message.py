"""One e-mail, as values, and as what goes over the wire."""

import binascii
import email.policy
import unicodedata

from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime, formataddr, parseaddr
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode

from .channels.base import Unsendable


# The older half of Python's e-mail package: the newer one parses each header it is
# given and costs three times as much. No line breaks of its own, for it would put one
# before a long Message-ID.
_POLICY = email.policy.compat32.clone(
    linesep="\r\n", mangle_from_=False, max_line_length=None
)


@dataclass(frozen=True)
class Message:
    """An e-mail to one receiver; an outgoing message of the e-mail channel.

    ``number`` counts the tries. ``message_id`` is the same for all of them, so that
    a receiving system can tell a repeat.
    """

    sender: str
    to: str
    subject: str
    text: str
    html: str
    message_id: str
    number: int
    sent_at: datetime
    envelope_sender: str = ""
    delivery_uuid: str = ""

    @property
    def address(self) -> str:
        return self.to

    @property
    def content(self) -> str:
        return f"{self.subject}\n\n{self.text}"

    @property
    def recipient(self) -> str:
        """The address for the envelope; raises :class:`Unsendable`."""
        return _plain_address(self.to)

    @property
    def return_path(self) -> str:
        """The address for MAIL FROM."""
        return self.envelope_sender or parseaddr(self.sender)[1]

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
        """What goes over the wire, made once; raises as :meth:`as_email` does."""
        return self.as_email().as_bytes()

    def as_email(self) -> MIMEMultipart:
        """Return the mail; raises :class:`Unsendable` for anything smuggled in."""
        if _has_control_character(self.subject) or _has_control_character(self.to):
            raise Unsendable("control_character")
        name, sender = parseaddr(self.sender)
        mail = MIMEMultipart("alternative", policy=_POLICY)
        mail["From"] = _mailbox(name, _plain_address(sender))
        mail["To"] = self.recipient
        mail["Subject"] = _words("Subject", self.subject)
        for header, value in self.headers.items():
            mail[header] = value
        mail.attach(_part("plain", self.text))
        mail.attach(_part("html", self.html))
        return mail


def _part(subtype: str, text: str) -> MIMENonMultipart:
    """Not every relay takes 8-bit text; quoted-printable stays readable in a file."""
    part = MIMENonMultipart("text", subtype, policy=_POLICY, charset="utf-8")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(binascii.b2a_qp(text.encode(), istext=True).decode("ascii"))
    return part


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
