"""A mail, and how the channel sends it."""

from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.delivery.message import Message
from tests.factories import NOW


MESSAGE = Message(
    sender="Portal Sachsen <portal@example.org>",
    to="amt@office.example",
    subject="ABC: Wohnung, Görlitz",
    text="Guten Tag,\n.ein Punkt am Anfang\n",
    html="<p>Guten Tag</p>",
    message_id="<1@example.org>",
    number=2,
    sent_at=NOW,
)


def send(message=MESSAGE):
    return EmailChannel().send(message)
