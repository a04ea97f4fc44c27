"""Which days are working days where the portal is."""

import functools

from datetime import date, datetime

import holidays

from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.clock import portal_time
from hilfe_ukraine.domain.working_days import one_working_day_later, working_days_later


def pass_on_time(now: datetime) -> datetime:
    """Return when an offer nobody could receive since ``now`` goes to somebody else.

    One working day later, by the portal's clock and its state's public holidays.
    """
    return one_working_day_later(portal_time(now), is_public_holiday)


def answer_due(now: datetime, days: int) -> datetime:
    """Return when a body that gets an offer ``now`` should have answered."""
    return working_days_later(portal_time(now), days, is_public_holiday)


def is_public_holiday(day: date) -> bool:
    """Whether ``day`` is a public holiday in the state; nationwide ones if unknown."""
    return day in _of_state(conf.holiday_state or None)


@functools.cache
def _of_state(state: str | None) -> holidays.HolidayBase:
    try:
        return holidays.country_holidays("DE", subdiv=state)
    except NotImplementedError:  # a state nobody knows
        return holidays.country_holidays("DE")
