"""The tests that every channel passes; for pytest, and for the channels of hosts too.

Write a subclass whose name begins with ``Test`` and fill in the three methods that
raise ``NotImplementedError``. Nothing here imports pytest, and nothing of the app
imports this module. Each test needs a database::

    @pytest.mark.django_db
    class TestPrintRoom(ChannelContract):
        def channel(self): return PrintRoomChannel()
        def delivery(self): return ...
        def situations(self): return {"prints": (nullcontext, Outcome.DELIVERED)}

Promises about time are tested with the settings as they are: set short timeouts.
"""

import socket
import threading
import time

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.errors import Unsendable
from hilfe_ukraine.domain.retry import RetryPlan
from hilfe_ukraine.models import Attempt, Delivery

from .attempt import make_attempt
from .channels.base import Channel, Outcome, Outgoing, Result
from .channels.registry import Registry
from .record import Happened


#: Put it into the offer of :meth:`ChannelContract.delivery`, as name and in entries.
CANARY = "Canary Birdsong"

#: A name for what the receiver does, to how it is brought about and what follows.
Situations = dict[str, tuple[Callable[[], AbstractContextManager[Any]], Outcome]]

_READING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK TO")
_HAPPENED = {
    Outcome.DELIVERED: Happened.DELIVERED,
    Outcome.RETRY: Happened.WILL_RETRY,
    Outcome.AMBIGUOUS: Happened.WILL_RETRY,
    Outcome.RETURNED: Happened.WILL_RETRY,
    Outcome.PERMANENT: Happened.GIVEN_UP,
    Outcome.GONE: Happened.GONE,
}


class ChannelContract:
    """What ``Channel`` promises, test by test."""

    def channel(self) -> Channel:
        """Return the channel under test."""
        raise NotImplementedError

    def delivery(self) -> Delivery:
        """Return a new saved row of the kind ``FORWARD`` for it.

        It is about an offer with :data:`CANARY` in it.
        """
        raise NotImplementedError

    def situations(self) -> Situations:
        """Return what a receiver may do, and the outcome of a try then.

        Name at least one. An exception of the channel counts as ambiguous.
        """
        raise NotImplementedError

    def unsendable(self) -> Delivery | None:
        """Return a row that this channel can never send, if there is such a thing."""
        return None

    def now(self) -> datetime:
        """Return the moment of the tries; by default the present."""
        return timezone.now()

    def test_it_has_a_name_that_fits_into_its_column(self) -> None:
        channel = self.channel()

        assert channel.id
        assert len(channel.id) <= 20
        assert isinstance(channel.plan, RetryPlan)

    def test_it_says_what_carries_it_and_whether_it_can_reach_a_body(self) -> None:
        channel, body = self.channel(), self.delivery().body

        assert 0 < len(channel.carrier(body)) <= 120
        assert channel.carrier(None)
        assert isinstance(channel.takes(body), bool) if body else True

    def test_writing_reads_only_and_touches_no_network(self) -> None:
        row = self.delivery()
        with _only_reading(), _no_network():
            written = self._write(row)

        assert isinstance(written.address, str)
        assert isinstance(written.content, str)

    def test_a_second_try_goes_to_the_same_address(self) -> None:
        row = self.delivery()

        assert self._write(row).address == self._write(row, number=2).address

    def test_a_possible_repeat_says_that_it_may_be_one(self) -> None:
        first, repeat = self._contents("possible_duplicate", True)

        assert repeat != first, "a possible repeat looks like a new message"

    def test_the_end_of_an_offer_looks_unlike_a_new_one(self) -> None:
        offer, end = self._contents("kind", Delivery.Kinds.ENDED)

        assert end != offer, "an offer that has ended looks like a new one"

    def test_what_can_never_be_sent_is_refused_with_a_short_code(self) -> None:
        row = self.unsendable()
        if row is None:
            return
        try:
            self._write(row)
        except Unsendable as error:
            assert 0 < len(str(error.args[0])) <= 40
            assert CANARY not in str(error.args[0])
        else:
            raise AssertionError("a row that cannot be sent was written")

    def test_each_situation_has_its_outcome(self) -> None:
        situations = self.situations()
        assert situations
        for name, (arrange, outcome) in situations.items():
            row = self.delivery()
            with arrange():
                happened, attempt = self._try(row)
            found = (attempt.outcome, happened)
            assert found == (outcome.value, _HAPPENED[outcome]), f"{name}: {found}"

    def test_the_code_holds_nothing_personal(self) -> None:
        for name, (arrange, _outcome) in self.situations().items():
            row = self.delivery()
            address = self._write(row).address
            with arrange():
                _happened, attempt = self._try(row)
            for personal in filter(None, (CANARY, address)):
                assert personal not in attempt.code, f"{name}: the code names somebody"

    def test_what_was_used_is_kept_with_the_attempt(self) -> None:
        for arrange, _outcome in self.situations().values():
            row = self.delivery()
            with arrange():
                _happened, attempt = self._try(row)
            assert attempt.address == self._write(row).address
            assert attempt.content

    def test_sending_takes_less_than_half_of_the_lease(self) -> None:
        for name, (arrange, _outcome) in self.situations().items():
            row = self.delivery()
            with arrange():
                began = time.monotonic()
                self._try(row)
            took = time.monotonic() - began
            assert took < conf.lease.total_seconds() / 2, f"{name}: took {took:.1f} s"

    def test_one_object_serves_several_threads(self) -> None:
        """Each message has the outcome it would have had alone."""
        channel = self.channel()
        for name, (arrange, outcome) in self.situations().items():
            messages = [self._write(self.delivery()) for _ in range(3)]
            with arrange():
                found = _at_once(channel, messages)
            assert found == [outcome] * 3, f"{name}: {found}"

    def _contents(self, column: str, value: Any) -> tuple[str, str]:
        """Return what is written of one row at one moment, and then with ``value``."""
        row, now, channel = _fresh(self.delivery()), self.now(), self.channel()
        before = channel.write(row, number=1, now=now).content
        setattr(row, column, value)
        return before, channel.write(row, number=1, now=now).content

    def _write(self, row: Delivery, number: int = 1) -> Outgoing:
        return self.channel().write(_fresh(row), number=number, now=self.now())

    def _try(self, row: Delivery) -> tuple[Happened, Attempt]:
        now = self.now()
        tried = make_attempt(
            row.uuid,
            now=now,
            clock=lambda: now,
            registry=Registry(_Watched(self.channel())),
        )
        return tried.happened, Attempt.objects.get(delivery=row)


class _Watched(Channel):
    """A channel that fails the test if it touches the database while it sends."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.id = channel.id  # type: ignore[misc]
        self.plan = channel.plan  # type: ignore[misc]

    def write(self, delivery: Delivery, *, number: int, now: datetime) -> Outgoing:
        return self._channel.write(delivery, number=number, now=now)

    def send(self, outgoing: Outgoing) -> Result:
        touched: list[str] = []

        def note(execute: Any, sql: str, *rest: Any) -> Any:
            touched.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(note):
            try:
                return self._channel.send(outgoing)
            finally:
                _touched_nothing(touched)


class _Touched(BaseException):
    """Not an ``Exception``: the outbox would take it for a failure of the channel."""


def _touched_nothing(touched: list[str]) -> None:
    if touched:
        raise _Touched(f"sending used the database: {touched[0]}")


def _fresh(row: Delivery) -> Delivery:
    """Return the row as the outbox reads it."""
    related = ("offer__region", "offer__category", "referral", "body")
    return Delivery.objects.select_related(*related).get(pk=row.pk)


@contextmanager
def _only_reading() -> Iterator[None]:
    def look(execute: Any, sql: str, *rest: Any) -> Any:
        assert sql.startswith(_READING), sql
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        yield


@contextmanager
def _no_network() -> Iterator[None]:
    """Let nobody open a socket; the database's connection is open by now."""
    connection.ensure_connection()
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("writing used the network")

    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse
    try:
        yield
    finally:
        socket.socket.connect = connect  # type: ignore[method-assign]
        socket.getaddrinfo = look_up


def _at_once(channel: Channel, messages: list[Outgoing]) -> list[Outcome]:
    found: list[Outcome] = []

    def send(message: Outgoing) -> None:
        try:
            found.append(channel.send(message).outcome)
        except Exception:  # noqa: BLE001 - what a channel raises is ambiguous
            found.append(Outcome.AMBIGUOUS)

    threads = [threading.Thread(target=send, args=(each,)) for each in messages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
