"""Asking a body by mail whether its address is right, and what the answer does.

The mail holds a link that confirms nothing but this address: it stops working when
the body has another one, and when mail to the address came back after it was sent.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.log import (
    ADDRESS_CONFIRMED,
    ADDRESS_DOUBTED,
    ADDRESS_TESTED,
    log_action,
)
from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.conf import conf
from hilfe_ukraine.crypto import DecryptionError
from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.delivery.outbox import new_delivery
from hilfe_ukraine.domain.bodies import ContactState
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Attempt, Delivery, ResponsibleBody

from .doubt import lock_body


@dataclass(frozen=True)
class Doubt:
    """Why an address is in doubt: what came back, since when. ``code`` may be empty."""

    since: datetime
    code: str


@dataclass(frozen=True)
class AddressTest:
    """One test message, as the page behind its link needs it.

    ``link_version`` is that of the body, or one that no link has when the test says
    nothing about the address any more.
    """

    delivery: Delivery
    body: ResponsibleBody
    link_version: int

    @property
    def is_confirmed(self) -> bool:
        return self.body.contact_state == ContactState.CONFIRMED


def send_address_test(*, body: ResponsibleBody, user: Any, now: datetime) -> Delivery:
    """Put a test message to the body's address into the outbox; returns its row.

    One that waits comes first instead. One transaction; logged. Raises
    ``ForbiddenTransition`` for a body that is retired or has no address.
    """
    with transaction.atomic():
        row = lock_body(body.pk)
        if row.contact_state == ContactState.RETIRED or not row.email:
            raise ForbiddenTransition("there is no address to be tested")
        test = _hurry(row, now) or _queue(row, now)
        log_action(row, ADDRESS_TESTED, user, delivery=test.uuid)
    return test


def _hurry(body: ResponsibleBody, now: datetime) -> Delivery | None:
    """Make a test that waits due at once, in one statement: a claim may come first."""
    waiting = address_tests(body).filter(state=DeliveryState.READY)
    return waiting.first() if waiting.update(next_attempt_at=now) else None


def _queue(body: ResponsibleBody, now: datetime) -> Delivery:
    test = new_delivery(
        kind=Delivery.Kinds.ADDRESS,
        receiver=Delivery.Receivers.BODY,
        about=f"body:{body.uuid}",
        now=now,
        body=body,
        channel=EmailChannel.id,
        number=None,
        is_repeat=False,
    )
    test.save(force_insert=True)
    return test


def address_tests(body: ResponsibleBody) -> Any:
    """Return the test messages to a body, the newest first."""
    return Delivery.objects.filter(body=body, kind=Delivery.Kinds.ADDRESS)


def find_address_test(uuid: UUID) -> AddressTest | None:
    """Return the test behind a link; three statements."""
    rows = Delivery.objects.select_related("body__deputy")
    row = rows.filter(uuid=uuid, kind=Delivery.Kinds.ADDRESS).first()
    if row is None or row.body is None:
        return None
    version = row.body.link_version if _is_proof(row, row.body) else -1
    return AddressTest(row, row.body, version)


def confirm_address(*, delivery_uuid: UUID, now: datetime) -> bool:
    """Note that somebody opened the link and pressed the button; whether it was news.

    A doubt ends with it, and what was held goes out with the next sweep. One
    transaction; logged. Nothing happens if the address is another one by now, if mail
    came back since, or if the body is retired.
    """
    with transaction.atomic():
        test = find_address_test(delivery_uuid)
        if test is None:
            return False
        body = lock_body(test.body.pk)
        if test.is_confirmed or not _is_proof(test.delivery, body):
            return False
        body.contact_state = ContactState.CONFIRMED.value
        body.confirmed_on, body.confirmed_by = local_date(now), _how()
        body.save(update_fields=["contact_state", "confirmed_on", "confirmed_by"])
        routing_changed()
        log_action(body, ADDRESS_CONFIRMED, delivery=test.delivery.uuid)
    return True


def why_doubted(body: ResponsibleBody) -> Doubt | None:
    """Return the last doubt by a message that came back; one statement."""
    entries = ModelLogEntry.objects.for_instance(body)
    entry = entries.filter(action=ADDRESS_DOUBTED).order_by("-timestamp").first()
    return Doubt(entry.timestamp, entry.data.get("code", "")) if entry else None


def _is_proof(test: Delivery, body: ResponsibleBody) -> bool:
    """Whether the test went to the address of today, and nothing came back since."""
    if body.contact_state == ContactState.RETIRED:
        return False
    doubt = why_doubted(body)
    if doubt and doubt.since > test.created_at:
        return False
    last = Attempt.objects.filter(delivery=test).order_by("-lease_no").first()
    try:
        return last is not None and last.address.lower() == body.email.lower()
    except DecryptionError:
        return False


def _how() -> str:
    """In the language of the portal: administrators read it."""
    with translation.override(conf.default_language):
        return _("the body itself, by the link in a test message")
