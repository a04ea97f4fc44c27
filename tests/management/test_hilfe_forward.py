"""Delivering without Celery and without a broker."""

import signal

from datetime import timedelta

import pytest

from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from hilfe_ukraine.actions.sending.stop import stop_sending
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.models import RELAY, Attempt, Breaker, OutboxStatus
from tests.factories import make_body, make_delivery


pytestmark = pytest.mark.django_db
MODULE = "hilfe_ukraine.management.commands.hilfe_forward"


@pytest.fixture
def handlers(monkeypatch):
    """Signal handlers of the loop, kept from the test process."""
    kept = {}
    monkeypatch.setattr(f"{MODULE}.signal.signal", kept.__setitem__)
    return kept


def test_it_sends_all_that_is_due_and_says_how_much(capsys, settings, monkeypatch):
    # The offers of the factory are so old that a chore would erase them first.
    monkeypatch.setattr("hilfe_ukraine.actions.housekeeping.CHORES", [])
    settings.HILFE_UKRAINE_SWEEP_BATCH = 2
    for _ in range(3):
        make_delivery()
    make_delivery(channel="pigeon", first_due_at=timezone.now())

    call_command("hilfe_forward")

    out = capsys.readouterr().out
    assert len(mail.outbox) == 3
    assert "Delivered: 2, to be tried again: 0, given up: 0" in out
    assert "Delivered: 1, to be tried again: 1" in out


def test_it_says_how_much_waits_for_the_pace_of_its_receiver(
    capsys, settings, monkeypatch
):
    monkeypatch.setattr("hilfe_ukraine.actions.housekeeping.CHORES", [])
    settings.HILFE_UKRAINE_RECEIVER_RATE = 1
    body = make_body()
    for _ in range(3):
        make_delivery(body=body)
    make_delivery(body=body, next_attempt_at=timezone.now() + timedelta(hours=1))

    call_command("hilfe_forward")

    assert len(mail.outbox) == 1
    out = capsys.readouterr().out
    assert out.endswith("Waiting for the pace of their receivers: 2\n")


@pytest.mark.parametrize("why", ["stopped", "out of order"])
def test_what_waits_for_another_reason_does_not_wait_for_a_pace(
    capsys, monkeypatch, why
):
    monkeypatch.setattr("hilfe_ukraine.actions.housekeeping.CHORES", [])
    make_delivery()
    if why == "stopped":
        stop_sending(user=None, reason="", now=timezone.now())
    else:
        until = timezone.now() + timedelta(hours=1)
        Breaker.objects.create(carrier=RELAY, failures=5, open_until=until)

    call_command("hilfe_forward")

    assert capsys.readouterr().out == ""


def test_an_error_at_one_message_stops_no_other_and_is_not_kept_quiet(
    capsys, monkeypatch
):
    monkeypatch.setattr("hilfe_ukraine.actions.housekeeping.CHORES", [])
    broken = make_delivery()
    Attempt.objects.create(delivery=broken, lease_no=1, started_at=timezone.now())
    make_delivery()

    with pytest.raises(CommandError, match="the log names them"):
        call_command("hilfe_forward")

    assert len(mail.outbox) == 1
    assert "Delivered: 1" in capsys.readouterr().out


def test_with_nothing_due_it_says_nothing(capsys):
    call_command("hilfe_forward")

    assert capsys.readouterr().out == ""


def test_it_says_that_somebody_looked():
    call_command("hilfe_forward")

    assert OutboxStatus.objects.get().swept_at is not None


def test_what_the_chores_make_due_is_sent_as_well(monkeypatch):
    monkeypatch.setattr(
        "hilfe_ukraine.actions.housekeeping.CHORES", [lambda now: make_delivery()]
    )

    call_command("hilfe_forward")

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_loop_says_what_happens_and_stops_at_a_signal(
    handlers, monkeypatch, capsys, settings, number
):
    settings.HILFE_UKRAINE_FORWARD_THREADS = 3

    class Loop:
        def __init__(self, *, threads, tell):
            assert threads == 3
            self.tell, self.stopped = tell, False

        def stop(self):
            self.stopped = True

        def run(self):
            self.tell(Happened.DELIVERED)
            handlers[number](number, None)
            assert self.stopped

    monkeypatch.setattr(f"{MODULE}.ForwardLoop", Loop)

    call_command("hilfe_forward", "--loop")

    assert capsys.readouterr().out == "Forwarding.\ndelivered\nStopped.\n"
