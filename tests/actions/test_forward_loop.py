"""The loop goes on whatever happens, and nobody waits because of somebody else."""

import threading
import uuid

from datetime import timedelta

import pytest

from django.core import mail
from django.db import OperationalError, connections
from django.utils import timezone

from hilfe_ukraine.actions import forward_loop
from hilfe_ukraine.actions.forward_loop import ForwardLoop
from hilfe_ukraine.delivery.channels.base import Outcome, Result
from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.delivery.channels.registry import channels
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.models import Delivery
from tests.factories import NOW, make_delivery


SECONDS = 60  # the longest any of these waits for what comes at once


class Clockless(threading.Event):
    """A stop that is never waited for; counts how often somebody wanted to."""

    def __init__(self):
        super().__init__()
        self.waits = 0

    def wait(self, timeout=None):
        self.waits += 1
        return self.is_set()


@pytest.fixture
def outbox(monkeypatch):
    """The loop without a database: what is due, and what comes of a message."""

    class Outbox:
        rounds = ()
        happened = Happened.DELIVERED

        def due_ids(self, now, limit):
            found = self.rounds.pop(0)
            if isinstance(found, Exception):
                raise found
            if not self.rounds:
                self.loop.stop()
            return found

        def forward(self, delivery_uuid, *, now):
            return self.happened

        def run(self, *rounds, **values):
            self.rounds, self.told = list(rounds), []
            self.loop = ForwardLoop(threads=2, tell=self.told.append, **values)
            self.loop._stop = Clockless()
            monkeypatch.setattr(forward_loop, "due_ids", self.due_ids)
            monkeypatch.setattr(forward_loop, "forward", self.forward)
            self.loop.run()
            return self.loop._stop.waits

    made = Outbox()
    monkeypatch.setattr(forward_loop, "shared_now", lambda: NOW)
    monkeypatch.setattr(forward_loop, "note_sweep", lambda **_: None)
    monkeypatch.setattr(forward_loop, "keep_house", lambda **_: None)
    monkeypatch.setattr(forward_loop, "close_old_connections", lambda: None)
    return made


def ids(number):
    return [uuid.uuid4() for _ in range(number)]


def test_errors_of_the_database_end_nothing(outbox, caplog):
    error = OperationalError("erika@muster.example")

    outbox.run(error, ids(1), ValueError(), ids(2), ids(0))

    assert outbox.told == [Happened.DELIVERED] * 3
    assert "OperationalError" in caplog.text
    assert "ValueError" in caplog.text
    assert "erika" not in caplog.text


def test_a_message_that_fails_is_logged_by_its_id_and_holds_up_nobody(outbox, caplog):
    bad, good = ids(2)

    def forward(delivery_uuid, *, now):
        if delivery_uuid == bad:
            raise OperationalError("erika@muster.example")
        return Happened.DELIVERED

    outbox.forward = forward
    outbox.run([bad, good, bad, bad], ids(0))

    assert outbox.told == [Happened.DELIVERED]
    assert f"delivery {bad}: OperationalError" in caplog.text
    assert "erika" not in caplog.text


def test_with_a_full_batch_and_progress_it_looks_again_at_once(outbox, settings):
    settings.HILFE_UKRAINE_SWEEP_BATCH = 8

    assert outbox.run(ids(8), ids(8), ids(3), ids(0)) == 2


def test_it_does_not_spin_when_nothing_of_a_full_batch_may_go(outbox, settings):
    settings.HILFE_UKRAINE_SWEEP_BATCH = 8
    outbox.happened = Happened.NOTHING

    assert outbox.run(ids(8), ids(8), ids(8)) == 3
    assert outbox.told == []


def test_the_messages_in_hand_are_finished_when_it_is_told_to_stop(outbox):
    begun, go_on = threading.Event(), threading.Event()

    def forward(delivery_uuid, *, now):
        begun.set()
        assert go_on.wait(SECONDS)
        return Happened.DELIVERED

    outbox.forward = forward
    worker = threading.Thread(target=outbox.run, args=(ids(1), ids(0), ids(0)))
    worker.start()
    assert begun.wait(SECONDS)
    outbox.loop.stop()

    assert worker.is_alive()
    assert outbox.told == []
    go_on.set()
    worker.join(SECONDS)
    assert outbox.told == [Happened.DELIVERED]


def test_a_list_that_is_not_fresh_any_more_is_looked_up_anew(outbox, settings):
    settings.HILFE_UKRAINE_SWEEP_SECONDS = 0.05
    sent, go_on = [], threading.Event()

    def forward(delivery_uuid, *, now):
        sent.append(delivery_uuid)
        assert go_on.wait(SECONDS)
        return Happened.DELIVERED

    def due_ids(now, limit):
        if len(outbox.rounds) == 1:
            go_on.set()
        return type(outbox).due_ids(outbox, now, limit)

    outbox.forward, outbox.due_ids = forward, due_ids
    old = ids(5)

    outbox.run(old, ids(1), ids(0))

    assert sent == old[:2]


def test_slow_chores_hold_up_no_message_and_are_not_started_twice(outbox, monkeypatch):
    begun, go_on = [], threading.Event()

    def keep_house(*, now):
        begun.append(now)
        assert go_on.wait(SECONDS)

    times = iter(NOW + timedelta(minutes=number) for number in range(99))
    monkeypatch.setattr(forward_loop, "keep_house", keep_house)
    monkeypatch.setattr(forward_loop, "shared_now", lambda: next(times))
    monkeypatch.setattr(
        forward_loop, "note_sweep", lambda **_: outbox.rounds == [[]] and go_on.set()
    )

    outbox.run(ids(2), ids(2), ids(2), ids(0))

    assert outbox.told == [Happened.DELIVERED] * 6
    assert begun == [NOW]


class Hanging(EmailChannel):
    """A host that takes requests and answers when the test says so."""

    id = "hanging"

    def __init__(self):
        self.go_on = threading.Event()

    def send(self, outgoing):
        assert self.go_on.wait(SECONDS)
        return Result(Outcome.DELIVERED)


@pytest.fixture
def hanging():
    channel = Hanging()
    channels.register(channel)
    yield channel
    channel.go_on.set()
    channels._channels.pop(channel.id)


def due(number, **values):
    """So many rows in one go, due for a while."""
    first = make_delivery(**values)
    rows = [Delivery.objects.get(pk=first.pk) for _ in range(number - 1)]
    for row in rows:
        row.pk, row.uuid = None, uuid.uuid4()
        row.message_id = row.dedup_key = str(row.uuid)
    Delivery.objects.bulk_create(rows)


@pytest.fixture
def run(monkeypatch, file_database):
    """Run a loop on a database until the test stops it; never for ever."""
    # What the factories make is years old, and the chores would erase it.
    monkeypatch.setattr(forward_loop, "keep_house", lambda **_: None)

    def until_stopped(loop):
        limit = threading.Timer(SECONDS, loop.stop)
        limit.start()
        loop.run()
        limit.cancel()
        connections.close_all()

    return until_stopped


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_hanging_host_leaves_threads_for_the_others(run, hanging):
    due(6, channel="hanging", carrier="host:hangs.example")
    due(6)
    told = []

    def tell(happened):
        told.append(happened)
        if len(told) == 6:
            hanging.go_on.set()
            loop.stop()

    loop = ForwardLoop(threads=3, tell=tell)
    run(loop)

    assert len(mail.outbox) == 6
    assert told == [Happened.DELIVERED] * 8


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_request_to_confirm_does_not_wait_behind_a_backlog(run, settings):
    settings.HILFE_UKRAINE_RECEIVER_RATE = 0
    settings.HILFE_UKRAINE_SWEEP_SECONDS = 0.1
    due(500)
    told, urgent = [], []

    def tell(happened):
        told.append(happened)
        if len(told) == 3:
            urgent.append(
                make_delivery(
                    kind=Delivery.Kinds.CONFIRM,
                    receiver=Delivery.Receivers.HELPER,
                    body=None,
                    next_attempt_at=timezone.now(),
                )
            )
        rows = Delivery.objects.filter(
            receiver=Delivery.Receivers.HELPER, state=Delivery.States.DELIVERED
        )
        if rows.exists():
            loop.stop()

    loop = ForwardLoop(threads=1, tell=tell)
    run(loop)

    assert urgent
    # All that was handed out before the list was looked up anew.
    assert len(told) <= 3 + 100 + 1
