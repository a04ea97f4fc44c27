"""Mail that a host sends through a backend of its own."""

import smtplib

from dataclasses import replace

import pytest

from django.core import mail

from hilfe_ukraine.delivery.channels.base import Outcome
from tests.delivery.channels.one_mail import MESSAGE, send


def test_a_host_with_another_backend_sends_through_it():
    result = send()

    assert (result.outcome, result.code) == (Outcome.DELIVERED, "backend")
    (sent,) = mail.outbox
    assert sent.to == ["amt@office.example"]
    assert sent.message()["Message-ID"] == "<1@example.org>"
    assert sent.alternatives[0][0] == "<p>Guten Tag</p>"


class Backend:
    """A host's backend that does as told."""

    answer = 0

    def send_messages(self, messages):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("answer", "carrier_failed"),
    [
        (smtplib.SMTPServerDisconnected("amt@office.example"), True),
        (smtplib.SMTPAuthenticationError(535, b"who?"), True),
        (smtplib.SMTPSenderRefused(451, b"later", "portal@example.org"), True),
        (TimeoutError("?"), True),
        (smtplib.SMTPDataError(421, b"closing"), True),
        (smtplib.SMTPDataError(552, b"full"), False),
        (smtplib.SMTPRecipientsRefused({"amt@office.example": (450, b"no")}), False),
        (smtplib.SMTPRecipientsRefused({"amt@office.example": (421, b"no")}), True),
        (RuntimeError("?"), False),
    ],
)
def test_a_failing_backend_may_have_sent(monkeypatch, answer, carrier_failed):
    monkeypatch.setattr(Backend, "answer", answer)
    monkeypatch.setattr("hilfe_ukraine.delivery.channels.email._host_backend", Backend)

    result = send()

    assert result.outcome is Outcome.AMBIGUOUS
    assert result.code == f"backend:{type(answer).__name__}"
    assert result.carrier_failed is carrier_failed


@pytest.mark.parametrize(
    ("error", "at_receiver"),
    [
        (TimeoutError("?"), True),
        (smtplib.SMTPServerDisconnected("?"), True),
        (smtplib.SMTPDataError(421, b"closing"), True),
        (smtplib.SMTPRecipientsRefused({"amt@office.example": (421, b"no")}), True),
        (ConnectionRefusedError("?"), False),
        (smtplib.SMTPAuthenticationError(535, b"who?"), False),
        (smtplib.SMTPSenderRefused(451, b"later", "portal@example.org"), False),
    ],
)
def test_perhaps_only_the_receiver_is_to_blame(monkeypatch, error, at_receiver):
    monkeypatch.setattr(Backend, "answer", error)
    monkeypatch.setattr("hilfe_ukraine.delivery.channels.email._host_backend", Backend)

    result = send()

    assert (result.carrier_failed, result.at_receiver) == (True, at_receiver)


def test_a_backend_that_says_it_sent_nothing_may_have_sent(monkeypatch):
    monkeypatch.setattr(Backend, "answer", 0)
    monkeypatch.setattr("hilfe_ukraine.delivery.channels.email._host_backend", Backend)

    result = send()

    assert (result.outcome, result.code) == (Outcome.AMBIGUOUS, "backend:0")


def test_the_hosts_own_backend_learns_which_message_it_is():
    send(replace(MESSAGE, delivery_uuid="6c1f0a7e-5f53-4c2e-9d54-0d6bb0f8f0aa"))

    expected = {"hilfe_delivery": "6c1f0a7e-5f53-4c2e-9d54-0d6bb0f8f0aa"}
    assert mail.outbox[0].metadata == expected


def test_no_offer_itself_goes_by_a_backend_that_says_nothing_of_tls():
    result = send(replace(MESSAGE, holds_content=True))

    assert (result.outcome, result.code) == (Outcome.RETRY, "not_encrypted")
    assert not mail.outbox
