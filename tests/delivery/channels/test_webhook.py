"""What a body's system gets, and what each of its answers means."""

import socket
import ssl

from datetime import timedelta

import pytest

from standardwebhooks.webhooks import Webhook as Receiver

from hilfe_ukraine.delivery.channels.base import Outcome, Unsendable
from hilfe_ukraine.delivery.channels.webhook import WebhookChannel
from hilfe_ukraine.domain.states import ReferralState
from hilfe_ukraine.models import RELAY, Delivery, HelpOffer, Webhook
from tests.factories import (
    NOW,
    SECRET,
    make_body,
    make_category,
    make_delivery,
    make_offer,
    make_referral,
    make_webhook,
)
from tests.https_sink import (
    addresses,
    drip,
    flood,
    https_sink,
    never,
    raw,
    status,
)
from tests.schema import validate
from tests.smtp_sink import free_port


pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(tmp_path, settings):
    settings.HILFE_UKRAINE_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    settings.HILFE_UKRAINE_WEBHOOK_CONNECT_SECONDS = 10
    with https_sink(tmp_path) as sink:
        settings.HILFE_UKRAINE_WEBHOOK_PORTS = [443, sink.port]
        settings.HILFE_UKRAINE_WEBHOOK_CA_FILE = sink.ca_file
        yield sink


@pytest.fixture
def webhook():
    return make_webhook()


def forwarded(webhook, **values):
    """A forward to the body of the webhook."""
    offer = values.pop("offer", None) or make_offer(
        category=make_category("housing", title="Wohnraum"),
        state=HelpOffer.States.REFERRED,
        entries=[{"key": "details", "label": "Angebot", "value": "Zimmer"}],
        facts={"stay_days": 90, "helper": "person"},
        quantity=2,
    )
    referral = make_referral(offer=offer, body=webhook.body, **values)
    return make_delivery(referral=referral, channel="webhook")


def write(delivery, now=NOW, **options):
    return WebhookChannel(**options).write(delivery, number=1, now=now)


def exchange(sink, webhook, *, resolve=None):
    """Send a forward to the sink and return the result."""
    webhook.url = sink.url
    webhook.save()
    channel = WebhookChannel(resolve or sink.resolve)
    return channel.send(channel.write(forwarded(webhook), number=1, now=NOW))


def test_an_offer_as_the_body_gets_it(webhook):
    delivery = forwarded(webhook)
    data = validate(write(delivery).body)["data"]

    assert data["reference"] == delivery.offer.reference
    assert data["referral"] == str(delivery.referral.uuid)
    assert data["category"] == {"key": "housing", "label": "Wohnraum"}
    assert data["region"]["key"] == "14626110"
    facts = {fact["key"]: fact for fact in data["facts"]}
    assert facts["stay_days"]["value"] == 90
    assert facts["stay_days"]["value_label"] == "90 Tage"
    assert data["contact"] == delivery.offer.contact
    assert data["entries"] == delivery.offer.entries
    assert data["answer_url"].startswith("http://testserver/hilfe/answer/")


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


def test_all_tries_have_one_id_and_only_a_repeat_says_so(webhook):
    delivery = forwarded(webhook)
    first = write(delivery)
    delivery.possible_duplicate = True
    second = write(delivery, NOW + timedelta(hours=1))

    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert validate(first.body)["is_repeat"] is False
    assert validate(second.body)["is_repeat"] is True


def test_while_a_secret_is_replaced_both_sign(webhook):
    webhook.old_secret = "whsec_" + "b2xk" * 10
    webhook.old_secret_until = NOW + timedelta(days=7)
    webhook.save()
    delivery = forwarded(webhook)

    during, after = write(delivery), write(delivery, NOW + timedelta(days=8))
    assert during.headers["webhook-signature"].count("v1,") == 2
    assert after.headers["webhook-signature"].count("v1,") == 1


@pytest.mark.parametrize(
    ("offer", "referral"),
    [
        ({"restricted_at": NOW}, {}),
        ({"erased_at": NOW, "state": "erased"}, {}),
        ({}, {"state": ReferralState.WITHDRAWN}),
        ({}, {"state": ReferralState.PASSED_ON}),
    ],
)
def test_what_the_body_may_not_read_is_not_sent(webhook, offer, referral):
    offer = make_offer(
        entries=[{"key": "details", "label": "Angebot", "value": "Canary"}],
        **{"contact": {"name": "Canary"}, **offer},
    )
    message = write(forwarded(webhook, offer=offer, **referral))

    assert "Canary" not in message.content
    assert validate(message.body)["data"]["withheld"] == "not_readable"


@pytest.mark.parametrize(
    "state", [Webhook.States.UNTESTED, Webhook.States.GONE], ids=str
)
def test_nothing_but_a_test_goes_where_no_test_has_succeeded(webhook, state):
    webhook.state = state
    webhook.save()

    with pytest.raises(Unsendable, match=state):
        write(forwarded(webhook))

    test = make_delivery(
        offer=None, body=webhook.body, kind=Delivery.Kinds.TEST, channel="webhook"
    )
    assert validate(write(test).body)["type"] == "webhook.test"


def test_what_cannot_be_sent_at_all(webhook):
    with pytest.raises(Unsendable, match="no_webhook"):
        write(make_delivery())
    for kind in (Delivery.Kinds.NOBODY, Delivery.Kinds.SUSPECT, Delivery.Kinds.DIGEST):
        with pytest.raises(Unsendable, match="not_for_webhooks"):
            write(make_delivery(offer=None, body=webhook.body, kind=kind))
    with pytest.raises(Unsendable, match="no_referral"):
        write(make_delivery(offer=None, body=webhook.body))
    webhook.url = "http://amt.example/"
    webhook.save()
    with pytest.raises(Unsendable, match="address:not_https"):
        write(forwarded(webhook))


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


def test_a_message_shows_nothing_personal_where_it_is_printed(webhook):
    assert "Erika" not in repr(write(forwarded(webhook)))


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


def test_writing_costs_a_fixed_number_of_statements(
    webhook, django_assert_max_num_queries
):
    delivery = Delivery.objects.select_related("referral__offer", "body").get(
        pk=forwarded(webhook).pk
    )
    with django_assert_max_num_queries(8):
        write(delivery)
