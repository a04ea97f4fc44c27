"""What a body does with a referral: say that it was received."""

from datetime import datetime
from typing import Any

from django.db import transaction

from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.domain.states import ReferralState, check_referral_step
from hilfe_ukraine.models import Answer, HelpOffer, Referral

from .log import ANSWERED, log_action
from .offer_state import refresh_state


def answer_received(*, referral: Referral, now: datetime, user: Any = None) -> Answer:
    """Note that the body received the offer; ``user`` is empty for answers by link.

    Writes answer, referral and the offer's state in one transaction; logged. Doing it
    again returns the first answer and changes nothing. Raises ``ForbiddenTransition``
    if the referral has ended, or the use of the offer is restricted.
    """
    with transaction.atomic():
        # The offer is locked first, everywhere: two bodies answering at once queue.
        offers = HelpOffer.objects.select_for_update().only("restricted_at")
        offer = offers.get(pk=referral.offer_id)
        row = Referral.objects.select_for_update().get(pk=referral.pk)
        earlier = row.answers.filter(kind=Answer.Kinds.RECEIVED).first()
        if earlier is None and offer.restricted_at:
            raise ForbiddenTransition("offer: its use is restricted")
        if earlier is None:
            earlier = _note_received(row, now, user)
            refresh_state(referral.offer, now)
    referral.state, referral.answered_at = row.state, row.answered_at
    return earlier


def _note_received(row: Referral, now: datetime, user: Any) -> Answer:
    check_referral_step(ReferralState(row.state), ReferralState.RECEIVED)
    row.state = ReferralState.RECEIVED.value
    row.answered_at = now
    row.save(update_fields=["state", "answered_at"])
    answer = Answer.objects.create(
        referral=row, kind=Answer.Kinds.RECEIVED, answered_at=now, user=user
    )
    log_action(row.offer, ANSWERED, user, referral=row.uuid, answer=answer.kind)
    return answer
