"""Whether the machine does what it promises, and beside it what waits for people."""

import logging
import threading
import time

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import Error

from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.clock import shared_now

from .stuck import StuckReport, stuck_report


logger = logging.getLogger(__name__)

_RECENT_SECONDS = 5.0


class Trouble(StrEnum):
    """Why somebody has to look at the machine now. The values are a contract."""

    #: The database does not answer.
    DATABASE = "database"
    #: The check itself failed; the log says how.
    CHECK = "check"
    #: Somebody stopped all sending.
    STOPPED = "stopped"
    #: Nobody looks for due messages: no worker runs, or no beat.
    NO_SWEEP = "no_sweep"
    #: The mail relay, or a host of webhooks, is out of order.
    CARRIER = "carrier"
    #: Messages are due, and nobody takes them up.
    OVERDUE = "overdue"
    #: Messages were given up, and nobody has sent them again or handled them.
    GIVEN_UP = "given_up"
    #: Offers should have gone on, and cannot.
    NOT_RELEASED = "not_released"
    #: Offers that no list shows.
    LOST = "lost"


@dataclass(frozen=True)
class Health:
    """What a check found; without a ``report`` when the database was away."""

    troubles: tuple[Trouble, ...]
    report: StuckReport | None = None

    @property
    def is_fine(self) -> bool:
        return not self.troubles

    @property
    def status(self) -> str:
        return "ok" if self.is_fine else "trouble"


def look(*, clock: Callable[[], datetime] = shared_now) -> Health:
    """Check; never raises. Writes nothing, a fixed number of statements.

    By the clock of the workers: this machine's may be ahead, and then all would look
    late.
    """
    try:
        report = stuck_report(now=clock())
    except Error as error:
        logger.error("health: %s", type(error).__name__)
        return Health((Trouble.DATABASE,))
    except Exception as error:  # noqa: BLE001 - a check that breaks is a finding, too
        logger.error("health: %s", type(error).__name__)
        return Health((Trouble.CHECK,))
    return Health(_troubles(report), report)


class _Recent:
    """What was found a moment ago. One looks, and those who come meanwhile wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: tuple[float, Health] | None = None

    def look(self, now: float) -> Health:
        with self._lock:
            if self._found is None or now - self._found[0] >= _RECENT_SECONDS:
                self._found = (now, look())
            return self._found[1]

    def forget(self) -> None:
        self._found = None


_recent = _Recent()


def look_for_strangers(*, ticks: Callable[[], float] = time.monotonic) -> Health:
    """As :func:`look`, but at most every five seconds per process, by ``ticks``.

    Anybody may ask as often as they like, so it must cost no more than that.
    """
    return _recent.look(ticks())


def forget_health() -> None:
    """Let the next stranger's question be looked into; for tests."""
    _recent.forget()


def _troubles(report: StuckReport) -> tuple[Trouble, ...]:
    sweep = report.age(report.swept_at)
    found = {
        Trouble.STOPPED: report.stopped is not None,
        Trouble.NO_SWEEP: sweep is None or sweep > conf.late_after,
        Trouble.CARRIER: bool(report.carriers),
        Trouble.OVERDUE: report.overdue > 0,
        Trouble.GIVEN_UP: report.given_up.count > 0,
        Trouble.NOT_RELEASED: report.unreleased.count > 0,
        Trouble.LOST: report.lost > 0,
    }
    return tuple(trouble for trouble, is_so in found.items() if is_so)


def figures(health: Health) -> dict[str, Any]:
    """Return what a check found, ready for JSON: counts, codes and moments."""
    found: dict[str, Any] = {
        "status": health.status,
        "troubles": [trouble.value for trouble in health.troubles],
    }
    return found | (_report_figures(health.report) if health.report else {})


def _report_figures(report: StuckReport) -> dict[str, Any]:
    return {
        "checked_at": report.at.isoformat(),
        "oldest_waiting_seconds": seconds(report.age(report.waiting_since)),
        "last_sweep_seconds": seconds(report.age(report.swept_at)),
        "stopped_since": _moment(report.stopped.since if report.stopped else None),
        "carriers_out_of_order": [
            {
                "carrier": carrier.name,
                "since": _moment(carrier.since),
                "next_try": _moment(carrier.next_try),
                "last_answer": carrier.code,
            }
            for carrier in report.carriers
        ],
        "given_up": report.given_up.count,
        "held": {reason: part.count for reason, part in report.held.items()},
        "bounced": report.bounced.count,
        "late": report.late.count,
        "overdue": report.overdue,
        "unrouted": report.unrouted.count,
        "not_released": report.unreleased.count,
        "with_retired": report.with_retired.count,
        "unanswered": report.unanswered.count,
        "lost": report.lost,
        "possible_repeats_7_days": report.repeats,
        "late_results_7_days": report.late_results,
    }


def seconds(age: timedelta | None) -> int | None:
    """Return whole seconds; ``None`` stays."""
    return None if age is None else int(age.total_seconds())


def _moment(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()
