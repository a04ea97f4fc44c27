"""What a body's own system gets by webhook: a versioned JSON document.

``data/schemas/offer-1.json`` describes it for receivers. Within a version, fields are
only added, and receivers ignore what they do not know; anything else is a new version.
"""

import json

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


VERSION = 1

#: Standard Webhooks asks for small messages, and many gateways refuse larger ones.
LONGEST = 20_000


class Types(StrEnum):
    """What has happened."""

    OFFER_REFERRED = "offer.referred"
    #: The helper corrected or paused it, or ended the pause; or its use was
    #: restricted, or is not any more.
    OFFER_CHANGED = "offer.changed"
    #: The helper withdrew it, or it expired; ``state`` says which.
    OFFER_ENDED = "offer.ended"
    TEST = "webhook.test"


class Withheld(StrEnum):
    """Why personal data is missing in a document."""

    NOTHING = ""
    #: Erased, restricted, or not in the hands of the body any more.
    NOT_READABLE = "not_readable"
    #: What the helper wrote is too long; it can be read behind the link.
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Labelled:
    """A stable key, and what it is called in the language of the portal."""

    key: str
    label: str


@dataclass(frozen=True)
class FactValue:
    """One answer that routing knows: key and value stay, the words may change."""

    key: str
    label: str
    value: int | str
    value_label: str


@dataclass(frozen=True)
class ReferredOffer:
    """One offer as the body that has it gets it.

    ``contact`` and ``entries`` are personal; both are ``None`` where the body may not
    read them.
    """

    referral: str
    uuid: str
    reference: str
    page: str
    category: Labelled
    region: Labelled | None
    postcode: str
    statewide: bool
    facts: Sequence[FactValue]
    quantity: int | None
    available_from: date | None
    available_until: date | None
    language: str
    #: The language again, with its name: in which the helper wants to be answered.
    reply_language: Labelled
    contact_check: str
    submitted_at: datetime
    referred_at: datetime
    answer_due_at: datetime | None
    answer_url: str
    state: str = "open"
    paused_until: date | None = None
    contact: Mapping[str, str] | None = field(default=None, repr=False)
    entries: Sequence[Mapping[str, Any]] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Occasion:
    """What has happened to an offer, when, and whether it may have been said before."""

    type: Types
    happened_at: datetime
    sent_at: datetime
    is_repeat: bool


def offer_payload(offer: ReferredOffer, occasion: Occasion) -> bytes:
    """Return the document of an offer, at most :data:`LONGEST` bytes.

    If it would be longer, what the helper wrote is left out, and the document says so.
    """
    data = asdict(offer)
    withheld = Withheld.NOTHING if offer.contact is not None else Withheld.NOT_READABLE
    whole = _document(data | {"withheld": withheld.value}, occasion)
    if len(whole) <= LONGEST:
        return whole
    shorter = {"entries": None, "withheld": Withheld.TOO_LONG.value}
    return _document(data | shorter, occasion)


def ping_payload(*, sent_at: datetime) -> bytes:
    """Return the document that tries out an address; there is no offer in it."""
    return _to_json(
        {
            "version": VERSION,
            "type": Types.TEST.value,
            "timestamp": sent_at,
            "sent_at": sent_at,
            "is_repeat": False,
            "data": {},
        }
    )


def _document(data: dict[str, Any], occasion: Occasion) -> bytes:
    return _to_json(
        {
            "version": VERSION,
            "type": occasion.type.value,
            "timestamp": occasion.happened_at,
            "sent_at": occasion.sent_at,
            "is_repeat": occasion.is_repeat,
            "data": data,
        }
    )


def _to_json(document: dict[str, Any]) -> bytes:
    # Cyrillic would take three times the room as escapes.
    return json.dumps(document, ensure_ascii=False, default=_as_text).encode()


def _as_text(value: date | datetime) -> str:
    return value.isoformat()
