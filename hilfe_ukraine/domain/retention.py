"""Why and when personal data is erased."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class ErasureCause(StrEnum):
    """Why an offer was erased; stands in the log and in the journal."""

    #: The helper asked for it.
    REQUEST = "request"
    #: An office decided so, for example for an entry made in jest.
    BY_HAND = "by_hand"
    #: Nobody confirmed it in time.
    UNCONFIRMED = "unconfirmed"
    #: It has ended, and the time for questions is over.
    ENDED = "ended"
    #: Nobody has confirmed for the longest time that it is still valid.
    TOO_OLD = "too_old"
    #: It was erased before a backup was restored that still held it.
    REPLAYED = "replayed"


@dataclass(frozen=True)
class Retention:
    """How long personal data may stay, per stage of an offer."""

    unconfirmed: timedelta
    ended: timedelta
    longest: timedelta

    def limits(self, now: datetime) -> dict[ErasureCause, datetime]:
        """Return per cause the moment up to which the clock must have started.

        The clock starts when an unconfirmed offer is submitted, when an offer ends,
        and for all when the helper last confirmed (or, without that, submitted) it.
        """
        return {
            ErasureCause.UNCONFIRMED: now - self.unconfirmed,
            ErasureCause.ENDED: now - self.ended,
            ErasureCause.TOO_OLD: now - self.longest,
        }
