"""Sending several messages again, each for itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import Delivery

from .send_again import send_again


@dataclass(frozen=True)
class SentMany:
    """How many will be sent again, and how many could not."""

    sent: int
    refused: int


def send_many_again(
    deliveries: Iterable[Delivery], *, user: Any, now: datetime
) -> SentMany:
    """Send each of ``deliveries`` again as ``send_again`` does, one transaction each.

    One that changed meanwhile is left as it is and does not hold up the others.
    """
    sent = refused = 0
    for delivery in deliveries:
        try:
            send_again(delivery=delivery, user=user, now=now)
        except ForbiddenTransition:
            refused += 1
        else:
            sent += 1
    return SentMany(sent, refused)
