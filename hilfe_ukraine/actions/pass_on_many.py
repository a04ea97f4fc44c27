"""Passing on many offers: a selection of a person, or what a retired body leaves."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hilfe_ukraine.models import HelpOffer, Referral, ResponsibleBody, stuck

from .one_by_one import Done, to_each
from .pass_on import pass_on


#: So many at most when a body is retired: it must end within one request.
AT_ONCE = 200


def pass_on_many(referrals: Iterable[Referral], *, user: Any, now: datetime) -> Done:
    """Pass each on as :func:`pass_on.pass_on` does, and count.

    A transaction for each, or a part of the caller's. One that cannot be passed on is
    left as it is and does not hold up the others.
    """
    return to_each(
        referrals, lambda referral: pass_on(referral=referral, user=user, now=now)
    )


def lock_what_is_open(body: ResponsibleBody) -> list[Referral]:
    """Return what a body has not answered, the oldest :data:`AT_ONCE`, offers locked.

    Call it inside the transaction that passes them on, after the body was locked.
    """
    rows = stuck.open_referrals().filter(body=body).order_by("referred_at", "pk")
    referrals = list(rows[:AT_ONCE])
    offers = HelpOffer.objects.filter(pk__in=[row.offer_id for row in referrals])
    list(offers.order_by("pk").select_for_update().values_list("pk"))
    return referrals
