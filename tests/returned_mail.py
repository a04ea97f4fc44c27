"""Mails that come back, as mail servers write them; all of them made up for tests."""

from email.mime.text import MIMEText


OUR_ADDRESS = "bounces+token@example.org"
MESSAGE_ID = "<6c1f0a7e-5f53-4c2e-9d54-0d6bb0f8f0aa@example.org>"

RETURNED = f"""\
Return-Path: <{OUR_ADDRESS}>
From: Portal <portal@example.org>
To: amt@office.example
Subject: ABCD2345: Wohnraum
Message-ID: {MESSAGE_ID}

Guten Tag
"""


def recipient(
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 <amt@office.example> unknown",
) -> str:
    """The fields about one recipient."""
    return (
        f"Final-Recipient: rfc822; amt@office.example\nAction: {action}\n"
        f"Status: {status}\nDiagnostic-Code: {diagnostic}\n"
    )


def notification(
    *recipients: str,
    to: str = OUR_ADDRESS,
    returned: str = RETURNED,
    returned_as: str = "message/rfc822",
    status_as: str = "message/delivery-status",
    words: str = "Ihre Nachricht wurde nicht zugestellt.",
) -> bytes:
    """A delivery status notification with a group of fields for each recipient."""
    groups = "\n".join(["Reporting-MTA: dns; mx.office.example\n", *recipients])
    return f"""\
Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.office.example
To: {to}
Subject: Undelivered Mail
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=b="

--=b=
Content-Type: text/plain; charset=utf-8

{words}

--=b=
Content-Type: {status_as}

{groups}
--=b=
Content-Type: {returned_as}

{returned}
--=b=--
""".encode()


def plain_mail(text: str = "Guten Tag", **headers: str) -> bytes:
    """A mail of one part; ``X_Autoreply`` is the header ``X-Autoreply``."""
    mail = MIMEText(text)
    for name, value in {"To": OUR_ADDRESS, **headers}.items():
        mail[name.replace("_", "-")] = value
    return mail.as_bytes()
