"""Sending what is due, several messages at once, until told to stop. No broker."""

import logging
import threading
import time
import uuid

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from django.db import close_old_connections, connection

from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.delivery.turns import due_ids

from .housekeeping import keep_house
from .sending.forward import forward
from .sweeping import note_sweep


logger = logging.getLogger(__name__)

_HOUSE_EVERY = timedelta(minutes=1)

Told = Callable[[Happened], None]


class ForwardLoop:
    """Looks for due messages every interval and hands them to a few threads.

    What is handed out is looked up anew each interval, so that a message that is more
    urgent never waits behind a long list. One slow receiver occupies no more threads
    than ``delivery.turns`` allows; the chores of a minute have a thread of their own.
    Errors, a restart of the database among them, are logged and do not end the loop.
    """

    def __init__(self, *, threads: int, tell: Told = lambda happened: None) -> None:
        self._threads = threads
        self._tell = tell
        self._stop = threading.Event()
        self._slots = threading.BoundedSemaphore(threads)
        self._progress = threading.Event()
        self._house: Future[None] | None = None
        self._house_kept_at: datetime | None = None

    def stop(self) -> None:
        """End after the messages in hand; may be called from a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Go on until :meth:`stop`; returns when the last message is done."""
        with ThreadPoolExecutor(self._threads + 1) as pool:
            while not self._stop.is_set():
                more = _surviving("a round", lambda: self._round(pool))
                if not more:
                    self._stop.wait(conf.sweep_interval.total_seconds())

    def _round(self, pool: ThreadPoolExecutor) -> bool:
        """Hand out what is due; returns whether there is more to do at once."""
        now = shared_now()
        note_sweep(now=now)
        self._progress.clear()
        due = due_ids(now, conf.sweep_batch)
        handed_out = self._hand_out(due, pool)
        self._keep_house(now, pool)
        is_more = handed_out < len(due) or len(due) >= conf.sweep_batch
        # Without progress all threads are busy, or nothing of the list could go.
        return is_more and self._progress.is_set()

    def _hand_out(self, due: list[uuid.UUID], pool: ThreadPoolExecutor) -> int:
        """Give each to a free thread while the list is fresh; returns how many."""
        end = time.monotonic() + conf.sweep_interval.total_seconds()
        for number, delivery_uuid in enumerate(due):
            patience = max(0.0, end - time.monotonic())
            if self._stop.is_set() or not self._slots.acquire(timeout=patience):
                return number
            pool.submit(self._send, delivery_uuid)
        return len(due)

    def _send(self, delivery_uuid: uuid.UUID) -> None:
        try:
            happened = _surviving(
                f"delivery {delivery_uuid}",
                lambda: forward(delivery_uuid, now=shared_now()),
            )
            if happened not in (None, Happened.NOTHING):
                self._progress.set()
                self._tell(happened)
        finally:
            self._slots.release()

    def _keep_house(self, now: datetime, pool: ThreadPoolExecutor) -> None:
        """Start the chores once a minute, unless the last ones still go on."""
        is_due = not self._house_kept_at or now - self._house_kept_at >= _HOUSE_EVERY
        if is_due and (self._house is None or self._house.done()):
            self._house_kept_at = now
            self._house = pool.submit(
                _surviving, "housekeeping", lambda: keep_house(now=now)
            )


def _surviving(name: str, work: Callable[[], Any]) -> Any:
    """Do it and return what it returns; ``None`` if it failed, whatever it was.

    A message that failed has its lease to bring it back. Connections are kept for as
    long as the host's CONN_MAX_AGE says, and never after an error.
    """
    close_old_connections()
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - others are waiting
        # Not the text: a database error repeats values, and those name people.
        logger.error("%s: %s, going on", name, type(error).__name__)
        connection.close()
        return None
    finally:
        close_old_connections()
