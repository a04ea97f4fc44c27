"""Encryption at rest with rotating keys, and the blind index.

A ciphertext is ``<key id>:<Fernet token>``, so that it says which key opens it. A
missing or wrong key raises; it never gives back ciphertext as if it were text.
"""

import hashlib
import hmac

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken

from .conf import conf


class DecryptionError(Exception):
    """The stored value cannot be opened with the keys in the settings."""


def encrypt(text: str) -> str:
    """Return ``text`` encrypted with the first key of the ring."""
    key_id, key = next(iter(conf.encryption_keys.items()))
    return f"{key_id}:{_cipher(key).encrypt(text.encode()).decode()}"


def decrypt(ciphertext: str) -> str:
    """Return the text; raises :class:`DecryptionError` for any key that is not ours."""
    key_id, _, token = ciphertext.partition(":")
    key = conf.encryption_keys.get(key_id)
    if key is None:
        raise DecryptionError(f"no key with the id {key_id!r} in the settings")
    try:
        return _cipher(key).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise DecryptionError(f"key {key_id!r} does not open this value") from error


@lru_cache(maxsize=16)
def _cipher(key: str) -> Fernet:
    """Making one takes as long as to encrypt a short text."""
    return Fernet(key)


def blind_index(purpose: str, value: str) -> str:
    """Return 64 hexadecimal digits by which ``value`` is found again, or ``""``.

    ``purpose`` ("email", "phone") keeps equal values of two columns apart. Pass the
    normal form: an address in lower case, a phone number in E.164.
    """
    if not value:
        return ""
    message = f"{purpose}\0{value}".encode()
    return hmac.new(conf.index_key.encode(), message, hashlib.sha256).hexdigest()
