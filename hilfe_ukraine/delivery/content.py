"""The offer itself, for a mail that may hold it; nearly every mail has only a link.

What the site must want is :func:`is_possible`, the rule for each mail is
``domain.content_by_mail``. The words are those of the page behind the link.
"""

from dataclasses import dataclass, field

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.content_by_mail import BodyMail, may_hold_content
from hilfe_ukraine.models import Delivery, Referral, ResponsibleBody
from hilfe_ukraine.models.offer_words import (
    WORDS,
    Row,
    contact_rows,
    entry_rows,
    offer_rows,
)


_ROWS = Delivery.objects.select_related(
    "body__parent", "referral__offer__region", "referral__offer__category"
).prefetch_related(*(f"referral__offer__{words}" for words in WORDS))


@dataclass(frozen=True)
class Content:
    """What is offered, and by whom: personal data."""

    offered: list[Row] = field(repr=False)
    contact: list[Row] = field(repr=False)
    email_confirmed: bool


def is_possible() -> bool:
    """Whether the site lets any mail hold more than a link; see check E018."""
    relay = conf.mail_relay
    return conf.content_by_mail and relay is not None and relay.is_encrypted


def content_of(delivery: Delivery) -> Content | None:
    """Return what the mail of ``delivery`` holds of the offer; usually nothing.

    In the active language, and as of now. Reads nothing as long as the site or the
    body gets links only.
    """
    body = delivery.body
    if not is_possible() or body is None or not body.content_reason:
        return None
    # The offer in full, and the body as it is at this moment.
    row = _ROWS.get(pk=delivery.pk)
    if row.referral is None or row.body is None:
        return None
    if not may_hold_content(_as_judged(row, row.referral, row.body)):
        return None
    if row.body.email != body.email:
        return None  # The claim has read an address that was corrected since.
    offer = row.referral.offer
    return Content(
        offered=[*offer_rows(offer), *entry_rows(offer)],
        contact=contact_rows(offer),
        email_confirmed=offer.email_is_confirmed,
    )


def _as_judged(row: Delivery, referral: Referral, body: ResponsibleBody) -> BodyMail:
    return BodyMail(
        kind=row.kind,
        body_kinds=body.kinds,
        reason=body.content_reason,
        address_is_confirmed=body.contact_state == body.ContactStates.CONFIRMED,
        is_readable=referral.is_readable,
    )
