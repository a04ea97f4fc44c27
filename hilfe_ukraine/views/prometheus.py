"""The report as figures for Prometheus. Import it only where its client is installed.

Computed at each scrape, in a registry of its own: the host's other figures are not
touched, and it does not matter which of several processes answers.
"""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from hilfe_ukraine.actions.sending.health import Health, Trouble, seconds
from hilfe_ukraine.actions.sending.stuck import StuckReport
from hilfe_ukraine.models import Delivery


_PREFIX = "hilfe_ukraine"


def exposition(health: Health) -> bytes:
    """Return the text that Prometheus reads."""
    registry = CollectorRegistry()
    registry.register(_HealthCollector(health))
    return generate_latest(registry)


class _HealthCollector(Collector):
    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterator[GaugeMetricFamily]:
        report = self._health.report
        yield _gauge("up", "1 if the check could be made.", int(report is not None))
        yield _labelled(
            "trouble",
            "1 for each reason to look at the machine now.",
            "reason",
            {reason: int(reason in self._health.troubles) for reason in Trouble},
        )
        if report is not None:
            yield from _of_report(report)


def _of_report(report: StuckReport) -> Iterator[GaugeMetricFamily]:
    yield _gauge("sending_stopped", "1 during a stop.", int(bool(report.stopped)))
    sweep = seconds(report.age(report.swept_at))
    if sweep is not None:
        yield _gauge("last_sweep_age_seconds", "Since somebody last looked.", sweep)
    waiting = seconds(report.age(report.waiting_since)) or 0
    yield _gauge("oldest_waiting_age_seconds", "0 if nothing waits.", waiting)
    messages = {
        "given_up": report.given_up.count,
        "held": report.held_count,
        "bounced": report.bounced.count,
        "late": report.late.count,
        "overdue": report.overdue,
    }
    yield _labelled("messages", "Messages that are stuck.", "list", messages)
    held = {
        reason: report.held[reason].count if reason in report.held else 0
        for reason in Delivery.HeldReasons.values
        if reason
    }
    yield _labelled("messages_held", "Held messages.", "reason", held)
    offers = {
        "unrouted": report.unrouted.count,
        "not_released": report.unreleased.count,
        "with_retired": report.with_retired.count,
        "unanswered": report.unanswered.count,
        "lost": report.lost,
    }
    yield _labelled("offers", "Offers that are stuck.", "list", offers)
    broken = {
        carrier.name: seconds(report.age(carrier.since)) or 0
        for carrier in report.carriers
    }
    words = "Age of the trouble of each carrier that is out of order."
    yield _labelled("carrier_out_of_order_seconds", words, "carrier", broken)
    words = "Delivered in 7 days, perhaps repeated."
    yield _gauge("possible_repeats_7d", words, report.repeats)
    words = "Tries of 7 days that ended after their lease."
    yield _gauge("late_results_7d", words, report.late_results)


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{_PREFIX}_{name}", words, value=value)


def _labelled(name: str, words: str, label: str, values: dict) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"{_PREFIX}_{name}", words, labels=[label])
    for key, value in values.items():
        family.add_metric([str(key)], value)
    return family
