"""Whether a message rests with its offer: it was paused, or its use is restricted."""

from datetime import datetime, time, timedelta, tzinfo

from django.utils import timezone

from hilfe_ukraine.models import Delivery, HelpOffer

from .clock import portal_time


_Kinds = Delivery.Kinds
#: Would make use of the offer, and so wait while that is restricted. Not what bodies
#: that have it are told of changes: the restriction is one (GDPR, Article 19), and
#: nothing personal is in it then.
WAIT_FOR_LEAVE = (_Kinds.FORWARD, _Kinds.REMINDER, _Kinds.STILL_VALID)
# A restriction has no end that is known; whoever lifts it makes its messages due.
_UNTIL_LIFTED = timedelta(hours=6)


def is_paused(offer: HelpOffer, now: datetime) -> bool:
    """Whether the helper lets the offer rest at present."""
    until = offer.paused_until
    return until is not None and until > portal_time(now).date()


def end_of_pause(offer: HelpOffer) -> datetime:
    """Return the first moment after the pause, by the portal's time."""
    assert offer.paused_until  # noqa: S101 - only asked of an offer that is paused
    portal: tzinfo = timezone.get_default_timezone()
    return datetime.combine(offer.paused_until, time.min, tzinfo=portal)


def rests_until(row: Delivery, now: datetime) -> datetime | None:
    """Return until when a message has to wait for its offer; ``None``: it may go."""
    offer = row.offer
    if offer is None or offer.erased_at:
        return None
    if offer.restricted_at and row.kind in WAIT_FOR_LEAVE:
        return now + _UNTIL_LIFTED
    if row.kind == _Kinds.FORWARD and is_paused(offer, now):
        return end_of_pause(offer)
    return None
