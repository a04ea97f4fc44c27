"""Delivering without Celery and without a broker."""

import signal
import threading

import pytest

from django.core import mail
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from hilfe_ukraine.actions.forward import Summary
from tests.factories import make_delivery


pytestmark = pytest.mark.django_db
MODULE = "hilfe_ukraine.management.commands.hilfe_forward"


@pytest.fixture
def handlers(monkeypatch):
    """Signal handlers of the loop, kept from the test process."""
    kept = {}
    monkeypatch.setattr(f"{MODULE}.signal.signal", kept.__setitem__)
    monkeypatch.setattr(f"{MODULE}.close_old_connections", lambda: None)
    return kept


def test_it_sends_all_that_is_due_and_says_how_much(capsys, settings):
    settings.HILFE_UKRAINE_SWEEP_BATCH = 2
    for _ in range(3):
        make_delivery()
    make_delivery(channel="pigeon", first_due_at=timezone.now())

    call_command("hilfe_forward")

    out = capsys.readouterr().out
    assert len(mail.outbox) == 3
    assert "Delivered: 2, to be tried again: 0, given up: 0, offers released: 0" in out
    assert "Delivered: 1, to be tried again: 1" in out


def test_with_nothing_due_it_says_nothing(capsys):
    call_command("hilfe_forward")

    assert capsys.readouterr().out == ""


def test_it_lets_offers_go_on(capsys, monkeypatch):
    monkeypatch.setattr(f"{MODULE}.release_due", lambda now: 2)

    call_command("hilfe_forward")

    assert "offers released: 2" in capsys.readouterr().out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_loop_stops_after_the_message_in_hand(
    handlers, monkeypatch, capsys, number
):
    def send_one(now, limit, stop):
        assert not stop()
        handlers[number](number, None)
        assert stop()
        return Summary(delivered=1)

    monkeypatch.setattr(f"{MODULE}.forward_due", send_one)

    call_command("hilfe_forward", "--loop")

    assert capsys.readouterr().out.endswith("Stopped.\n")


def test_the_loop_survives_errors_and_reconnects(
    handlers, monkeypatch, capsys, caplog, settings
):
    settings.HILFE_UKRAINE_SWEEP_SECONDS = 0
    closed = threading.Event()
    answers = [OperationalError("erika@muster.example"), ValueError(), Summary()]

    def answer(**_):
        result = answers.pop(0)
        if isinstance(result, Exception):
            raise result
        handlers[signal.SIGTERM](signal.SIGTERM, None)
        return result

    monkeypatch.setattr(f"{MODULE}.forward_due", answer)
    monkeypatch.setattr(f"{MODULE}.connection.close", closed.set)

    call_command("hilfe_forward", "--loop")

    assert closed.is_set()
    assert "OperationalError" in caplog.text
    assert "ValueError" in caplog.text
    assert "erika" not in caplog.text
