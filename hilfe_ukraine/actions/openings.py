"""Noting who got to see personal data, and how, and who took it out."""

from datetime import datetime
from typing import Any

from django.db import transaction

from hilfe_ukraine.models import Delivery, HelpOffer, Referral

from .log import CONTENT_BY_MAIL, LINK_OPENED, log_action


OFFER_OPENED = "hilfe_ukraine.offer_opened"
EXPORTED = "hilfe_ukraine.exported"


def note_opening(*, offer: HelpOffer, user: Any) -> None:
    """Note that ``user`` looked at the whole offer."""
    log_action(offer, OFFER_OPENED, user)


def note_opening_by_staff(*, referral: Referral, user: Any, now: datetime) -> None:
    """Note that a member of the body's staff looked at it, and when for the first time.

    One transaction.
    """
    with transaction.atomic():
        _note_first_time(referral, now)
        log_action(referral.offer, OFFER_OPENED, user, referral=referral.uuid)


def note_opening_by_link(*, referral: Referral, now: datetime) -> None:
    """Note that the link was opened, and when for the first time. One transaction."""
    with transaction.atomic():
        _note_first_time(referral, now)
        log_action(referral.offer, LINK_OPENED, referral=referral.uuid)


def note_content_by_mail(*, delivery: Delivery) -> None:
    """Note that a mail is about to leave that holds the offer itself.

    In the caller's transaction, before it is sent; what came of it stands with the
    attempts.
    """
    log_action(delivery.offer or delivery, CONTENT_BY_MAIL, delivery=delivery.uuid)


def note_export(*, user: Any, register: str, number: int, file_format: str) -> None:
    """Note at the user that so many rows of a register were taken out as a file."""
    log_action(
        user, EXPORTED, user, register=register, number=number, format=file_format
    )


def _note_first_time(referral: Referral, now: datetime) -> None:
    unopened = Referral.objects.filter(pk=referral.pk, opened_at=None)
    if referral.opened_at is None and unopened.update(opened_at=now):
        referral.opened_at = now
