"""The envelope sender of one message: who answers to it says which message he means.

``bounces+<uuid>-<signature>@example.org``. Lower case only, since mail servers change
the case of addresses. The signature keeps others from inventing such an address. It
does not prove who wrote: whoever had the mail knows it, as he knows the Message-ID by
which mail is found that came back to another address.
"""

import base64
import re
import uuid

from email.utils import parseaddr

from django.utils.crypto import constant_time_compare, salted_hmac

from hilfe_ukraine.conf import conf


#: What is left of the 64 characters before the "@" (RFC 5321) for the name itself.
LONGEST_NAME = 18

_SIGNATURE_LENGTH = 12
_TOKEN = re.compile(r"\+([0-9a-f]{32})-([a-z2-7]{12})@")
_PURPOSE = "hilfe_ukraine.bounce"


def envelope_sender(delivery_uuid: uuid.UUID) -> str:
    """Return where mail about this message comes back to.

    Without a mailbox for it in the settings, or with one whose name is too long, that
    is the sender every reader sees: a mail server would refuse everything.
    """
    name, _, domain = conf.bounce_address.lower().rpartition("@")
    if not 0 < len(name) <= LONGEST_NAME:
        return parseaddr(conf.from_email)[1]
    signature = _sign(delivery_uuid, conf.link_keys[0])
    return f"{name}+{delivery_uuid.hex}-{signature}@{domain}"


def read_bounce_address(text: str) -> uuid.UUID | None:
    """Return the message an address (or a header with some) stands for.

    ``None`` if there is none, or none that was signed with a key in the settings.
    """
    for hexadecimal, signature in _TOKEN.findall(text.lower()):
        delivery_uuid = uuid.UUID(hexadecimal)
        signatures = [_sign(delivery_uuid, key) for key in conf.link_keys]
        if any(constant_time_compare(signature, known) for known in signatures):
            return delivery_uuid
    return None


def _sign(delivery_uuid: uuid.UUID, key: str) -> str:
    mac = salted_hmac(_PURPOSE, delivery_uuid.hex, secret=key, algorithm="sha256")
    return base64.b32encode(mac.digest()).decode()[:_SIGNATURE_LENGTH].lower()
