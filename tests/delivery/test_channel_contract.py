"""Every channel keeps the contract, and the contract notices one that does not."""

import socket
import ssl

from contextlib import contextmanager, nullcontext
from dataclasses import replace
from unittest import mock

import pytest

from django.core.mail.backends.locmem import EmailBackend as LocMem

from hilfe_ukraine.delivery.channel_contract import CANARY, ChannelContract
from hilfe_ukraine.delivery.channels.base import Outcome, Result
from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.delivery.channels.registry import channels
from hilfe_ukraine.delivery.channels.webhook import WebhookChannel
from hilfe_ukraine.models import Delivery
from scripts.services.processes import free_port
from tests.delivery.channels.small_channels import (
    FailingChannel,
    PrintingChannel,
    RaisingChannel,
)
from tests.factories import (
    NOW,
    make_body,
    make_delivery,
    make_offer,
    make_referral,
    make_webhook,
)
from tests.https_sink import Sink, https_sink, status
from tests.smtp_sink import smtp_sink


COMPLAINTS = r"names somebody|UPDATE|network|database|looks like a new"


def row_for(body, channel):
    offer = make_offer(
        contact={"name": CANARY, "email": "canary@birdsong.example"},
        entries=[{"key": "details", "label": "Angebot", "value": CANARY}],
    )
    referral = make_referral(offer=offer, body=body)
    return make_delivery(referral=referral, channel=channel.id)


class Contract(ChannelContract):
    """The contract at the moment of the tests' rows."""

    kind: type

    def channel(self):
        return self.kind()

    def delivery(self):
        return row_for(make_body(), self.channel())

    def now(self):
        return NOW


@pytest.mark.django_db
class TestPrinting(Contract):
    kind = PrintingChannel

    def situations(self):
        return {"prints": (nullcontext, Outcome.DELIVERED)}

    def unsendable(self):
        return make_delivery(offer=None, channel=self.kind.id)


@pytest.mark.django_db
class TestFailing(Contract):
    kind = FailingChannel

    def situations(self):
        return {"no paper": (nullcontext, Outcome.RETRY)}


@pytest.mark.django_db
class TestRaising(Contract):
    kind = RaisingChannel

    def situations(self):
        return {"breaks down": (nullcontext, Outcome.AMBIGUOUS)}


@pytest.mark.django_db
class TestEmail(Contract):
    kind = EmailChannel

    @pytest.fixture(autouse=True)
    def _settings(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.HILFE_UKRAINE_SMTP_TIMEOUT_SECONDS = 10
        self.settings = settings

    @contextmanager
    def relay(self, mode):
        with smtp_sink(mode) as sink:
            self.settings.EMAIL_PORT = sink.port
            yield

    @contextmanager
    def nobody(self):
        self.settings.EMAIL_PORT = free_port()
        yield

    def situations(self):
        return {
            "takes it": (lambda: self.relay("accept"), Outcome.DELIVERED),
            "busy": (lambda: self.relay("451"), Outcome.RETRY),
            "refuses": (lambda: self.relay("550"), Outcome.PERMANENT),
            "cuts": (lambda: self.relay("drop"), Outcome.AMBIGUOUS),
            "away": (self.nobody, Outcome.RETRY),
        }

    def unsendable(self):
        return row_for(make_body(email=""), self.channel())


@pytest.mark.django_db
class TestEmailByBackend(Contract):
    """Through a backend of the host's, which does not say how far a failure came."""

    kind = EmailChannel

    @pytest.fixture(autouse=True)
    def _backend(self, settings):
        settings.EMAIL_BACKEND = LocMem.__module__ + ".EmailBackend"

    @contextmanager
    def failing(self):
        with mock.patch.object(LocMem, "send_messages", side_effect=TimeoutError):
            yield

    @contextmanager
    def taking_nothing(self):
        with mock.patch.object(LocMem, "send_messages", return_value=0):
            yield

    def situations(self):
        return {
            "takes it": (nullcontext, Outcome.DELIVERED),
            "fails": (self.failing, Outcome.AMBIGUOUS),
            "takes nothing": (self.taking_nothing, Outcome.AMBIGUOUS),
        }

    def unsendable(self):
        return row_for(make_body(email=""), self.channel())


@pytest.mark.django_db
class TestWebhook(Contract):
    kind = WebhookChannel

    @pytest.fixture(autouse=True)
    def _sink(self, settings, tmp_path):
        settings.HILFE_UKRAINE_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
        settings.HILFE_UKRAINE_WEBHOOK_CONNECT_SECONDS = 10
        with https_sink(tmp_path) as self.sink:
            settings.HILFE_UKRAINE_WEBHOOK_PORTS = [self.sink.port]
            settings.HILFE_UKRAINE_WEBHOOK_CA_FILE = self.sink.ca_file
            yield

    def channel(self):
        return WebhookChannel(self.sink.resolve)

    def delivery(self):
        return row_for(make_webhook(url=self.sink.url).body, self.channel())

    @contextmanager
    def answering(self, answer):
        self.sink.answer = answer
        yield

    @contextmanager
    def cutting(self):
        # ``shutdown`` reaches the peer at once; TLS never begins.
        self.sink.before = lambda plain: plain.shutdown(socket.SHUT_RDWR)
        yield
        self.sink.before = Sink.before

    def situations(self):
        answers = {
            "takes it": (status("200 OK"), Outcome.DELIVERED),
            "busy": (status("503 Busy"), Outcome.RETRY),
            "refuses": (status("404 Not Found"), Outcome.PERMANENT),
            "gone": (status("410 Gone"), Outcome.GONE),
            "cuts": (ssl.SSLSocket.close, Outcome.AMBIGUOUS),
        }
        return {
            name: (lambda answer=answer: self.answering(answer), outcome)
            for name, (answer, outcome) in answers.items()
        } | {"away": (self.cutting, Outcome.RETRY)}

    def unsendable(self):
        body = make_webhook(url=self.sink.url, state="untested").body
        return row_for(body, self.channel())


def test_every_channel_of_the_app_is_under_contract():
    under_contract = {contract.kind for contract in Contract.__subclasses__()}

    assert {type(channels.get(name)) for name in channels.ids()} <= under_contract


class Gossip(PrintingChannel):
    """Tells in its code whom the offer is from."""

    def send(self, outgoing):
        return Result(Outcome.DELIVERED, CANARY)


class Scribbler(PrintingChannel):
    """Writes into the database while it writes the message."""

    def write(self, delivery, *, number, now):
        Delivery.objects.update(language="de")
        return super().write(delivery, number=number, now=now)


class Hasty(PrintingChannel):
    """Goes to the network while it writes the message."""

    def write(self, delivery, *, number, now):
        socket.create_connection(("127.0.0.1", 9))
        return super().write(delivery, number=number, now=now)


class Forgetful(PrintingChannel):
    """Says neither that it may be a repeat nor what has become of the offer."""

    def write(self, delivery, *, number, now):
        slip = super().write(delivery, number=number, now=now)
        return replace(slip, content=f"Offer {delivery.offer.reference}")


class Curious(PrintingChannel):
    """Reads the database while it sends."""

    def send(self, outgoing):
        Delivery.objects.count()
        return super().send(outgoing)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "test"),
    [
        (Gossip, "test_the_code_holds_nothing_personal"),
        (Scribbler, "test_writing_reads_only_and_touches_no_network"),
        (Hasty, "test_writing_reads_only_and_touches_no_network"),
        (Forgetful, "test_a_possible_repeat_says_that_it_may_be_one"),
        (Forgetful, "test_the_end_of_an_offer_looks_unlike_a_new_one"),
        (Curious, "test_each_situation_has_its_outcome"),
    ],
)
def test_a_channel_that_breaks_a_promise_is_found(kind, test):
    contract = TestPrinting()
    contract.kind = kind

    with pytest.raises(BaseException, match=COMPLAINTS):
        getattr(contract, test)()
