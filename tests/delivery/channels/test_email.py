"""Each way an SMTP conversation can end has its outcome."""

import datetime
import socket
import ssl
import threading

from dataclasses import replace

import pytest

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hilfe_ukraine.delivery.channels import smtp_kept, smtp_line
from hilfe_ukraine.delivery.channels.base import Outcome
from scripts.services.processes import free_port
from tests.delivery.channels.one_mail import MESSAGE, send
from tests.factories import NOW
from tests.smtp_sink import smtp_sink


SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def relay(settings):
    """Point the host's mail settings at a port; returns how to do it."""

    def use(port, *, seconds=10, **options):
        settings.EMAIL_BACKEND = SMTP_BACKEND
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.HILFE_UKRAINE_SMTP_TIMEOUT_SECONDS = seconds
        for name, value in options.items():
            setattr(settings, f"EMAIL_{name}", value)

    return use


def test_an_accepted_mail_arrives_as_written(relay):
    with smtp_sink() as sink:
        relay(sink.port)
        result = send()

    assert (result.outcome, result.code) == (Outcome.DELIVERED, "250 2.0.0")
    (received,) = sink.mails
    assert received["Subject"] == "ABC: Wohnung, Görlitz"
    assert received["From"] == "Portal Sachsen <portal@example.org>"
    assert received["To"] == "amt@office.example"
    assert received["Message-ID"] == "<1@example.org>"
    assert received["X-Hilfe-Attempt"] == "2"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["Date"].datetime == NOW
    text = received.get_body(("plain",)).get_content()
    assert text.splitlines() == ["Guten Tag,", ".ein Punkt am Anfang"]
    assert "Guten Tag" in received.get_body(("html",)).get_content()
    assert sink.senders == ["portal@example.org"]
    assert sink.receivers == [["amt@office.example"]]
    assert all(byte < 128 for byte in sink.received[0])


@pytest.mark.parametrize(
    ("mode", "outcome", "code"),
    [
        ("451", Outcome.RETRY, "451 4.1.1"),
        ("550", Outcome.PERMANENT, "550 5.1.1"),
        ("452", Outcome.RETRY, "452"),
        ("554", Outcome.PERMANENT, "554"),
        # About our relay, not about the message: it must not end a thousand rows.
        ("530", Outcome.RETRY, "530 5.7.0"),
    ],
)
def test_what_the_relay_refuses(relay, mode, outcome, code):
    with smtp_sink(mode) as sink:
        relay(sink.port)
        result = send()

    assert (result.outcome, result.code) == (outcome, code)
    assert not sink.received


def test_the_code_names_no_address_and_the_detail_does(relay):
    with smtp_sink("550") as sink:
        relay(sink.port)
        result = send()

    assert "@" not in result.code
    assert "amt@office.example" in result.detail


@pytest.mark.parametrize(
    ("mode", "error"), [("drop", "SMTPServerDisconnected"), ("hang", "TimeoutError")]
)
def test_cut_off_after_the_content_is_ambiguous(relay, mode, error):
    with smtp_sink(mode) as sink:
        relay(sink.port, seconds=1 if mode == "hang" else 10)
        result = send()

    assert (result.outcome, result.code) == (Outcome.AMBIGUOUS, f"content:{error}")
    assert len(sink.received) == 1


def test_what_happens_at_quit_changes_nothing(relay, monkeypatch):
    monkeypatch.setattr(smtp_kept, "MOST_MESSAGES", 1)
    monkeypatch.setattr(smtp_line, "GOODBYE_SECONDS", 0.2)
    with smtp_sink("hang_at_quit") as sink:
        relay(sink.port)
        result = send()

    assert result.outcome is Outcome.DELIVERED


def test_nobody_listens(relay):
    relay(free_port())

    result = send()

    assert result.outcome is Outcome.RETRY
    assert result.code == "connect:ConnectionRefusedError"


def test_a_relay_that_never_greets(relay):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        relay(silent.getsockname()[1])
        result = send()

    assert result.outcome is Outcome.RETRY
    assert result.code.startswith("connect:")


def test_a_relay_that_is_busy_when_greeted(relay):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        relay(busy.getsockname()[1])

        def greet():
            with busy.accept()[0] as line:
                line.sendall(b"421 4.3.2 try later\r\n")

        greeter = threading.Thread(target=greet)
        greeter.start()
        result = send()
        greeter.join()

    assert (result.outcome, result.code) == (Outcome.RETRY, "421 4.3.2")


def test_encryption_that_was_asked_for_is_never_left_out(relay):
    with smtp_sink() as sink:
        relay(sink.port, USE_TLS=True)
        result = send()

    assert result.outcome is Outcome.RETRY
    assert result.code == "starttls:SMTPNotSupportedError"
    assert not sink.received


@pytest.fixture
def certificate(tmp_path):
    """Certificate and key for 127.0.0.1 that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_certificate_that_cannot_be_verified_is_refused(relay, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with smtp_sink(tls=context) as sink:
        relay(sink.port, USE_TLS=True)
        result = send()

    assert result.outcome is Outcome.RETRY
    assert result.code == "starttls:SSLCertVerificationError"
    assert not sink.received


def test_tls_from_the_start_is_verified_as_well(relay, certificate):
    with smtp_sink() as sink:
        relay(sink.port, USE_SSL=True, SSL_CERTFILE=str(certificate))
        result = send()

    assert result.outcome is Outcome.RETRY
    assert result.code.startswith("connect:")
    assert not sink.received


def test_a_login_that_fails_is_tried_again(relay):
    with smtp_sink() as sink:
        relay(sink.port, HOST_USER="portal", HOST_PASSWORD="secret")
        result = send()

    assert result.outcome is Outcome.RETRY
    assert not sink.received


def test_it_sends_only_what_it_has_written():
    with pytest.raises(TypeError):
        send(object())


def test_an_international_domain_is_written_in_ascii(relay):
    with smtp_sink() as sink:
        relay(sink.port)
        send(replace(MESSAGE, to="amt@görlitz.example"))

    assert sink.receivers == [["amt@xn--grlitz-wxa.example"]]


def test_undelivered_mail_comes_back_to_an_address_of_its_own(relay):
    with smtp_sink() as sink:
        relay(sink.port)
        send(replace(MESSAGE, envelope_sender="bounces+1@example.org"))
        send()

    assert sink.senders == ["bounces+1@example.org", "portal@example.org"]
    assert {content["From"] for content in sink.mails} == {MESSAGE.sender}


def test_an_offer_itself_is_sent_by_tls_or_not_at_all(relay):
    message = replace(MESSAGE, holds_content=True)
    with smtp_sink() as sink:
        relay(sink.port)
        unencrypted = send(message)
        relay(sink.port, USE_TLS=True)
        refused = send(message)

    assert (unencrypted.outcome, unencrypted.code) == (Outcome.RETRY, "not_encrypted")
    assert unencrypted.untried
    assert refused.outcome is Outcome.RETRY
    assert refused.code == "starttls:SMTPNotSupportedError"
    assert not sink.received


def test_a_line_without_tls_that_was_kept_carries_no_offer_itself(relay):
    with smtp_sink() as sink:
        relay(sink.port)
        send()
        relay(sink.port, USE_TLS=True)
        result = send(replace(MESSAGE, holds_content=True))

    assert result.outcome is Outcome.RETRY
    assert len(sink.received) == 1
