"""Signing what goes to a webhook, after Standard Webhooks 1.0.0.

A receiver verifies with any library that knows that scheme. While a secret is being
replaced, a message carries two signatures, and either of them is enough.
"""

import base64
import hashlib
import hmac

from collections.abc import Callable, Sequence
from datetime import datetime


#: What a secret begins with, so that it is known for what it is wherever it turns up.
_PREFIX = "whsec_"
_SECRET_BYTES = 32


def make_secret(random_bytes: Callable[[int], bytes]) -> str:
    """Return a new secret; pass ``secrets.token_bytes``."""
    return _PREFIX + base64.b64encode(random_bytes(_SECRET_BYTES)).decode()


def signed_headers(
    *, message_id: str, sent_at: datetime, body: bytes, secrets: Sequence[str]
) -> dict[str, str]:
    """Return the three headers that identify and sign one message.

    ``message_id`` is the same for every try, and has no period; ``sent_at`` is aware.
    Each of ``secrets`` gives a signature.
    """
    if "." in message_id:
        raise ValueError("the id of a message has no period")
    timestamp = str(int(sent_at.timestamp()))
    content = b".".join([message_id.encode(), timestamp.encode(), body])
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(key, content) for key in secrets),
    }


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
