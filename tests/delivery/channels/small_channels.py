"""Three small channels: one prints, one fails as expected, one raises unexpectedly."""

import sys

from dataclasses import dataclass

from hilfe_ukraine.delivery.channels.base import Channel, Outcome, Result
from hilfe_ukraine.domain.errors import Unsendable
from hilfe_ukraine.models import Delivery


WORDS = {
    Delivery.Kinds.FORWARD: "Offer",
    Delivery.Kinds.CHANGED: "Changed:",
    Delivery.Kinds.ENDED: "Ended:",
}


@dataclass(frozen=True)
class Slip:
    """What goes to the printer."""

    address: str
    content: str


class PrintingChannel(Channel):
    """Prints the reference; a body without a name cannot be printed for."""

    id = "printing"

    def write(self, delivery, *, number, now):
        if delivery.offer is None or delivery.body is None:
            raise Unsendable("no_offer")
        words = f"{WORDS[delivery.kind]} {delivery.offer.reference}"
        if delivery.possible_duplicate:
            words += " (perhaps printed before)"
        return Slip(delivery.body.name, words)

    def send(self, outgoing):
        sys.stdout.write(f"{outgoing.content}\n")
        return Result(Outcome.DELIVERED, "printed")


class FailingChannel(PrintingChannel):
    """Its printer is out of paper, and it knows."""

    id = "failing"

    def send(self, outgoing):
        return Result(Outcome.RETRY, "no_paper", f"for {outgoing.address}")


class RaisingChannel(PrintingChannel):
    """Breaks its promise: nobody knows how far it got."""

    id = "raising"

    def send(self, outgoing):
        raise RuntimeError(f"printing for {outgoing.address}: {outgoing.content}")
