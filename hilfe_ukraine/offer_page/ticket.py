"""The signed token of one form: which page's it is, and when it was opened."""

import secrets
import uuid

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hilfe_ukraine.conf import conf
from hilfe_ukraine.links import InvalidLink, Purpose, make_token, read_token


@dataclass(frozen=True)
class Ticket:
    """What the token of a form says; a new one where the old one is not good any more.

    ``opened_at`` is ``None`` for a new one: nobody knows how long the form was open.
    """

    token: str
    page_id: int
    uuid: uuid.UUID
    expires_at: datetime
    opened_at: datetime | None = None

    @property
    def is_good(self) -> bool:
        """Whether the form came back with a token of this page, in time."""
        return self.opened_at is not None


def new_ticket(page: Any, now: datetime) -> Ticket:
    """Return a ticket with 128 random bits, good for this page and one day."""
    page_id, row_uuid = page.pk or 0, uuid.UUID(bytes=secrets.token_bytes(16))
    expires_at = now + conf.submission_token_age
    token = make_token(Purpose.SUBMIT, row_uuid, version=page_id, expires_at=expires_at)
    return Ticket(token, page_id, row_uuid, expires_at)


def read_ticket(page: Any, token: str, now: datetime) -> Ticket:
    """Return the ticket of a form that came back, or a new one.

    The moment it was opened follows from the moment it ends, so it is signed as well.
    """
    try:
        link = read_token(Purpose.SUBMIT, token, now=now)
    except InvalidLink:
        return new_ticket(page, now)
    if link.version != page.pk:
        return new_ticket(page, now)
    opened_at = link.expires_at - conf.submission_token_age
    return Ticket(token, page.pk, link.uuid, link.expires_at, opened_at)


def give_pass(ticket: Ticket) -> str:
    """Return a token that says: the form with this ticket has passed the test.

    Good for this one form, and so for one offer, for as long as the form itself.
    """
    return make_token(
        Purpose.PASSED,
        ticket.uuid,
        version=ticket.page_id,
        expires_at=ticket.expires_at,
    )


def has_passed(ticket: Ticket, token: str, now: datetime) -> bool:
    """Whether ``token`` was given to the form with this ticket."""
    try:
        link = read_token(Purpose.PASSED, token, now=now)
    except InvalidLink:
        return False
    return (link.uuid, link.version) == (ticket.uuid, ticket.page_id)
