"""Erasing an offer, and bodies that may have it."""

from datetime import timedelta

from hilfe_ukraine.actions.erase import erase_offer
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.models import Attempt
from tests.factories import NOW, make_body, make_delivery, make_referral


LATER = NOW + timedelta(days=10)


def erase(offer, cause=ErasureCause.REQUEST, **values):
    return erase_offer(offer=offer, cause=cause, now=LATER, **values)


def forward_to(offer, key, state, outcome=None, **values):
    """A referral to a body whose message is in ``state``, after such an attempt."""
    referral = make_referral(offer=offer, body=make_body(key), **values)
    row = make_delivery(referral=referral, state=state)
    if outcome is not None:
        Attempt.objects.create(
            delivery=row,
            lease_no=1,
            started_at=NOW,
            outcome=outcome,
            address=f"{key}@office.example",
            content="a letter",
            detail="550 no",
        )
    return row
