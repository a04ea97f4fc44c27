"""One try from claim to result; whatever goes wrong in it stays within its row."""

import logging

from datetime import timedelta

import pytest

from django.db import connection

from hilfe_ukraine.delivery.attempt import make_attempt
from hilfe_ukraine.delivery.channels.base import Channel, Outcome, Result
from hilfe_ukraine.delivery.channels.registry import Registry
from hilfe_ukraine.delivery.messages import write_message
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.domain.errors import Unsendable
from hilfe_ukraine.models import Attempt, Delivery
from tests.factories import NOW, make_delivery


pytestmark = pytest.mark.django_db

States = Delivery.States
CANARY = "erika@muster.example"


class FakeChannel(Channel):
    """Writes real mails; sending returns or raises what it was given."""

    id = "email"

    def __init__(self, result=None, write_error=None):
        self.result = result or Result(Outcome.DELIVERED, "250")
        self.write_error = write_error
        self.sent = []

    def write(self, delivery, *, number, now):
        if self.write_error:
            raise self.write_error
        return write_message(delivery, number=number, now=now)

    def send(self, outgoing):
        self.sent.append(outgoing)
        self.seen = Attempt.objects.get()
        self.in_transaction = connection.in_atomic_block
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


def attempt(row, channel, now=NOW, clock=lambda: NOW):
    tried = make_attempt(
        row.uuid,
        now=now,
        clock=clock,
        registry=Registry(channel),
        spread=lambda: 0.0,
    )
    return tried.happened


def test_what_was_sent_where_is_kept_with_the_attempt():
    row, channel = make_delivery(), FakeChannel()

    assert attempt(row, channel) is Happened.DELIVERED

    row.refresh_from_db()
    tried = row.tries.get()
    assert row.state == States.DELIVERED
    assert tried.address == row.body.email == channel.sent[0].to
    assert row.offer.reference in tried.content
    assert tried.outcome == "delivered"


def test_address_and_text_are_encrypted_at_rest():
    row = make_delivery()
    attempt(row, FakeChannel())

    with connection.cursor() as cursor:
        cursor.execute("SELECT address, content FROM hilfe_ukraine_attempt")
        stored = " ".join(cursor.fetchone())

    assert row.body.email not in stored
    assert row.offer.reference not in stored


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_evidence_is_committed_before_the_network_and_nothing_is_open():
    row, channel = make_delivery(), FakeChannel()

    attempt(row, channel)

    assert channel.in_transaction is False
    assert channel.seen.outcome == ""
    assert channel.seen.address == row.body.email


def test_what_is_not_due_is_left_alone():
    row, channel = make_delivery(state=States.HELD), FakeChannel()

    assert attempt(row, channel) is Happened.NOTHING
    assert not channel.sent


def test_poison_is_reported_as_given_up():
    row = make_delivery(lease_no=5, attempts=5)
    for number in range(1, 6):
        Attempt.objects.create(delivery=row, lease_no=number, started_at=NOW)

    assert attempt(row, FakeChannel()) is Happened.GIVEN_UP


def test_an_error_while_writing_is_a_failed_try():
    row = make_delivery()

    assert attempt(row, FakeChannel(write_error=KeyError(CANARY))) is (
        Happened.WILL_RETRY
    )

    row.refresh_from_db()
    tried = row.tries.get()
    assert (row.state, row.last_code) == (States.READY, "error:KeyError")
    assert row.next_attempt_at == NOW + timedelta(minutes=1)
    assert (tried.outcome, tried.detail) == ("retry", f"'{CANARY}'")


def test_an_error_while_sending_may_have_sent():
    row = make_delivery()

    assert attempt(row, FakeChannel(RuntimeError(CANARY))) is Happened.WILL_RETRY

    assert row.tries.get().outcome == "ambiguous"


def test_errors_are_logged_with_kind_and_place_and_without_people(caplog):
    with caplog.at_level(logging.DEBUG):
        row = make_delivery()
        attempt(row, FakeChannel(RuntimeError(CANARY)))
        attempt(make_delivery(), FakeChannel(write_error=KeyError(CANARY)))

    assert "RuntimeError" in caplog.text
    assert str(row.uuid) in caplog.text
    assert "test_attempt.py:" in caplog.text
    assert CANARY not in caplog.text
    assert "@" not in caplog.text


def test_what_can_never_be_sent_is_given_up_at_once():
    row = make_delivery()

    assert attempt(row, FakeChannel(write_error=Unsendable("no_address"))) is (
        Happened.GIVEN_UP
    )

    row.refresh_from_db()
    assert (row.state, row.last_code) == (States.DEAD, "no_address")
    assert row.tries.get().outcome == "permanent"


def test_a_channel_nobody_knows_waits_until_somebody_does():
    row = make_delivery(channel="pigeon")

    assert attempt(row, FakeChannel()) is Happened.WILL_RETRY

    row.refresh_from_db()
    assert row.last_code == "error:UnknownChannel"


def test_a_worker_that_slept_through_half_its_lease_gives_it_back():
    row, channel = make_delivery(), FakeChannel()

    attempt(row, channel, clock=lambda: NOW + timedelta(seconds=100))

    assert not channel.sent
    assert row.tries.get().outcome == "returned"
    row.refresh_from_db()
    assert row.state == States.READY


def test_a_worker_that_lost_its_row_says_so(caplog):
    row = make_delivery()

    class Overtaken(FakeChannel):
        def send(self, outgoing):
            Delivery.objects.update(lease_no=2)
            return Result(Outcome.DELIVERED)

    assert attempt(row, Overtaken()) is Happened.FENCED
    assert str(row.uuid) in caplog.text


def test_a_retry_carries_the_same_message_id_and_is_marked():
    row, channel = make_delivery(), FakeChannel(Result(Outcome.AMBIGUOUS))
    attempt(row, channel)
    again = NOW + timedelta(minutes=2)

    attempt_again = FakeChannel()
    make_attempt(
        row.uuid,
        now=again,
        clock=lambda: again,
        registry=Registry(SendOnly(attempt_again)),
        spread=lambda: 0.0,
    )

    first, second = channel.sent[0], attempt_again.sent[0]
    assert first.message_id == second.message_id == row.message_id
    assert (first.number, second.number) == (1, 2)
    assert "[" not in first.subject
    assert "[" in second.subject


class SendOnly(FakeChannel):
    """Notes what is sent in another fake; there is more than one attempt by then."""

    def __init__(self, notes):
        super().__init__()
        self.notes = notes

    def send(self, outgoing):
        self.notes.sent.append(outgoing)
        return self.result


def test_the_number_of_statements(django_assert_num_queries):
    row = make_delivery()

    # Claim 6, words 1, what is sent 2, result 3, and three savepoints that only tests
    # have.
    with django_assert_num_queries(6 + 1 + 2 + 3 + 6):
        attempt(row, SendOnly(FakeChannel()))
