"""Signed links and form tokens: stateless, each for one purpose.

A token holds the public uuid of one object, the object's ``link_version`` and the
day it ends. It is the same every time it is made, so that a repeated mail carries the
same link; raising the version revokes it. Nothing in it is personal.
"""

import uuid

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.core.signing import BadSignature, Signer

from .conf import conf


class Purpose(StrEnum):
    """What a token is good for; one for another purpose does not fit."""

    SUBMIT = "submit"
    PASSED = "passed"
    THANKS = "thanks"
    AGAIN = "again"
    CONFIRM = "confirm"
    ANSWER = "answer"
    ADDRESS = "address"
    MANAGE = "manage"
    NEW_EMAIL = "new_email"


class InvalidLink(ValueError):
    """The token was changed, is for something else, or was revoked."""


class ExpiredLink(InvalidLink):
    """The token was right once, and its time is over."""


@dataclass(frozen=True)
class Link:
    """What a token says."""

    uuid: uuid.UUID
    version: int
    expires_at: datetime


def make_token(
    purpose: Purpose, object_uuid: uuid.UUID, *, version: int, expires_at: datetime
) -> str:
    """Return the token; equal arguments give equal tokens.

    ``expires_at`` must come from a stored time, not from the clock, or a retry would
    send another link.
    """
    content = [object_uuid.hex, version, int(expires_at.timestamp())]
    return _signer(purpose).sign_object(content)


def read_token(purpose: Purpose, token: str, *, now: datetime) -> Link:
    """Return what a token says; raises :class:`InvalidLink` or :class:`ExpiredLink`.

    The caller still compares ``version`` with the object's ``link_version``.
    """
    try:
        hexadecimal, version, timestamp = _signer(purpose).unsign_object(token)
        link = Link(
            uuid.UUID(hexadecimal), version, datetime.fromtimestamp(timestamp, UTC)
        )
    except (BadSignature, ValueError, TypeError) as error:
        raise InvalidLink(purpose) from error
    if link.expires_at < now:
        raise ExpiredLink(purpose)
    return link


def _signer(purpose: Purpose) -> Signer:
    first, *older = conf.link_keys
    return Signer(key=first, fallback_keys=[*older], salt=f"hilfe_ukraine.{purpose}")
