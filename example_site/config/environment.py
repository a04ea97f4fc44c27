"""Reading a production site's settings from the environment, refusing unsafe ones.

All problems are collected and told together, in words, so that one start is enough to
learn what is missing.
"""

import base64
import binascii

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


SECRET_LENGTH = 32
FERNET_BYTES = 32
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Environment:
    """Typed reading of variables. ``NAME_FILE`` may name a file that holds the value.

    A wrong value is noted and replaced by a harmless one; ``refuse()`` raises.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.problems: list[str] = []
        self._secrets: dict[str, str] = {}

    def text(self, name: str, default: str | None = None) -> str:
        """The value; without a default it must be there."""
        value = self.values.get(name, "").strip() or self._from_file(name)
        if not value and default is None:
            self.problems.append(f"{name} is not set.")
        return value or default or ""

    def names(self, name: str, default: str | None = None) -> list[str]:
        """A list, separated by commas."""
        parts = self.text(name, default).split(",")
        return [part.strip() for part in parts if part.strip()]

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if value.isdigit():
            return int(value)
        self.problems.append(f"{name} must be a whole number, not {value!r}.")
        return default

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in choices:
            self.problems.append(f"{name} must be one of {', '.join(choices)}.")
        return value

    def secret(self, name: str, default: str | None = None) -> str:
        """A value of at least 32 characters that is used for nothing else."""
        return self._check_secret(name, self.text(name, default))

    def secrets(self, name: str) -> list[str]:
        """Several of them, the first one in use."""
        return [self._check_secret(name, value) for value in self.names(name)]

    def fernet_keys(self, name: str) -> dict[str, str]:
        """``ID:KEY,ID:KEY``; the first one encrypts."""
        pairs = [entry.partition(":") for entry in self.names(name)]
        keys = {identity: key for identity, _, key in pairs}
        if len(keys) != len(pairs):
            self.problems.append(f"{name}: two keys have the same id.")
        for identity, key in keys.items():
            if not identity or not _is_fernet_key(key):
                self.problems.append(
                    f"{name}: every entry is ID:KEY, with 32 random bytes as urlsafe"
                    " base64 (cryptography.fernet.Fernet.generate_key())."
                )
            self._check_secret(name, key)
        return keys

    def url(
        self, name: str, schemes: tuple[str, ...], default: str | None = None
    ) -> str:
        """An address with one of ``schemes`` and a host, without a slash at the end."""
        value = self.text(name, default)
        if value and (urlsplit(value).scheme not in schemes or not host_of(value)):
            expected = ", ".join(f"{scheme}://" for scheme in schemes)
            self.problems.append(f"{name} must begin with {expected} and name a host.")
        return value.rstrip("/")

    def refuse(self) -> None:
        """Raises ImproperlyConfigured if anything was missing or unsafe."""
        if self.problems:
            lines = "\n  - ".join(self.problems)
            raise ImproperlyConfigured(f"This site cannot start safely:\n  - {lines}")

    def _from_file(self, name: str) -> str:
        file = self.values.get(f"{name}_FILE", "")
        if not file:
            return ""
        try:
            return Path(file).read_text().strip()
        except OSError as error:
            self.problems.append(f"{name}_FILE cannot be read: {error.strerror}.")
            return ""

    def _check_secret(self, name: str, value: str) -> str:
        if value and len(value) < SECRET_LENGTH:
            self.problems.append(f"{name} is shorter than {SECRET_LENGTH} characters.")
        if value and len(set(value)) < SECRET_LENGTH // 4:
            self.problems.append(f"{name} is not random.")
        other = self._secrets.setdefault(value, name)
        if value and other != name:
            self.problems.append(f"{name} and {other} must not be the same.")
        return value


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def is_loopback(host: str) -> bool:
    """True for this machine itself, a socket's folder included."""
    return host in LOOPBACK or host.startswith("/")


def _is_fernet_key(value: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(value)) == FERNET_BYTES
    except (binascii.Error, ValueError):
        return False
