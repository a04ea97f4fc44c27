"""When one working day is over, or several."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta


_SATURDAY = 5

IsHoliday = Callable[[date], bool]


def one_working_day_later(moment: datetime, is_holiday: IsHoliday) -> datetime:
    """Return the same time on the next working day, in the time zone of ``moment``.

    Working days are Monday to Friday without holidays. What happens on another day
    counts as if it happened when the next working day begins, so that a whole working
    day lies between: Friday 15:00 gives Monday 15:00, Saturday 15:00 gives Tuesday
    0:00. A time that the clocks leave out in spring becomes the one an hour later.
    """
    day, clock = moment.date(), moment.timetz()
    if not _is_working(day, is_holiday):
        day, clock = _next(day, is_holiday), time(0, tzinfo=moment.tzinfo)
    there = datetime.combine(_next(day, is_holiday), clock)
    return there.astimezone(UTC).astimezone(moment.tzinfo)


def working_days_later(moment: datetime, days: int, is_holiday: IsHoliday) -> datetime:
    """Return ``moment`` that many working days later; itself for none."""
    for _ in range(days):
        moment = one_working_day_later(moment, is_holiday)
    return moment


def _next(day: date, is_holiday: IsHoliday) -> date:
    day += timedelta(days=1)
    while not _is_working(day, is_holiday):
        day += timedelta(days=1)
    return day


def _is_working(day: date, is_holiday: IsHoliday) -> bool:
    return day.weekday() < _SATURDAY and not is_holiday(day)
