"""Putting a message into the outbox."""

import uuid

from datetime import datetime

from hilfe_ukraine.conf import conf
from hilfe_ukraine.models import Delivery, HelpOffer, Referral, ResponsibleBody


def new_delivery(
    *,
    kind: Delivery.Kinds,
    receiver: Delivery.Receivers,
    language: str,
    now: datetime,
    offer: HelpOffer,
    referral: Referral | None = None,
    body: ResponsibleBody | None = None,
    number: int = 1,
) -> Delivery:
    """Return an unsaved row that is due at ``now``; the caller saves it.

    Save it in the transaction that makes the message necessary: after COMMIT it will
    be sent, before it nothing happened. ``number`` counts deliberate repeats; an
    equal message with an equal number is refused by the unique ``dedup_key``.
    """
    row_uuid = uuid.uuid4()
    about = f"referral:{referral.uuid}" if referral else f"offer:{offer.uuid}"
    return Delivery(
        uuid=row_uuid,
        dedup_key=f"{about}:{kind.value}:{number}",
        offer=offer,
        referral=referral,
        receiver=receiver,
        body=body,
        kind=kind,
        channel=body.channel if body else "email",
        language=language,
        created_at=now,
        first_due_at=now,
        next_attempt_at=now,
        message_id=f"<{row_uuid}@{conf.message_id_domain}>",
        possible_duplicate=number > 1,
    )
