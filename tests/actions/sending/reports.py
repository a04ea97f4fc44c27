"""The report of what is stuck, as the tests ask for it."""

from datetime import timedelta

from hilfe_ukraine.actions.sending.stuck import StuckReport, count_lost, stuck_report
from hilfe_ukraine.models import OutboxStatus
from tests.factories import NOW


#: Before and after the moment from which on a message counts as late.
LONG_AGO, JUST_NOW = NOW - timedelta(minutes=16), NOW - timedelta(minutes=14)


def report(now=NOW) -> StuckReport:
    """The report, with what is lost counted anew."""
    OutboxStatus.objects.update(lost_at=None)
    count_lost(now=now)
    return stuck_report(now=now)
