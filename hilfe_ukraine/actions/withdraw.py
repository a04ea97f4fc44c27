"""The helper takes the offer back."""

from datetime import datetime

from django.db import transaction

from hilfe_ukraine.domain.states import OfferState
from hilfe_ukraine.models import Delivery, HelpOffer, WithdrawReason

from .log import WITHDRAWN, log_action
from .open_offer import end_offer, lock_open_offer
from .tell_helper import tell_helper


def withdraw(
    *, offer: HelpOffer, now: datetime, reason: str = WithdrawReason.NONE
) -> bool:
    """Withdraw an offer; returns whether that was news.

    Bodies that have it are told, what waits for them is cancelled, and the helper gets
    a receipt. One transaction; logged with the reason, which is one of
    ``WithdrawReason``. Raises ``ForbiddenTransition`` if the offer has ended in
    another way or is not confirmed, ``RestrictedOffer`` if its use is restricted.
    """
    with transaction.atomic():
        rows = HelpOffer.objects.select_for_update().filter(pk=offer.pk)
        if rows.filter(state=OfferState.WITHDRAWN.value).values_list("pk").first():
            return False
        locked = lock_open_offer(offer.pk)
        locked.withdraw_reason = reason
        end_offer(locked, state=OfferState.WITHDRAWN, now=now)
        tell_helper(offer=locked, kind=Delivery.Kinds.OUTCOME, now=now)
        log_action(locked, WITHDRAWN, reason=reason)
    return True
