"""Checks of the secrets: there, long enough, and each for one thing."""

import re

from collections import Counter
from collections.abc import Iterator
from typing import Any

from cryptography.fernet import Fernet
from django.core.checks import CheckMessage, Error, register

from hilfe_ukraine.conf import conf

from .tag import TAG


_SECRET_LENGTH = 32
_MAKE_KEY = "Make one: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
_MAKE_FERNET_KEY = (
    'Make one: python -c "from cryptography.fernet import Fernet; '
    'print(Fernet.generate_key().decode())"'
)
# It stands before the first colon of every ciphertext.
_KEY_ID = re.compile(r"\A[A-Za-z0-9_.-]+\Z")


@register(TAG)
def check_encryption_keys(**_: Any) -> list[CheckMessage]:
    """Without a key no offer can be stored, with a wrong one none can be read."""
    keys = conf.encryption_keys
    if not isinstance(keys, dict) or not keys:
        hint = f"Set a dictionary from key id to key, newest first. {_MAKE_FERNET_KEY}"
        return [
            Error(
                "HILFE_UKRAINE_ENCRYPTION_KEYS names no key.",
                hint=hint,
                id="hilfe_ukraine.E001",
            )
        ]
    return [
        Error(
            f"Key number {number} in HILFE_UKRAINE_ENCRYPTION_KEYS is not a Fernet key "
            "with an id of letters and digits.",
            hint=_MAKE_FERNET_KEY,
            id="hilfe_ukraine.E002",
        )
        for number, (key_id, key) in enumerate(keys.items(), start=1)
        if not (_KEY_ID.match(str(key_id)) and _is_fernet_key(key))
    ]


@register(TAG)
def check_index_key(**_: Any) -> list[CheckMessage]:
    """A guessed index key would tell whose address stands in a stolen database."""
    if _is_secret(conf.index_key):
        return []
    return [
        Error(
            "HILFE_UKRAINE_INDEX_KEY is missing or too short.",
            hint=f"It needs {_SECRET_LENGTH} characters. Set it once and keep it: with "
            f"another one, stored addresses are not found again. {_MAKE_KEY}",
            id="hilfe_ukraine.E003",
        )
    ]


@register(TAG)
def check_link_keys(**_: Any) -> list[CheckMessage]:
    """A guessed link key opens every offer."""
    keys = conf.link_keys
    if keys and all(_is_secret(key) for key in keys):
        return []
    return [
        Error(
            "HILFE_UKRAINE_LINK_KEYS is missing, or one of its keys is too short.",
            hint=f"Set a list of keys, the newest first, {_SECRET_LENGTH} characters "
            f"each. {_MAKE_KEY}",
            id="hilfe_ukraine.E004",
        )
    ]


@register(TAG)
def check_keys_differ(**_: Any) -> list[CheckMessage]:
    """One secret that leaks must not open what another one protects."""
    secrets = list(_named_secrets())
    counted = Counter(value for _, value in secrets)
    shared = sorted({name for name, value in secrets if counted[value] > 1 and value})
    if not shared:
        return []
    return [
        Error(
            f"The same secret is used more than once: {', '.join(shared)}.",
            hint=f"Each needs a value of its own. {_MAKE_KEY}",
            id="hilfe_ukraine.E005",
        )
    ]


def _named_secrets() -> Iterator[tuple[str, str]]:
    keys = conf.encryption_keys
    for key in keys.values() if isinstance(keys, dict) else ():
        yield "HILFE_UKRAINE_ENCRYPTION_KEYS", key
    for key in conf.link_keys:
        yield "HILFE_UKRAINE_LINK_KEYS", key
    yield "HILFE_UKRAINE_INDEX_KEY", conf.index_key
    yield "SECRET_KEY", conf.secret_key


def _is_secret(value: Any) -> bool:
    return isinstance(value, str) and len(value) >= _SECRET_LENGTH


def _is_fernet_key(key: Any) -> bool:
    try:
        Fernet(key)
    except (ValueError, TypeError):
        return False
    return True
