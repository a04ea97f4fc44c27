"""Public holidays of the state the portal is for."""

from datetime import UTC, date, datetime

import pytest

from django.utils import timezone

from hilfe_ukraine.actions.holidays import answer_due, is_public_holiday, pass_on_time


# Buß- und Bettag is a holiday in Saxony only; it moves each year.
BETTAG = date(2022, 11, 16)


@pytest.mark.parametrize(
    ("state", "expected"), [("14", True), ("09", False), ("xx", False)]
)
def test_holidays_are_those_of_the_state(settings, state, expected):
    settings.HILFE_UKRAINE_STATE_KEY = state

    assert is_public_holiday(BETTAG) is expected
    assert is_public_holiday(date(2022, 10, 3))


def test_a_portal_may_name_another_state(settings):
    settings.HILFE_UKRAINE_HOLIDAY_STATE = "BY"

    assert not is_public_holiday(BETTAG)
    assert is_public_holiday(date(2022, 6, 16))


def test_with_a_state_nobody_knows_nationwide_holidays_count(settings):
    settings.HILFE_UKRAINE_HOLIDAY_STATE = "Saxony"

    assert not is_public_holiday(BETTAG)
    assert is_public_holiday(date(2022, 10, 3))


def test_the_day_before_the_saxon_holiday_gives_the_day_after_it():
    tuesday = datetime(2022, 11, 15, 14, tzinfo=UTC)  # 15:00 in Saxony

    assert pass_on_time(tuesday) == datetime(2022, 11, 17, 14, tzinfo=UTC)


def test_working_days_are_the_portals_whoever_is_logged_in():
    friday = datetime(2022, 3, 25, 14, tzinfo=UTC)  # Saturday in Auckland

    with timezone.override("Pacific/Auckland"):
        assert pass_on_time(friday) == datetime(2022, 3, 28, 13, tzinfo=UTC)
        assert answer_due(friday, 1) == datetime(2022, 3, 28, 13, tzinfo=UTC)


def test_the_portals_clock_counts_when_it_changes():
    friday = datetime(2022, 3, 25, 14, tzinfo=UTC)  # 15:00, an hour from UTC

    assert pass_on_time(friday) == datetime(2022, 3, 28, 13, tzinfo=UTC)
