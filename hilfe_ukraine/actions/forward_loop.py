"""Sending what is due, several messages at once, until told to stop. No broker."""

import logging
import threading
import uuid

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db import close_old_connections, connection

from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.delivery.turns import due_ids

from .forward import forward
from .housekeeping import keep_house, note_sweep


logger = logging.getLogger(__name__)

_HOUSE_EVERY = timedelta(minutes=1)

Told = Callable[[Happened], None]


class ForwardLoop:
    """Looks for due messages every interval and hands them to a few threads.

    What is handed out is looked up anew each interval, so that a message that is more
    urgent never waits behind a long list. One slow receiver occupies no more threads
    than ``delivery.turns`` allows. Errors, a restart of the database among them, are
    logged and do not end the loop.
    """

    def __init__(self, *, threads: int, tell: Told = lambda happened: None) -> None:
        self._threads = threads
        self._tell = tell
        self._stop = threading.Event()
        self._slots = threading.BoundedSemaphore(threads)
        self._progress = threading.Event()
        self._house_kept_at: datetime | None = None

    def stop(self) -> None:
        """End after the messages in hand; may be called from a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Go on until :meth:`stop`; returns when the last message is done."""
        with ThreadPoolExecutor(self._threads) as pool:
            while not self._stop.is_set():
                if not self._round_that_survives(pool):
                    self._stop.wait(conf.sweep_interval.total_seconds())

    def _round_that_survives(self, pool: ThreadPoolExecutor) -> bool:
        """One round; returns whether there is more to do at once."""
        close_old_connections()
        try:
            return self._round(pool)
        except Exception as error:  # noqa: BLE001 - whatever it is, others are waiting
            # Not the text: a database error repeats values, and those name people.
            logger.error("hilfe_forward: %s, going on", type(error).__name__)
            connection.close()
            return False

    def _round(self, pool: ThreadPoolExecutor) -> bool:
        now = shared_now()
        note_sweep(now=now)
        self._progress.clear()
        due = due_ids(now, conf.sweep_batch)
        self._hand_out(due, pool)
        self._keep_house(now)
        return len(due) >= conf.sweep_batch and self._progress.is_set()

    def _keep_house(self, now: datetime) -> None:
        """After the messages: an offer that cannot go on must not hold them up."""
        if self._house_kept_at is None or now - self._house_kept_at >= _HOUSE_EVERY:
            self._house_kept_at = now
            keep_house(now=now)

    def _hand_out(self, due: list[uuid.UUID], pool: ThreadPoolExecutor) -> None:
        """Give each to a free thread, as long as the list is fresh."""
        patience = conf.sweep_interval.total_seconds()
        for delivery_uuid in due:
            if self._stop.is_set() or not self._slots.acquire(timeout=patience):
                return
            pool.submit(self._send, delivery_uuid)

    def _send(self, delivery_uuid: uuid.UUID) -> None:
        close_old_connections()
        try:
            happened = forward(delivery_uuid, now=shared_now(), clock=shared_now)
        except Exception as error:  # noqa: BLE001 - the lease brings the row back
            logger.error("delivery %s: %s", delivery_uuid, type(error).__name__)
            connection.close()
        else:
            self._note(happened)
        finally:
            self._slots.release()

    def _note(self, happened: Happened) -> None:
        if happened is not Happened.NOTHING:
            self._progress.set()
            self._tell(happened)
