"""What every channel promises to the outbox."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from hilfe_ukraine.domain.retry import EMAIL, RetryPlan
from hilfe_ukraine.models import RELAY, Delivery, ResponsibleBody


class Outcome(StrEnum):
    """What became of one try. The values are those of ``Attempt.Outcomes``."""

    #: The receiver's side took it over.
    DELIVERED = "delivered"
    #: Certainly not sent; worth another try.
    RETRY = "retry"
    #: Cut off when it might have been taken over. The next try is a possible repeat.
    AMBIGUOUS = "ambiguous"
    #: Refused for good, another try would be refused as well.
    PERMANENT = "permanent"
    #: Given back before the first byte left, since too little of the lease is left.
    RETURNED = "returned"
    #: The receiver says that it is there no more; the message is held for a person.
    GONE = "gone"


@dataclass(frozen=True)
class Result:
    """Outcome, a short code without personal data, and the answer in full.

    ``detail`` may hold addresses; it is stored encrypted and never logged.
    ``carrier_failed`` says that the carrier itself is to blame (no connection, no
    answer, "try later" to everybody), not this message; it counts for the breaker.
    ``at_receiver`` is set beside it where the carrier was well until it heard whom the
    message is for: if others fare better, only that receiver is to blame.
    ``retry_after`` is how long the receiver asked to be left alone. ``untried`` is set
    where the carrier was not asked at all, so that nothing is known of it.
    """

    outcome: Outcome
    code: str = ""
    detail: str = ""
    carrier_failed: bool = False
    at_receiver: bool = False
    retry_after: timedelta | None = None
    untried: bool = False


class Outgoing(Protocol):
    """What a channel has written and is about to send."""

    @property
    def address(self) -> str:
        """Where it goes."""
        ...

    @property
    def content(self) -> str:
        """What a person reads; kept, encrypted, with the attempt."""
        ...


class Channel(ABC):
    """One way of sending. Channels are stateless; one object serves all threads."""

    #: Stored on bodies and deliveries, so it never changes.
    id: ClassVar[str]

    #: What people choose in the admin; empty: the id.
    label: ClassVar[Any] = ""

    #: When failed tries are repeated.
    plan: ClassVar[RetryPlan] = EMAIL

    def carrier(self, body: ResponsibleBody | None) -> str:
        """Return what the breaker goes by; many receivers may share one carrier."""
        return RELAY

    def takes(self, body: ResponsibleBody) -> bool:
        """Whether this channel can reach ``body`` now; else it is written by e-mail."""
        return True

    def holds_content(self, outgoing: Outgoing) -> bool:
        """Whether an offer itself is in it, where such messages have a link only.

        That is noted in the log before it is sent.
        """
        return False

    @abstractmethod
    def write(self, delivery: Delivery, *, number: int, now: datetime) -> Outgoing:
        """Return the message of ``delivery`` for its try ``number``.

        Reads the address and the words as they are now; writes nothing, touches no
        network. By ``delivery.kind`` they tell a new offer from news of an old one,
        and with ``delivery.possible_duplicate`` they say that it may be a repeat.
        Raises ``domain.errors.Unsendable`` if no try can ever succeed.
        """

    @abstractmethod
    def send(self, outgoing: Outgoing) -> Result:
        """Hand over what :meth:`write` returned, to one receiver.

        Takes less time than half of the lease, touches no database, and turns every
        failure it knows into a :class:`Result`. What it raises counts as ambiguous.
        """
