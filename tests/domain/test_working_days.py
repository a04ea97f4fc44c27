"""One working day later: weekends, holidays, and clocks that are put forward."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.working_days import one_working_day_later, working_days_later


BERLIN = ZoneInfo("Europe/Berlin")
NO_HOLIDAYS: frozenset[date] = frozenset()


def later(text, holidays=NO_HOLIDAYS):
    moment = datetime.fromisoformat(text).replace(tzinfo=BERLIN)
    found = one_working_day_later(moment, holidays.__contains__)
    assert found.tzinfo is BERLIN
    return found.strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2022-03-01 15:00", "Wed 2022-03-02 15:00"),
        ("2022-03-04 15:00", "Mon 2022-03-07 15:00"),
        ("2022-03-04 00:00", "Mon 2022-03-07 00:00"),
        ("2022-03-05 15:00", "Tue 2022-03-08 00:00"),
        ("2022-03-06 23:59", "Tue 2022-03-08 00:00"),
        ("2022-12-30 09:00", "Mon 2023-01-02 09:00"),
    ],
)
def test_weekends_do_not_count(moment, expected):
    assert later(moment) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2022-11-15 10:00", "Thu 2022-11-17 10:00"),
        ("2022-11-16 10:00", "Fri 2022-11-18 00:00"),
        ("2022-04-14 10:00", "Tue 2022-04-19 10:00"),
        ("2022-04-15 10:00", "Wed 2022-04-20 00:00"),
    ],
)
def test_holidays_do_not_count(moment, expected):
    holidays = {date(2022, 11, 16), date(2022, 4, 15), date(2022, 4, 18)}

    assert later(moment, holidays) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # Clocks go forward on 27 March, back on 30 October; the office's hours stay.
        ("2022-03-25 15:00", "Mon 2022-03-28 15:00"),
        ("2022-10-28 15:00", "Mon 2022-10-31 15:00"),
    ],
)
def test_the_time_on_the_wall_stays_the_same(moment, expected):
    assert later(moment) == expected


def test_an_hour_that_does_not_exist_becomes_the_next_one():
    # Clocks never change on a working day in Europe; Cairo does so on Fridays.
    cairo = ZoneInfo("Africa/Cairo")
    thursday = datetime(2024, 4, 25, 0, 30, tzinfo=cairo)

    found = one_working_day_later(thursday, NO_HOLIDAYS.__contains__)

    assert (found.day, found.hour, found.minute) == (26, 1, 30)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1)))
def test_it_is_always_later_and_on_a_working_day(moment):
    moment = moment.replace(tzinfo=BERLIN)
    found = one_working_day_later(moment, NO_HOLIDAYS.__contains__)

    assert found.weekday() < 5
    assert 22 <= (found.astimezone(UTC) - moment).total_seconds() / 3600 <= 74


@pytest.mark.parametrize(
    ("days", "expected"), [(0, "Fri 04"), (1, "Mon 07"), (5, "Fri 11"), (7, "Tue 15")]
)
def test_several_working_days_leave_out_every_weekend(days, expected):
    friday = datetime(2022, 3, 4, 15, 0, tzinfo=BERLIN)

    found = working_days_later(friday, days, NO_HOLIDAYS.__contains__)

    assert found.strftime("%a %d") == expected
