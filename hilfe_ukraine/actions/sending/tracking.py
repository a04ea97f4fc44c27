"""Bounces that a mail service reports through django-anymail, where a site uses it."""

import uuid

from typing import Any

from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.domain.errors import HilfeUkraineError

from .bounce import Noted, note_bounce


# Not "complained": somebody has the message, and calls it spam.
_HARD = ("bounced", "rejected", "failed")
_SOFT = ("deferred",)


class NotYet(HilfeUkraineError):
    """The message is being sent at this moment; the service must report once more."""


def on_tracking(sender: Any, event: Any, **_: Any) -> None:
    """React to django-anymail's ``tracking``; other messages of the site are ignored.

    Raises :class:`NotYet` while the message is being sent: the service then gets an
    error from the webhook, and repeats its report.
    """
    delivery_uuid = _our_message(event)
    if delivery_uuid is None or event.event_type not in (*_HARD, *_SOFT):
        return
    noted = note_bounce(
        delivery_uuid=delivery_uuid,
        hard=event.event_type in _HARD,
        # Both are from lists of words that anymail has; the rest may hold addresses.
        code=f"{event.event_type}:{event.reject_reason or ''}".rstrip(":"),
        now=shared_now(),
    )
    if noted is Noted.LATER:
        raise NotYet(str(delivery_uuid))


def _our_message(event: Any) -> uuid.UUID | None:
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    try:
        return uuid.UUID(str(metadata.get("hilfe_delivery", "")))
    except ValueError:
        return None


def follow_anymail() -> bool:
    """Connect :func:`on_tracking` if django-anymail is there; returns whether it is."""
    try:
        from anymail.signals import tracking
    except ImportError:
        return False
    tracking.connect(on_tracking, dispatch_uid="hilfe_ukraine.tracking")
    return True
