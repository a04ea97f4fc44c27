"""Telling people that they made an offer before: by mail, and never on the screen.

On the screen it would tell anybody who knows an e-mail address what it has offered.
Where an address must be confirmed, the request to confirm says it; this is for pages
that ask for no confirmation.
"""

from datetime import datetime, timedelta

from hilfe_ukraine.delivery.outbox import new_delivery
from hilfe_ukraine.models import Delivery
from hilfe_ukraine.models.duplicates import repeated_and_not_told


#: One such mail to an address in this time, however often somebody fills in the form.
_QUIET = timedelta(days=1)


def tell_of_repeats(*, now: datetime, limit: int = 100) -> int:
    """Put a mail into the outbox for each address that offered the same again.

    Returns how many. Two calls at once write each mail once.
    """
    repeated = repeated_and_not_told(since=now - _QUIET, now=now)
    offers = repeated.order_by("submitted_at", "pk")[:limit]
    mails = {
        offer.email_index: new_delivery(
            kind=Delivery.Kinds.OFFERED_BEFORE,
            receiver=Delivery.Receivers.HELPER,
            about=offer,
            now=now,
        )
        for offer in offers
    }
    Delivery.objects.bulk_create(mails.values(), ignore_conflicts=True)
    return len(mails)
