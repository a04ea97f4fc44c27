"""Whether the machine does what it promises: what counts as trouble, and as none."""

from datetime import timedelta

import pytest

from django.db import OperationalError, connection
from django.utils import timezone

from hilfe_ukraine.actions.sending.health import (
    Trouble,
    figures,
    look,
    look_for_strangers,
)
from hilfe_ukraine.actions.sending.stop import stop_sending
from hilfe_ukraine.actions.sending.stuck import count_lost
from hilfe_ukraine.actions.sweeping import note_sweep
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.models import Breaker, Delivery, HelpOffer
from tests.factories import NOW, make_body, make_delivery, make_offer, make_referral


pytestmark = pytest.mark.django_db

LONG_AGO = NOW - timedelta(minutes=16)
HOUR = timedelta(hours=1)


def troubles(now=NOW):
    return look(clock=lambda: now).troubles


def test_there_is_no_trouble_where_all_is_well():
    note_sweep(now=NOW)

    assert troubles() == ()


def test_nobody_has_ever_looked_for_due_messages():
    assert troubles() == (Trouble.NO_SWEEP,)


def test_nobody_has_looked_for_long():
    note_sweep(now=LONG_AGO)

    assert troubles() == (Trouble.NO_SWEEP,)


@pytest.mark.parametrize(
    ("make", "trouble"),
    [
        (lambda: stop_sending(user=None, reason="", now=NOW), "stopped"),
        (lambda: Breaker.objects.create(carrier="x", opened_at=NOW), "carrier"),
        (lambda: make_delivery(next_attempt_at=LONG_AGO), "overdue"),
        (lambda: make_delivery(state="dead"), "given_up"),
        (
            lambda: make_offer(
                state="unconfirmed", waiting_for="", release_at=LONG_AGO
            ),
            "not_released",
        ),
        (lambda: make_offer(waiting_for=""), "lost"),
    ],
)
def test_each_kind_of_trouble_is_named(make, trouble):
    note_sweep(now=NOW)
    make()
    count_lost(now=NOW)

    assert troubles() == (trouble,)


def test_work_for_people_is_no_trouble():
    note_sweep(now=NOW)
    make_offer(waiting_for=HelpOffer.WaitingFor.BODY)
    make_delivery(state=Delivery.States.HELD, held_reason="gone")
    make_delivery(state=Delivery.States.BOUNCED)
    make_delivery(first_due_at=LONG_AGO, next_attempt_at=NOW + timedelta(hours=1))
    make_referral(due_at=LONG_AGO)
    make_referral(body=make_body(contact_state="retired"))

    assert troubles() == ()
    found = figures(look(clock=lambda: NOW))
    assert found["with_retired"] == found["unanswered"] == 1


def test_a_database_that_is_away_is_trouble(database_away, caplog):
    found = look(clock=lambda: NOW)

    assert (found.troubles, found.report) == ((Trouble.DATABASE,), None)
    assert figures(found) == {"status": "trouble", "troubles": ["database"]}
    assert "erika" not in caplog.text


def test_a_check_that_breaks_is_trouble(settings):
    settings.HILFE_UKRAINE_LATE_MINUTES = "soon"

    assert troubles() == (Trouble.CHECK,)


def test_a_database_that_does_not_even_say_the_time_is_trouble():
    def away():
        raise OperationalError("refused")

    assert look(clock=away).troubles == (Trouble.DATABASE,)


def test_the_clock_of_this_machine_does_not_count_where_another_is_shared(monkeypatch):
    note_sweep(now=shared_now())
    ahead = timezone.now() + HOUR
    monkeypatch.setattr("django.utils.timezone.now", lambda: ahead)

    is_shared = connection.vendor == "postgresql"
    assert look().troubles == (() if is_shared else (Trouble.NO_SWEEP,))


def test_strangers_hear_of_trouble_within_seconds():
    note_sweep(now=shared_now())
    assert look_for_strangers(ticks=lambda: 100.0).is_fine
    make_delivery(state=Delivery.States.DEAD)

    assert look_for_strangers(ticks=lambda: 104.9).is_fine
    assert not look_for_strangers(ticks=lambda: 105.0).is_fine
