"""What happens when a message comes back, or is refused at the door."""

import logging
import re
import uuid

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from hilfe_ukraine.actions.log import BOUNCED, log_action
from hilfe_ukraine.actions.one_by_one import one_by_one
from hilfe_ukraine.crypto import DecryptionError
from hilfe_ukraine.delivery.bounce_address import read_bounce_address
from hilfe_ukraine.domain.delivery_status import Report
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Delivery, HelpOffer

from .doubt import USABLE, doubt_address, lock_body
from .send_again import send_again
from .unreached import unreached_referrals


logger = logging.getLogger(__name__)

#: The mailbox does not exist, has moved, or takes no mail (RFC 3463). Not 5.1.7 and
#: 5.1.8: those are about the sender.
_NO_MAILBOX = re.compile(r"\b5\.1\.(?:[0-6]|9|10)\b")
#: What came back for another reason: full, too long, the mail itself, or who sent it. A
#: mail service says so in words; "failed" means that it never handed the mail over.
_NOT_THE_ADDRESS = re.compile(
    r"\b5\.(?:2\.[2-4]|[367]\.\d+)\b|:(?:blocked|spam)\Z|\Afailed\b"
)
_CODE_LENGTH = 40


class Noted(StrEnum):
    """What became of a note about one message."""

    #: No such message, or it is known already.
    NOTHING = "nothing"
    #: It came back.
    BOUNCED = "bounced"
    #: It is late, and may still arrive.
    DELAYED = "delayed"
    #: It is being sent at this moment: ask again when that is written down.
    LATER = "later"


def find_delivery(report: Report) -> uuid.UUID | None:
    """Return which of our messages a returned mail is about; one statement at most."""
    for address in report.addresses:
        found = read_bounce_address(address)
        if found:
            return found
    if not report.message_id:
        return None
    rows = Delivery.objects.filter(message_id=report.message_id)
    return rows.values_list("uuid", flat=True).first()


def note_bounce(
    *, delivery_uuid: uuid.UUID, hard: bool, code: str, now: datetime
) -> Noted:
    """Note that a message came back; ``code`` must not name anybody.

    Hard: the row becomes ``bounced``, and if it went to a body, its address is in
    doubt from now on, unless the code names another reason. Only a message that counts
    as delivered can come back; for any other, and for the second note of the same,
    nothing changes. Soft: one line in the program's log. One transaction. Errors of the
    database are raised.
    """
    if not hard:
        logger.info("delivery %s is delayed: %s", delivery_uuid, code)
        return Noted.DELAYED
    with transaction.atomic():
        row = _find_and_lock(delivery_uuid)
        if row is None:
            return Noted.NOTHING
        came_back = Delivery.objects.filter(
            pk=row.pk, state=DeliveryState.DELIVERED.value
        ).update(
            state=DeliveryState.BOUNCED.value,
            bounced_at=now,
            last_code=code[:_CODE_LENGTH],
        )
        if not came_back:
            row.refresh_from_db(fields=["state"])
            in_flight = row.state == DeliveryState.INFLIGHT
            return Noted.LATER if in_flight else Noted.NOTHING
        row.state = DeliveryState.BOUNCED.value
        log_action(row.offer or row, BOUNCED, delivery=row.uuid, code=code)
        _react(row, code, now, doubts=not _NOT_THE_ADDRESS.search(code))
    return Noted.BOUNCED


def note_refusal(*, delivery_uuid: uuid.UUID, now: datetime) -> bool:
    """Doubt the address of a body if its mail server says that there is no mailbox.

    For a message that was given up; returns whether that was the reason. One
    transaction. Done again, it changes nothing.
    """
    with transaction.atomic():
        row = _find_and_lock(delivery_uuid)
        if row is None or row.state != DeliveryState.DEAD:
            return False
        if not _NO_MAILBOX.search(row.last_code):
            return False
        _react(row, row.last_code, now, doubts=True)
    return True


def note_refusals(*, now: datetime) -> int:
    """Do what was left undone if a worker died between a refusal and its note."""
    rows = Delivery.objects.filter(
        kind=Delivery.Kinds.FORWARD,
        state=DeliveryState.DEAD.value,
        last_code__contains=" 5.1.",
        body__contact_state__in=[state.value for state in USABLE],
        referral__in=unreached_referrals().filter(pass_on_at=None),
    )
    return one_by_one(
        list(rows.values_list("uuid", flat=True)),
        lambda row_uuid: note_refusal(delivery_uuid=row_uuid, now=now),
        what="delivery",
    )


def _find_and_lock(delivery_uuid: uuid.UUID) -> Delivery | None:
    """First the body, then the offer: so does whoever passes on, or sends again.

    Read again when both are locked: address and state may have changed until then.
    """
    row = _find(delivery_uuid)
    if row is None:
        return None
    if row.body_id:
        lock_body(row.body_id)
    if row.offer_id:
        HelpOffer.objects.select_for_update().only("pk").get(pk=row.offer_id)
    return _find(delivery_uuid)


def _find(delivery_uuid: uuid.UUID) -> Delivery | None:
    rows = Delivery.objects.select_related("body", "referral", "offer")
    rows = rows.defer("offer__contact", "offer__entries")
    return rows.filter(uuid=delivery_uuid).first()


def _react(row: Delivery, code: str, now: datetime, *, doubts: bool) -> None:
    if row.body is None:
        return
    if row.body.email.lower() in ("", _address_used(row)):
        if doubts:
            ids = {"delivery": row.uuid, "code": code}
            doubt_address(body_id=row.body.pk, now=now, **ids)
    elif row.referral_id and unreached_referrals().filter(pk=row.referral_id).exists():
        # The address was corrected meanwhile, and nobody has the offer yet.
        send_again(delivery=row, user=None, now=now)


def _address_used(row: Delivery) -> str:
    """Return where the message went; the body's address if that cannot be read."""
    newest = row.tries.order_by("-lease_no").only("address").first()
    try:
        used = str(newest.address).lower() if newest else ""
    except DecryptionError:
        used = ""
    return used or (row.body.email.lower() if row.body else "")
