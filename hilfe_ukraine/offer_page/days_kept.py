"""How long details are kept, for the notice on data protection (GDPR, Article 13)."""

from datetime import timedelta
from typing import Any

from django.utils.translation import ngettext

from hilfe_ukraine.conf import conf


def days_kept_words(page: Any) -> list[str]:
    """Return how long offers of the page are kept, in sentences.

    The days of the page count if they are fewer than those of the settings.
    """
    allowed = conf.retention
    kept = [
        _after_the_end(_fewer(page.ended_days, allowed.ended)),
        _longest(allowed.longest.days),
    ]
    if page.confirmation_required:
        kept.insert(0, _waiting(_fewer(page.unconfirmed_days, allowed.unconfirmed)))
    return kept


def _waiting(days: int) -> str:
    words = ngettext(
        "While your offer waits for your confirmation: at most %(days)s day.",
        "While your offer waits for your confirmation: at most %(days)s days.",
        days,
    )
    return words % {"days": days}


def _after_the_end(days: int) -> str:
    words = ngettext(
        "After your offer has ended: %(days)s day.",
        "After your offer has ended: %(days)s days.",
        days,
    )
    return words % {"days": days}


def _longest(days: int) -> str:
    words = ngettext(
        "Never longer than %(days)s day after you sent or last confirmed the offer.",
        "Never longer than %(days)s days after you sent or last confirmed the offer.",
        days,
    )
    return words % {"days": days}


def _fewer(own: int | None, allowed: timedelta) -> int:
    return allowed.days if own is None else min(own, allowed.days)
