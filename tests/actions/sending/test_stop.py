"""The global stop: nothing leaves, offers are taken, and it is known who did it."""

from datetime import timedelta

import pytest

from django.core import mail
from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.sending.forward import forward_due
from hilfe_ukraine.actions.sending.stop import resume_sending, stop_sending
from hilfe_ukraine.domain.retry import WEBHOOK, next_attempt
from hilfe_ukraine.models import Delivery, OutboxStatus
from tests.factories import NOW, make_delivery, make_user


pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def user():
    return make_user("stop_outbox")


def sent(now):
    return forward_due(now=now, limit=10, clock=lambda: now).delivered


def test_while_stopped_nothing_leaves_and_no_try_is_used_up(user):
    row = make_delivery()

    assert stop_sending(user=user, reason="Mail server moves", now=NOW)

    assert sent(NOW) == 0
    assert mail.outbox == []
    row.refresh_from_db()
    assert (row.state, row.attempts) == (Delivery.States.READY, 0)


def test_what_waited_leaves_when_it_goes_on(user):
    make_delivery()
    stop_sending(user=user, reason="", now=NOW)

    assert resume_sending(user=user, now=LATER)

    assert sent(LATER) == 1


def test_the_time_to_give_up_counts_anew_when_it_goes_on(user):
    """Stopped from Thursday to Tuesday: one failure must not be the end."""
    tuesday = NOW + timedelta(days=5)
    row, under_way = make_delivery(attempts=2), make_delivery(state="inflight")
    stop_sending(user=user, reason="", now=NOW)

    resume_sending(user=user, now=tuesday)

    for each in (row, under_way):
        each.refresh_from_db()
        assert each.first_due_at == tuesday
    again = next_attempt(
        WEBHOOK,
        failures=3,
        first_due_at=row.first_due_at,
        now=tuesday,
        spread=0,
    )
    assert again is not None


def test_what_failed_before_a_stop_is_as_late_as_it_was(user):
    row = make_delivery(first_due_at=NOW - timedelta(days=2))
    stop_sending(user=user, reason="", now=NOW)

    resume_sending(user=user, now=NOW + timedelta(minutes=1))

    row.refresh_from_db()
    assert row.first_due_at == NOW - timedelta(days=2) + timedelta(minutes=1)


def test_what_is_due_later_or_is_sent_keeps_its_times(user):
    paused = make_delivery(first_due_at=LATER + timedelta(days=1))
    sent_before = make_delivery(state="delivered")
    stop_sending(user=user, reason="", now=NOW)

    resume_sending(user=user, now=LATER)

    for row, due in ((paused, LATER + timedelta(days=1)), (sent_before, NOW)):
        row.refresh_from_db()
        assert row.first_due_at == due


def test_it_is_known_since_when_by_whom_and_why(user):
    stop_sending(user=user, reason="Mail server\nmoves", now=NOW)

    status = OutboxStatus.the_one()
    assert (status.stopped_at, status.stopped_by) == (NOW, user)
    assert status.reason == "Mail server moves"


def test_a_second_stop_changes_nothing(user):
    stop_sending(user=user, reason="first", now=NOW)

    assert not stop_sending(user=None, reason="second", now=LATER)

    status = OutboxStatus.the_one()
    assert (status.stopped_at, status.stopped_by) == (NOW, user)
    assert status.reason == "first"
    assert log().count() == 1


def test_to_go_on_twice_changes_nothing(user):
    assert not resume_sending(user=user, now=NOW)
    stop_sending(user=user, reason="x", now=NOW)
    assert resume_sending(user=user, now=LATER)
    assert not resume_sending(user=user, now=LATER)

    status = OutboxStatus.the_one()
    assert (status.stopped_at, status.stopped_by, status.reason) == (None, None, "")
    assert log().count() == 2


def log():
    return ModelLogEntry.objects.filter(action__startswith="hilfe_").order_by("pk")


def test_both_are_logged_without_the_words(user):
    stop_sending(user=user, reason="Call Erika", now=NOW)
    resume_sending(user=user, now=LATER)

    stopped, resumed = log()
    assert (stopped.action, stopped.user) == ("hilfe_ukraine.stop_sending", user)
    assert (resumed.action, resumed.user) == ("hilfe_ukraine.resume_sending", user)
    assert resumed.data["stopped_at"] == NOW.isoformat()
    assert "Erika" not in f"{stopped.data}{resumed.data}{stopped.label}"


def test_a_reason_that_is_too_long_is_cut_off(user):
    assert stop_sending(user=user, reason="x" * 500, now=NOW)

    assert len(OutboxStatus.the_one().reason) == 200


def test_a_sweep_meanwhile_is_not_undone(user):
    OutboxStatus.objects.update_or_create(pk=1, defaults={"swept_at": NOW})

    stop_sending(user=user, reason="", now=NOW)
    resume_sending(user=user, now=LATER)

    assert OutboxStatus.the_one().swept_at == NOW
