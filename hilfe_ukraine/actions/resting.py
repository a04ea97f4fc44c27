"""Whether an offer rests, since its helper has paused it."""

from datetime import datetime, time, tzinfo

from django.utils import timezone

from hilfe_ukraine.models import HelpOffer

from .decide import local_date


def is_paused(offer: HelpOffer, now: datetime) -> bool:
    """Whether the helper lets the offer rest at present."""
    return offer.paused_until is not None and offer.paused_until > local_date(now)


def end_of_pause(offer: HelpOffer) -> datetime:
    """Return the first moment after the pause, by the portal's time."""
    assert offer.paused_until  # noqa: S101 - only asked of an offer that is paused
    portal: tzinfo = timezone.get_default_timezone()
    return datetime.combine(offer.paused_until, time.min, tzinfo=portal)
