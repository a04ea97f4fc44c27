"""A mail with the offer itself: sent by TLS, noted, and stored nowhere by a bounce."""

from datetime import timedelta

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.sending.bounce import Noted, note_bounce
from hilfe_ukraine.actions.sending.forward import forward
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.models import Attempt
from scripts.services.processes import free_port
from tests.database import everything_stored
from tests.factories import NOW, make_body, make_delivery, make_offer, make_referral
from tests.smtp_sink import smtp_sink


pytestmark = pytest.mark.django_db

CANARY = "Canary Birdsong"
NOTED = "hilfe_ukraine.content_by_mail"


@pytest.fixture
def site(settings):
    """A site on which offers may go by mail; returns how to name the relay's port."""
    settings.HILFE_UKRAINE_CONTENT_BY_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", True
    return lambda port: setattr(settings, "EMAIL_PORT", port)


def make_row(**values):
    offer = make_offer(contact={"name": CANARY, "email": "canary@birdsong.example"})
    body = make_body(**{"content_reason": "By letter", **values})
    return make_delivery(referral=make_referral(offer=offer, body=body))


def send(row, now=NOW):
    return forward(row.uuid, now=now, clock=lambda: now)


def noted(row):
    entries = ModelLogEntry.objects.for_instance(row.offer).filter(action=NOTED)
    return [entry.data for entry in entries]


def test_it_arrives_in_full_and_the_log_says_so(site, trusted):
    row = make_row()
    with smtp_sink(tls=trusted) as sink:
        site(sink.port)
        assert send(row) is Happened.DELIVERED

    (mail,) = sink.mails
    assert CANARY in mail.get_body(("plain",)).get_content()
    assert CANARY in mail.get_body(("html",)).get_content()
    assert noted(row) == [{"delivery": str(row.uuid)}]


def test_a_link_alone_is_not_noted(site, trusted):
    row = make_row(content_reason="")
    with smtp_sink(tls=trusted) as sink:
        site(sink.port)
        assert send(row) is Happened.DELIVERED

    assert CANARY not in sink.mails[0].as_string()
    assert noted(row) == []


def test_a_relay_without_tls_gets_nothing(site):
    row = make_row()
    with smtp_sink() as sink:
        site(sink.port)
        assert send(row) is Happened.WILL_RETRY

    assert not sink.received
    assert Attempt.objects.get().code == "starttls:SMTPNotSupportedError"


def test_each_try_is_noted_before_it_is_made(site):
    row = make_row()
    site(free_port())

    send(row)
    send(row, NOW + timedelta(minutes=5))

    assert len(noted(row)) == 2


def test_when_it_comes_back_nothing_personal_is_stored_readably(site, trusted):
    row = make_row()
    with smtp_sink(tls=trusted) as sink:
        site(sink.port)
        send(row)
    before = Attempt.objects.count()

    came_back = note_bounce(delivery_uuid=row.uuid, hard=True, code="5.1.1", now=NOW)

    assert came_back is Noted.BOUNCED
    assert Attempt.objects.count() == before
    for personal in (CANARY, "birdsong"):
        assert personal not in everything_stored()
