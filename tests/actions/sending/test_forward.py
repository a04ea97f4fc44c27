"""Sending what is due, and telling the host site."""

from datetime import timedelta

import pytest

from django.core import mail

from hilfe_ukraine.actions.sending.forward import Summary, forward, forward_due
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.models import Attempt, Delivery
from hilfe_ukraine.signals import delivery_failed, delivery_succeeded
from tests.factories import NOW, make_delivery


pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """What the host site was told: (signal, sender, uuid)."""
    told = []
    receivers = []
    for name, signal in (("ok", delivery_succeeded), ("failed", delivery_failed)):

        def receive(sender, delivery_uuid, name=name, **_):
            told.append((name, sender, delivery_uuid))

        signal.connect(receive)
        receivers.append((signal, receive))
    yield told
    for signal, receive in receivers:
        signal.disconnect(receive)


def clock():
    return NOW


def test_a_mail_goes_out_and_the_host_hears_of_it_after_commit(
    heard, django_capture_on_commit_callbacks
):
    row = make_delivery()

    with django_capture_on_commit_callbacks(execute=True):
        assert forward(row.uuid, now=NOW, clock=clock) is Happened.DELIVERED
        assert not heard

    assert [sent.to for sent in mail.outbox] == [[row.body.email]]
    assert heard == [("ok", Delivery, row.uuid)]


def test_the_host_hears_what_was_given_up(heard, django_capture_on_commit_callbacks):
    row = make_delivery()
    row.body.email = ""
    row.body.save()

    with django_capture_on_commit_callbacks(execute=True):
        assert forward(row.uuid, now=NOW, clock=clock) is Happened.GIVEN_UP

    assert heard == [("failed", Delivery, row.uuid)]


def test_nothing_is_told_about_a_row_in_other_hands(
    heard, django_capture_on_commit_callbacks
):
    row = make_delivery(state=Delivery.States.HELD)

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        assert forward(row.uuid, now=NOW, clock=clock) is Happened.NOTHING

    assert not callbacks
    assert not heard


def test_an_error_in_a_receiver_of_the_host_changes_nothing(
    django_capture_on_commit_callbacks,
):
    def fail(**_):
        raise RuntimeError

    row = make_delivery()
    delivery_succeeded.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            forward(row.uuid, now=NOW, clock=clock)
    finally:
        delivery_succeeded.disconnect(fail)

    row.refresh_from_db()
    assert row.state == Delivery.States.DELIVERED


def test_what_is_due_is_sent_and_counted():
    make_delivery()
    make_delivery(channel="pigeon")
    hopeless = make_delivery()
    hopeless.body.email = ""
    hopeless.body.save()
    make_delivery(next_attempt_at=NOW + timedelta(seconds=1))

    assert forward_due(now=NOW, limit=10, clock=clock) == Summary(1, 1, 1)
    assert len(mail.outbox) == 1


@pytest.fixture
def broken():
    """A row that comes first, and at which the database raises."""
    row = make_delivery(next_attempt_at=NOW - timedelta(hours=1))
    # As a second life after a restore leaves it: its next try has been taken.
    Attempt.objects.create(delivery=row, lease_no=1, started_at=NOW)
    return row


def test_one_row_at_which_the_database_raises_keeps_nobody_back(broken, caplog):
    make_delivery()

    assert forward_due(now=NOW, limit=10, clock=clock) == Summary(1, errors=1)
    assert f"delivery {broken.uuid}: IntegrityError" in caplog.text
    assert broken.body.email not in caplog.text


def test_no_more_than_a_batch_is_sent():
    for _ in range(3):
        make_delivery()

    assert forward_due(now=NOW, limit=2, clock=clock) == Summary(delivered=2)


def test_each_lease_starts_when_its_row_is_taken():
    for _ in range(3):
        make_delivery()
    minutes = iter(range(100))

    forward_due(
        now=NOW, limit=10, clock=lambda: NOW + timedelta(minutes=next(minutes) // 4)
    )

    assert len(mail.outbox) == 3
