"""What a body reads of an offer on its page, behind the link as in the inbox."""

from datetime import datetime
from typing import Any

from hilfe_ukraine.models import Referral
from hilfe_ukraine.models.language_words import reply_language
from hilfe_ukraine.models.offer_words import contact_rows, entry_rows, offer_rows

from .resting import is_paused


def what_a_body_reads(referral: Referral, now: datetime) -> dict[str, Any]:
    """Return what the page says, in the active language; one statement.

    What is personal is in it only while the body may read it.
    """
    offer, readable = referral.offer, referral.is_readable
    return {
        "referral": referral,
        "offer": offer,
        "rows": offer_rows(offer),
        "is_readable": readable,
        "is_paused": readable and is_paused(offer, now),
        "contact": contact_rows(offer) if readable else [],
        "entries": entry_rows(offer) if readable else [],
        "is_repeat": referral.deliveries.filter(possible_duplicate=True).exists(),
        "reply_language": reply_language(offer.language) if readable else "",
        "can_confirm": readable and referral.state == Referral.States.OPEN,
    }
