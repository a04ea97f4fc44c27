"""Putting a message into the outbox."""

import uuid

from datetime import datetime

from hilfe_ukraine.conf import conf
from hilfe_ukraine.models import Delivery, HelpOffer, Referral, ResponsibleBody

from .channels.email import EmailChannel
from .channels.registry import UnknownChannel, channels


def new_delivery(
    *,
    kind: Delivery.Kinds,
    receiver: Delivery.Receivers,
    about: Referral | HelpOffer | str,
    now: datetime,
    body: ResponsibleBody | None = None,
    channel: str = "",
    number: int = 1,
    is_repeat: bool | None = None,
) -> Delivery:
    """Return an unsaved row that is due at ``now``.

    Save it in the transaction that makes the message necessary: after COMMIT it will
    be sent. Kind, ``number`` and ``about`` (a referral, an offer, or words such as
    ``digest:<uuid>:2022-03-04``) make it unique. Without ``channel`` it is the body's
    own; without ``is_repeat`` every number after the first is a repeat. Helpers are
    written to in their language.
    """
    row_uuid = uuid.uuid4()
    channel = channel or channel_for(body, kind)
    referral = about if isinstance(about, Referral) else None
    offer = _offer(about)
    to_helper = receiver is Delivery.Receivers.HELPER
    return Delivery(
        uuid=row_uuid,
        dedup_key=f"{_name(about)}:{kind.value}:{number}",
        offer=offer,
        referral=referral,
        receiver=receiver,
        body=body,
        kind=kind,
        channel=channel,
        carrier=channels.get(channel).carrier(body),
        language=offer.language if to_helper and offer else conf.default_language,
        created_at=now,
        first_due_at=now,
        next_attempt_at=now,
        message_id=f"<{row_uuid}@{conf.message_id_domain}>",
        possible_duplicate=number > 1 if is_repeat is None else is_repeat,
    )


def repeat_of(row: Delivery, *, number: int, now: datetime) -> Delivery:
    """Return an unsaved row, due at ``now``, with the message of ``row`` once more.

    It is marked as a repeat and goes by the way that is right now. ``number`` must be
    one that no message with the same :func:`stem` has.
    """
    row_uuid = uuid.uuid4()
    repeat = Delivery(
        uuid=row_uuid,
        dedup_key=f"{stem(row)}{number}",
        offer=row.offer,
        referral=row.referral,
        receiver=row.receiver,
        body=row.body,
        about_body=row.about_body,
        kind=row.kind,
        channel=row.channel,
        carrier=row.carrier,
        language=row.language,
        created_at=now,
        first_due_at=now,
        next_attempt_at=now,
        message_id=f"<{row_uuid}@{conf.message_id_domain}>",
        possible_duplicate=True,
    )
    choose_way(repeat)
    return repeat


def stem(row: Delivery) -> str:
    """Return the ``dedup_key`` without its number: what all repeats have in common."""
    return row.dedup_key.rpartition(":")[0] + ":"


def choose_way(row: Delivery) -> None:
    """Set channel and carrier as they are right now; the caller saves the row.

    An offer follows its body's channel; a test stays with the channel it tests.
    """
    if row.kind == Delivery.Kinds.FORWARD:
        row.channel = channel_for(row.body, Delivery.Kinds.FORWARD)
    if row.channel in channels.ids():
        row.carrier = channels.get(row.channel).carrier(row.body)


def _offer(about: Referral | HelpOffer | str) -> HelpOffer | None:
    if isinstance(about, Referral):
        return about.offer
    return about if isinstance(about, HelpOffer) else None


def _name(about: Referral | HelpOffer | str) -> str:
    if isinstance(about, str):
        return about
    word = "referral" if isinstance(about, Referral) else "offer"
    return f"{word}:{about.uuid}"


def channel_for(body: ResponsibleBody | None, kind: Delivery.Kinds) -> str:
    """Return how ``body`` gets a message now: offers by its channel, letters by mail.

    A channel that is unknown here, or cannot reach the body at present, gives way to
    e-mail.
    """
    if body is None or kind is not Delivery.Kinds.FORWARD:
        return EmailChannel.id
    try:
        usable = channels.get(body.channel).takes(body)
    except UnknownChannel:
        usable = False
    return body.channel if usable else EmailChannel.id
