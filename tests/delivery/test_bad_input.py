"""Rows and relays that are bad to the core, from the claim to the record."""

import pytest

from hilfe_ukraine.delivery.attempt import make_attempt
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.models import Attempt, Breaker
from tests.factories import NOW, make_body, make_delivery
from tests.smtp_script import DROP, HANG, at, scripted_relay


pytestmark = pytest.mark.django_db


@pytest.fixture
def relay(settings):
    with scripted_relay() as relay:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", relay.port
        yield relay


@pytest.fixture
def template(settings, tmp_path):
    """Put another text in the place of that of an offer to a body."""

    def write(text):
        path = tmp_path / "hilfe_ukraine" / "mail" / "forward.txt"
        path.parent.mkdir(parents=True)
        path.write_text(text)
        (engine,) = settings.TEMPLATES
        settings.TEMPLATES = [{**engine, "DIRS": [str(tmp_path)]}]

    return write


def attempt(row):
    tried = make_attempt(row.uuid, now=NOW, clock=lambda: NOW, spread=lambda: 0.0)
    return tried.happened


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{% nonsense %}", "TemplateSyntaxError"),
        ("{% include 'nowhere.txt' %}", "TemplateDoesNotExist"),
        ("{% load nowhere %}", "TemplateSyntaxError"),
        ("{% url 'no' %}", "NoReverseMatch"),
    ],
)
def test_a_template_that_raises_is_a_failed_try_of_this_row(
    relay, template, text, error
):
    template(text)
    row = make_delivery()

    assert attempt(row) is Happened.WILL_RETRY

    row.refresh_from_db()
    assert row.last_code == f"error:{error}"
    assert not relay.conversations
    assert not Breaker.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\nRCPT TO:<c@d.example>",
        "a\x00@b.example",
        "a\u2028@b.example",
        "a@b.example, c@d.example",
        "<a@b.example>",
        "ä@b.example",
        "nobody",
    ],
)
def test_an_address_that_is_none_is_given_up_before_the_relay_is_asked(
    relay, address, monkeypatch
):
    row = make_delivery()
    # Not every database would store the worst of them; a later one may.
    monkeypatch.setattr(
        "hilfe_ukraine.delivery.messages._body_address", lambda delivery: address
    )

    assert attempt(row) is Happened.GIVEN_UP

    assert not relay.conversations
    assert row.tries.get().outcome == "permanent"


def test_no_address_at_all(relay):
    assert attempt(make_delivery(body=make_body(email=""))) is Happened.GIVEN_UP
    assert not relay.conversations


@pytest.mark.parametrize("step", ["connect", "ehlo", "mail", "rcpt", "data", "content"])
@pytest.mark.parametrize("answer", [DROP, HANG, b"\xff\r\n", b"421 no\r\n"], ids=str)
def test_a_relay_that_fails_every_message_opens_the_breaker(
    relay, settings, step, answer
):
    if answer is HANG:
        settings.HILFE_UKRAINE_SMTP_TIMEOUT_SECONDS = 0.5
    relay.script = at(step, answer)
    rows = [make_delivery() for _ in range(7)]

    happened = [attempt(row) for row in rows]

    assert happened == [Happened.WILL_RETRY] * 5 + [Happened.NOTHING] * 2
    assert Attempt.objects.count() == len(relay.conversations) == 5


def test_receivers_that_are_refused_do_not_open_the_breaker(relay):
    relay.script = at("rcpt", b"450 4.2.1 not now\r\n")

    happened = [attempt(make_delivery()) for _ in range(7)]

    assert happened == [Happened.WILL_RETRY] * 7
    assert len(relay.conversations) == 1
