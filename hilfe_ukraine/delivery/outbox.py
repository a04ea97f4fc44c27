"""Putting a message into the outbox."""

import uuid

from datetime import datetime

from django.db.models import QuerySet

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.states import DeliveryState
from hilfe_ukraine.models import Delivery, HelpOffer, Referral, ResponsibleBody

from .channels.email import EmailChannel
from .channels.registry import UnknownChannel, channels
from .resting import WAIT_FOR_LEAVE


#: Go by the channel the body has chosen; all other messages are letters.
BY_CHANNEL = (Delivery.Kinds.FORWARD, Delivery.Kinds.CHANGED, Delivery.Kinds.ENDED)


def new_delivery(
    *,
    kind: Delivery.Kinds,
    receiver: Delivery.Receivers,
    about: Referral | HelpOffer | str,
    now: datetime,
    body: ResponsibleBody | None = None,
    channel: str = "",
    number: int | None = 1,
    is_repeat: bool | None = None,
) -> Delivery:
    """Return a row, due at ``now``, to be saved with what makes the message necessary.

    Kind, ``number`` and ``about`` (a referral, an offer, or words such as
    ``digest:<uuid>:2022-03-04``) make it unique; ``None`` takes the number after those
    that are there, so lock first what it is about. Without ``channel`` it is the
    body's own; without ``is_repeat`` every number after the first is a repeat.
    """
    row_uuid, channel = uuid.uuid4(), channel or channel_for(body, kind)
    offer = _offer(about)
    stem = f"{_name(about)}:{kind.value}:"
    return Delivery(
        uuid=row_uuid,
        dedup_key=f"{stem}{number or next_number(stem, offer)}",
        offer=offer,
        referral=about if isinstance(about, Referral) else None,
        receiver=receiver,
        body=body,
        kind=kind,
        channel=channel,
        carrier=channels.get(channel).carrier(body),
        language=_language(receiver, offer),
        created_at=now,
        first_due_at=now,
        next_attempt_at=now,
        message_id=f"<{row_uuid}@{conf.message_id_domain}>",
        possible_duplicate=number != 1 if is_repeat is None else is_repeat,
    )


def for_its_body(
    referral: Referral,
    *,
    kind: Delivery.Kinds,
    now: datetime,
    number: int | None = 1,
    is_repeat: bool | None = None,
) -> Delivery:
    """Return a row as :func:`new_delivery` does, about a referral, for its body."""
    return new_delivery(
        kind=kind,
        receiver=Delivery.Receivers.BODY,
        about=referral,
        now=now,
        body=referral.body,
        number=number,
        is_repeat=is_repeat,
    )


def repeat_of(
    row: Delivery, *, now: datetime, channel: str = "", is_repeat: bool = True
) -> Delivery:
    """Return an unsaved row, due at ``now``, with the message of ``row`` once more.

    It has the next number, and goes by ``channel``, or by the way that is right now.
    Call it with the offer locked, or the rows of :func:`same_message`: the database
    refuses a number that is given out twice.
    """
    row_uuid, stem = uuid.uuid4(), _stem(row)
    repeat = Delivery(
        uuid=row_uuid,
        dedup_key=f"{stem}{next_number(stem, row.offer)}",
        offer=row.offer,
        referral=row.referral,
        receiver=row.receiver,
        body=row.body,
        about_body=row.about_body,
        kind=row.kind,
        channel=row.channel,
        carrier=row.carrier,
        language=row.language,
        address=row.address,
        created_at=now,
        first_due_at=now,
        next_attempt_at=now,
        message_id=f"<{row_uuid}@{conf.message_id_domain}>",
        possible_duplicate=is_repeat,
    )
    choose_way(repeat, channel)
    return repeat


def make_due(offer: HelpOffer, now: datetime) -> int:
    """Let go what waited since the use of an offer was restricted; returns how many.

    For whoever lifts the restriction, in that transaction. If the offer is paused as
    well, the claim lets its forwards wait on.
    """
    waiting = offer.deliveries.filter(
        state=DeliveryState.READY.value, kind__in=WAIT_FOR_LEAVE
    )
    return waiting.update(next_attempt_at=now, first_due_at=now)


def same_message(row: Delivery) -> QuerySet[Delivery]:
    """Return the row and all its repeats."""
    return _numbered(_stem(row), row.offer)


def next_number(stem: str, offer: HelpOffer | None) -> int:
    """Return the number after those of the messages with this stem; 1 for the first."""
    keys = _numbered(stem, offer).values_list("dedup_key", flat=True)
    return 1 + max((int(key.removeprefix(stem)) for key in keys), default=0)


def _stem(row: Delivery) -> str:
    """Return the ``dedup_key`` without its number: what all repeats have in common."""
    return row.dedup_key.rpartition(":")[0] + ":"


def _numbered(stem: str, offer: HelpOffer | None) -> QuerySet[Delivery]:
    """The offer is there for its index."""
    return Delivery.objects.filter(offer=offer, dedup_key__startswith=stem)


def choose_way(row: Delivery, channel: str = "") -> None:
    """Set channel and carrier as they are right now; the caller saves the row.

    Without ``channel`` an offer, and news of it, follow their body's channel; a test
    stays with the channel it tests.
    """
    if channel:
        row.channel = channel
    elif row.kind in BY_CHANNEL:
        row.channel = channel_for(row.body, Delivery.Kinds(row.kind))
    if row.channel in channels.ids():
        row.carrier = channels.get(row.channel).carrier(row.body)


def _language(receiver: Delivery.Receivers, offer: HelpOffer | None) -> str:
    to_helper = receiver is Delivery.Receivers.HELPER
    return offer.language if to_helper and offer else conf.default_language


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
    if body is None or kind not in BY_CHANNEL:
        return EmailChannel.id
    try:
        usable = channels.get(body.channel).takes(body)
    except UnknownChannel:
        usable = False
    return body.channel if usable else EmailChannel.id
