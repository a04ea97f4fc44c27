"""Reading a mail that came back: what does it say about the one that was sent?

Only delivery status notifications (RFC 3464) count. Texts in which a mail server
explains itself in words are not guessed at: a person reads them.
"""

import re

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from enum import StrEnum


class ReportKind(StrEnum):
    """What a returned mail says."""

    #: It was not delivered, and nobody will try again.
    HARD = "hard"
    #: Nothing final: delayed, relayed, or not to everybody behind the address.
    SOFT = "soft"
    #: A machine answers for somebody who is away. Neither a bounce nor an answer.
    AUTO_REPLY = "auto_reply"
    #: Anything else. A person should look at it.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Report:
    """What a returned mail says, and two ways to find the message it is about.

    ``code`` is an enhanced status such as ``5.1.1``, and never names anybody.
    ``addresses`` are the headers in which our own envelope sender stands,
    ``message_id`` is that of the mail that was returned; both may be empty.
    """

    kind: ReportKind
    code: str = ""
    addresses: tuple[str, ...] = ()
    message_id: str = ""


#: More than this is not looked at: the status stands in front of the returned mail.
LONGEST = 1_000_000

_TO_US = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_MAIL_TYPES = ("message/rfc822", "message/global")
_HEADER_TYPES = ("text/rfc822-headers", "message/global-headers")

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_EMPTY_LINE = re.compile(r"\r?\n[ \t]*\r?\n")
_MAIL_SERVER = re.compile(r"mailer-daemon|postmaster|mail delivery", re.IGNORECASE)
_AWAY = re.compile(
    r"abwesenheit|nicht im (büro|haus)|automatische antwort|out of (the )?office"
    r"|automatic reply|auto-?reply|auto(matic)? response|autoantwort|^auto:|vacation",
    re.IGNORECASE,
)
_AUTO_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Vacation")
_AUTO_PRECEDENCE = ("auto_reply", "bulk", "junk", "list")


def read_report(raw: bytes) -> Report:
    """Return what ``raw``, a whole mail, says. Never raises."""
    try:
        return _read(message_from_bytes(raw[:LONGEST]))
    except Exception:  # noqa: BLE001 - what no parser takes, a person can read
        return Report(ReportKind.UNKNOWN)


def _read(mail: Message) -> Report:
    parts = list(mail.walk())
    status = next((n for n, part in enumerate(parts) if _is_status(part)), None)
    if status is None:
        is_away = not _is_from_a_server(mail) and _is_automatic(mail)
        return Report(ReportKind.AUTO_REPLY if is_away else ReportKind.UNKNOWN)
    kind, code = _judge([_Recipient.of(block) for block in _blocks(parts[status])])
    returned = _returned(parts[status + 1 :])
    addresses = [str(value) for name in _TO_US for value in mail.get_all(name, ())]
    addresses += returned.get_all("Return-Path", ()) if returned else ()
    return Report(
        kind,
        code=code,
        addresses=tuple(str(address) for address in addresses),
        message_id=_header(returned, "Message-ID") if returned else "",
    )


@dataclass(frozen=True)
class _Recipient:
    """What became of the mail for one recipient."""

    action: str
    status: str

    @classmethod
    def of(cls, block: Message) -> "_Recipient":
        words = _header(block, "Action").lower().split()
        status = _STATUS.search(_header(block, "Status"))
        said = _STATUS.search(_header(block, "Diagnostic-Code"))
        # "5.0.0" says no more than "failed"; the server's own answer may say more.
        found = said if not status or status[1].endswith(".0.0") else status
        found = found or status
        return cls(words[0] if words else "", found[1] if found else "")

    @property
    def has_failed(self) -> bool:
        """Also with a status of 4: after some days the server stops trying."""
        return self.action == "failed" or (not self.action and self.status[:1] == "5")

    @property
    def has_it(self) -> bool:
        return self.action in ("delivered", "relayed", "expanded")

    @property
    def waits(self) -> bool:
        return self.action == "delayed" or (not self.action and self.status[:1] == "4")


def _judge(recipients: Sequence[_Recipient]) -> tuple[ReportKind, str]:
    """One mail has one receiver; behind his address there may be several people."""
    failed = [recipient for recipient in recipients if recipient.has_failed]
    waiting = [recipient for recipient in recipients if recipient.waits]
    arrived = [recipient for recipient in recipients if recipient.has_it]
    if failed and not waiting and not arrived:
        return ReportKind.HARD, failed[0].status
    if failed or waiting or arrived:
        return ReportKind.SOFT, (failed or waiting or arrived)[0].status
    return ReportKind.UNKNOWN, ""


def _is_status(part: Message) -> bool:
    return part.get_content_type() in _STATUS_TYPES


def _blocks(part: Message) -> Iterator[Message]:
    """Groups of fields, however the parser has cut them up."""
    for block in _mails_in(part):
        yield block
        rest = block.get_payload()
        if isinstance(rest, str):
            yield from _fields(rest)


def _fields(text: str) -> Iterable[Message]:
    return (message_from_string(group.strip()) for group in _EMPTY_LINE.split(text))


def _returned(parts: Iterable[Message]) -> Message | None:
    """The headers of the mail that came back, from the parts after the status."""
    for part in parts:
        kind, mails = part.get_content_type(), _mails_in(part)
        if kind in (*_MAIL_TYPES, *_HEADER_TYPES) and mails:
            return mails[0]
        if kind in _HEADER_TYPES:
            content = part.get_payload(decode=True)
            return message_from_bytes(content if isinstance(content, bytes) else b"")
    return None


def _mails_in(part: Message) -> list[Message]:
    payload = part.get_payload()
    parts = payload if isinstance(payload, list) else []
    return [mail for mail in parts if isinstance(mail, Message)]


def _is_from_a_server(mail: Message) -> bool:
    is_report = mail.get_param("report-type") == "delivery-status"
    sender = _MAIL_SERVER.search(_header(mail, "From"))
    return bool(is_report or sender or mail["X-Failed-Recipients"])


def _is_automatic(mail: Message) -> bool:
    if any(name in mail for name in _AUTO_HEADERS):
        return True
    if _header(mail, "Auto-Submitted").lower() not in ("", "no"):
        return True
    if _header(mail, "Precedence").lower() in _AUTO_PRECEDENCE:
        return True
    if mail.get_param("report-type") == "disposition-notification":
        return True
    return bool(_AWAY.search(_header(mail, "Subject")))


def _header(mail: Message, name: str) -> str:
    return str(mail.get(name, "")).strip()
