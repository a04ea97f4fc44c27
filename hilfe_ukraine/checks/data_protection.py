"""System checks of what data protection needs besides the keys."""

import os

from datetime import timedelta
from typing import Any

from django.core.checks import CheckMessage, Warning, register

from hilfe_ukraine.conf import conf

from .tag import TAG


@register(TAG, deploy=True)
def check_erasure_journal(**_: Any) -> list[CheckMessage]:
    """Without a journal, restoring a backup brings back what was erased since."""
    if conf.debug or conf.erasure_journal:
        return []
    return [
        Warning(
            "No journal of erasures is kept.",
            hint="Set HILFE_UKRAINE_ERASURE_JOURNAL to a file that the backup of the "
            "database does not hold.",
            id="hilfe_ukraine.W003",
        )
    ]


@register(TAG)
def check_erasure_journal_is_writable(**_: Any) -> list[CheckMessage]:
    """An erasure that cannot be noted is refused, so nothing would be erased."""
    path = conf.erasure_journal
    place = path if os.path.exists(path) else os.path.dirname(os.path.abspath(path))
    if not path or (os.access(place, os.W_OK) and not os.path.isdir(path)):
        return []
    return [
        Warning(
            "The journal of erasures cannot be written.",
            hint="Make the folder of HILFE_UKRAINE_ERASURE_JOURNAL, and let web and "
            "workers write into it. Until then nothing is erased.",
            id="hilfe_ukraine.W004",
        )
    ]


@register(TAG)
def check_offers_end_before_they_are_erased(**_: Any) -> list[CheckMessage]:
    """One that is erased first never expires, and its helper never hears of it."""
    retention, valid = conf.retention, timedelta(days=conf.offer_days)
    if valid + retention.ended <= retention.longest:
        return []
    return [
        Warning(
            "Offers that nobody extends are erased before their time as ended offers "
            "is over, or before they expire at all.",
            hint="HILFE_UKRAINE_OFFER_DAYS and HILFE_UKRAINE_RETENTION_ENDED_DAYS "
            "together must not exceed HILFE_UKRAINE_RETENTION_DAYS.",
            id="hilfe_ukraine.W008",
        )
    ]
