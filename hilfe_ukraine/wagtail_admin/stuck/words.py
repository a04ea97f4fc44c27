"""What is stuck, told in sentences: for the dashboard, the report and its lists."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hilfe_ukraine.actions.sending.stuck import BrokenCarrier, StuckReport
from hilfe_ukraine.models import Delivery
from hilfe_ukraine.wagtail_admin.code_words import (
    answer_in_words,
    carrier_in_words,
    held_in_words,
)


def sentences(report: StuckReport) -> list[str]:
    """Return what somebody has to look at, in a few words each; empty if nothing."""
    return [*_counts(report), *map(carrier_sentence, report.carriers)]


def _counts(report: StuckReport) -> list[str]:
    """One sentence for each list that is not empty; the worst come first."""
    lost, dead = report.lost, report.given_up.count
    unrouted, unreleased = report.unrouted.count, report.unreleased.count
    told = [
        (lost, ngettext("%d offer on no list", "%d offers on no list", lost)),
        (dead, ngettext("%d message given up", "%d messages given up", dead)),
        (
            report.bounced.count,
            ngettext(
                "%d message came back", "%d messages came back", report.bounced.count
            ),
        ),
        (
            report.held_count,
            ngettext("%d message held", "%d messages held", report.held_count),
        ),
        (
            report.late.count,
            ngettext("%d message late", "%d messages late", report.late.count),
        ),
        (
            unrouted,
            ngettext("%d offer without a body", "%d offers without a body", unrouted),
        ),
        (
            unreleased,
            ngettext(
                "%d offer that cannot go on", "%d offers that cannot go on", unreleased
            ),
        ),
        *_of_bodies(report),
    ]
    return [words % number for number, words in told if number]


def _of_bodies(report: StuckReport) -> list[tuple[int, str]]:
    retired, unanswered = report.with_retired.count, report.unanswered.count
    return [
        (
            retired,
            ngettext(
                "%d offer with a retired body", "%d offers with a retired body", retired
            ),
        ),
        (
            unanswered,
            ngettext("%d answer overdue", "%d answers overdue", unanswered),
        ),
    ]


def carrier_sentence(carrier: BrokenCarrier) -> str:
    """Return for example "mail relay out of order since 10:40"."""
    words = {
        "carrier": carrier_in_words(carrier.name),
        "time": moment(carrier.since),
    }
    return _("%(carrier)s out of order since %(time)s") % words


def moment(when: datetime) -> str:
    """Return the time alone for today, else with the day."""
    local = timezone.localtime(when)
    if local.date() == timezone.localdate():
        return time_format(local)
    return date_format(local, "SHORT_DATETIME_FORMAT")


def why(delivery: Delivery, carriers: dict[str, BrokenCarrier]) -> str:
    """Return why a message is stuck, in words.

    ``carriers`` are those out of order, by name.
    """
    answer = answer_in_words(delivery.last_code, delivery.carrier)
    if delivery.state == Delivery.States.HELD:
        return held_in_words(delivery.held_reason)
    if delivery.state in (Delivery.States.DEAD, Delivery.States.BOUNCED):
        return answer
    if broken := carriers.get(delivery.carrier):
        return carrier_sentence(broken)
    if not delivery.attempts:
        return _("nobody has taken it up yet")
    return _waits(delivery, answer)


def _waits(delivery: Delivery, answer: str) -> str:
    words: dict[str, Any] = {
        "answer": answer,
        "tries": ngettext("%d try", "%d tries", delivery.attempts) % delivery.attempts,
        "time": moment(delivery.next_attempt_at),
    }
    return _("%(answer)s; %(tries)s, the next at %(time)s") % words
