"""E-mail: by SMTP to the host's relay, or through the host's own mail backend."""

import smtplib

from datetime import datetime
from typing import Any

from django.core import mail as django_mail
from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.conf import MailRelay, conf
from hilfe_ukraine.delivery.message import Message
from hilfe_ukraine.delivery.messages import write_message
from hilfe_ukraine.models import Delivery

from .base import Channel, Outcome, Outgoing, Result
from .smtp_dialogue import Dialogue, Envelope


# The relay may have been well until it heard of the receiver; smtplib does not say.
_PERHAPS_AT_RECEIVER = (
    TimeoutError,
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
)


class EmailChannel(Channel):
    """One receiver per mail: with several, one refusal would go unnoticed."""

    id = "email"
    label = _("E-mail")

    def write(self, delivery: Delivery, *, number: int, now: datetime) -> Message:
        message = write_message(delivery, number=number, now=now)
        # What must be refused is refused here, unsent.
        message.wire, message.return_path  # noqa: B018
        return message

    def holds_content(self, outgoing: Outgoing) -> bool:
        return isinstance(outgoing, Message) and outgoing.holds_content

    def send(self, outgoing: Outgoing) -> Result:
        if not isinstance(outgoing, Message):
            raise TypeError("the e-mail channel sends what it has written")
        relay = conf.mail_relay
        if outgoing.holds_content and not (relay and relay.is_encrypted):
            # The settings are others than when it was written.
            return Result(Outcome.RETRY, "not_encrypted", untried=True)
        return _by_smtp(outgoing, relay) if relay else _by_backend(outgoing)


def _by_smtp(message: Message, relay: MailRelay) -> Result:
    envelope = Envelope(
        sender=message.return_path,
        recipient=message.recipient,
        content=message.wire,
        is_confidential=message.holds_content,
    )
    dialogue = Dialogue(
        relay, timeout=conf.smtp_timeout_seconds, name=conf.message_id_domain
    )
    return dialogue.deliver(envelope)


def _by_backend(message: Message) -> Result:
    """Use whatever the host has set up; it cannot say how far a failure came.

    Errors of the line or the disk (``OSError``; those of smtplib and requests are
    such) blame the carrier, unless they are an answer about this message.
    """
    mail = django_mail.EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=message.sender,
        to=[message.recipient],
        headers=message.headers,
    )
    mail.attach_alternative(message.html, "text/html")
    # django-anymail gives it back with what the service reports; others ignore it.
    mail.metadata = {  # type: ignore[attr-defined]
        "hilfe_delivery": message.delivery_uuid
    }
    try:
        sent = _host_backend().send_messages([mail])
    except Exception as error:  # noqa: BLE001 - every backend has errors of its own
        name = type(error).__name__
        return Result(
            Outcome.AMBIGUOUS,
            f"backend:{name}",
            str(error),
            carrier_failed=_blames_the_carrier(error),
            at_receiver=isinstance(error, _PERHAPS_AT_RECEIVER),
        )
    if sent == 0:
        return Result(Outcome.AMBIGUOUS, "backend:0", "")
    return Result(Outcome.DELIVERED, "backend")


def _blames_the_carrier(error: Exception) -> bool:
    match error:
        case smtplib.SMTPRecipientsRefused():
            codes = {code for code, _ in error.recipients.values()}
        case smtplib.SMTPDataError():
            codes = {error.smtp_code}
        case _:
            return isinstance(error, OSError)
    return 421 in codes


def _host_backend() -> Any:
    mailers = getattr(django_mail, "mailers", None)  # Django 6.1 on
    return mailers.default if mailers is not None else django_mail.get_connection()
