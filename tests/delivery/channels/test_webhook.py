"""What each answer of a body's system means."""

import socket
import ssl

from datetime import timedelta

import pytest

from standardwebhooks.webhooks import Webhook as Receiver

from hilfe_ukraine.delivery.channels.base import Outcome
from hilfe_ukraine.delivery.channels.webhook import WebhookChannel
from hilfe_ukraine.models import RELAY, Delivery, Webhook
from scripts.services.processes import free_port
from tests.delivery.channels.forwards import forwarded
from tests.factories import NOW, SECRET, make_body
from tests.https_sink import addresses, drip, flood, https_sink, never, raw, status
from tests.schema import validate


pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(tmp_path, settings):
    settings.HILFE_UKRAINE_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    settings.HILFE_UKRAINE_WEBHOOK_CONNECT_SECONDS = 10
    with https_sink(tmp_path) as sink:
        settings.HILFE_UKRAINE_WEBHOOK_PORTS = [443, sink.port]
        settings.HILFE_UKRAINE_WEBHOOK_CA_FILE = sink.ca_file
        yield sink


def exchange(sink, webhook, *, resolve=None):
    """Send a forward to the sink and return the result."""
    webhook.url = sink.url
    webhook.save()
    channel = WebhookChannel(resolve or sink.resolve)
    return channel.send(channel.write(forwarded(webhook), number=1, now=NOW))


def test_the_receiver_verifies_it_by_its_secret(sink, webhook):
    assert exchange(sink, webhook).outcome is Outcome.DELIVERED

    (request,) = sink.requests
    delivery = Delivery.objects.get()
    headers = request.headers
    # The library refuses what is older than five minutes, and this is of 2022.
    signed = Receiver(SECRET).sign(str(delivery.uuid), NOW, request.body.decode())
    assert headers["webhook-signature"] == signed
    assert headers["webhook-id"] == str(delivery.uuid)
    assert headers["content-type"] == "application/json"
    assert request.line == "POST /hook?office=1 HTTP/1.1"
    validate(request.body)


@pytest.mark.parametrize(
    ("line", "outcome", "ill"),
    [
        ("200 OK", Outcome.DELIVERED, False),
        ("202 Accepted", Outcome.DELIVERED, False),
        ("301 Moved", Outcome.PERMANENT, False),
        ("400 Bad", Outcome.PERMANENT, False),
        ("404 Not Found", Outcome.PERMANENT, False),
        ("408 Timeout", Outcome.RETRY, False),
        ("410 Gone", Outcome.GONE, False),
        ("425 Too Early", Outcome.RETRY, False),
        ("429 Too Many", Outcome.RETRY, True),
        ("500 Oops", Outcome.AMBIGUOUS, False),
        ("502 Bad Gateway", Outcome.AMBIGUOUS, True),
        ("503 Busy", Outcome.RETRY, True),
        ("504 Timeout", Outcome.AMBIGUOUS, True),
    ],
)
def test_what_an_answer_means(sink, webhook, line, outcome, ill):
    sink.answer = status(line, body=b"Erika Muster")
    result = exchange(sink, webhook)

    assert (result.outcome, result.carrier_failed) == (outcome, ill)
    assert result.code == line[:3]
    assert result.detail == "Erika Muster"


def test_an_answer_without_words(sink, webhook):
    sink.answer = raw(b"HTTP/1.1 204 No Content\r\n\r\n")

    assert exchange(sink, webhook).outcome is Outcome.DELIVERED


@pytest.mark.parametrize(
    ("wish", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Fri, 04 Mar 2022 11:10:00 GMT", timedelta(minutes=10)),
        ("later", None),
    ],
)
def test_a_receiver_asks_for_time(sink, webhook, wish, wait):
    sink.answer = status("429 Too Many", f"Retry-After: {wish}")

    assert exchange(sink, webhook).retry_after == wait


def test_a_redirect_is_not_followed(sink, webhook):
    sink.answer = status("302 Found", "Location: https://169.254.169.254/latest/")
    result = exchange(sink, webhook)

    assert (result.outcome, result.code) == (Outcome.PERMANENT, "302")
    assert sink.connections == 1


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "100.64.0.1", "169.254.169.254", "64:ff9b::a9fe:a9fe", "fec0::1"],
)
def test_a_name_that_leads_inside_is_refused_for_good(sink, webhook, address):
    result = exchange(
        sink, webhook, resolve=lambda host, port, **_: addresses(address, port)
    )

    assert (result.outcome, result.code) == (Outcome.PERMANENT, "address:forbidden")
    assert sink.connections == 0


def test_no_connection_is_tried_again_and_counts_for_the_host(sink, webhook):
    closed = free_port()
    result = exchange(
        sink, webhook, resolve=lambda *_, **__: addresses("127.0.0.1", closed)
    )

    assert result.outcome is Outcome.RETRY
    assert result.carrier_failed
    assert result.code == "connect:ConnectionRefusedError"


def test_no_name_is_tried_again(sink, webhook):
    def resolve(*_, **__):
        raise socket.gaierror(socket.EAI_AGAIN, "amt.example")

    result = exchange(sink, webhook, resolve=resolve)

    assert (result.outcome, result.code) == (Outcome.RETRY, "lookup:gaierror")


def test_a_bad_certificate_is_tried_again(sink, webhook, settings):
    settings.HILFE_UKRAINE_WEBHOOK_CA_FILE = ""
    result = exchange(sink, webhook)

    assert result.outcome is Outcome.RETRY
    assert result.code == "tls:SSLCertVerificationError"
    assert not sink.requests


@pytest.mark.parametrize("way", ["never", "cut", "drip"])
def test_no_answer_to_a_whole_request_is_perhaps_sent(sink, webhook, settings, way):
    settings.HILFE_UKRAINE_WEBHOOK_SECONDS = 2
    sink.answer = {
        "never": never(sink),
        "cut": ssl.SSLSocket.close,
        "drip": drip(sink),
    }[way]
    result = exchange(sink, webhook)

    assert result.outcome is Outcome.AMBIGUOUS
    assert result.carrier_failed
    assert result.code.startswith("answer:")
    assert len(sink.requests) == 1


def test_of_a_long_answer_little_is_kept(sink, webhook):
    sink.answer = flood
    result = exchange(sink, webhook)

    assert result.outcome is Outcome.DELIVERED
    assert result.detail == "x" * 200


def test_it_sends_only_what_it_has_written():
    with pytest.raises(TypeError):
        WebhookChannel().send(object())


def test_a_body_is_reached_by_webhook_once_it_was_tested(webhook):
    channel = WebhookChannel()

    assert channel.takes(webhook.body)
    assert channel.carrier(webhook.body) == "host:amt.example"
    for state in (Webhook.States.UNTESTED, Webhook.States.GONE):
        webhook.state = state
        webhook.save()
        assert not channel.takes(webhook.body)
    assert not channel.takes(make_body())
    assert channel.carrier(make_body()) == channel.carrier(None) == RELAY
