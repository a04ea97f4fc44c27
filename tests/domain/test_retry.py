"""E-mail is tried again, more and more seldom, and given up after five days."""

from datetime import UTC, datetime, timedelta

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.retry import EMAIL, LONGEST_WISH, WEBHOOK, next_attempt


START = datetime(2022, 3, 4, 11, tzinfo=UTC)
spreads = st.floats(-1, 1)


def wait(failures, spread=0.0, *, plan=EMAIL, wish=None):
    return (
        next_attempt(
            plan,
            failures=failures,
            first_due_at=START,
            now=START,
            spread=spread,
            wish=wish,
        )
        - START
    )


def test_the_waits_are_those_of_the_documentation():
    minutes = [wait(failures) / timedelta(minutes=1) for failures in range(1, 11)]

    assert minutes == [1, 5, 15, 30, 60, 120, 240, 480, 720, 720]


def test_webhooks_follow_the_table_of_standard_webhooks():
    seconds = [
        wait(failures, plan=WEBHOOK).total_seconds() for failures in range(1, 10)
    ]

    assert seconds == [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    assert sum(seconds) == timedelta(hours=75, minutes=35, seconds=5).total_seconds()


def test_a_webhook_that_never_answers_is_given_up_after_three_days():
    now, failures = START, 0
    while now is not None:
        last, failures = now, failures + 1
        now = next_attempt(
            WEBHOOK, failures=failures, first_due_at=START, now=now, spread=0
        )

    assert (failures, last - START) == (10, timedelta(hours=75, minutes=35, seconds=5))


@given(st.integers(1, 40), spreads, st.integers(0, 10**6))
def test_what_the_receiver_asks_for_is_the_least_wait_up_to_six_hours(
    failures, spread, seconds
):
    wish = timedelta(seconds=seconds)
    planned, waits = wait(failures, spread), wait(failures, spread, wish=wish)

    assert waits == max(planned, min(wish, LONGEST_WISH))
    assert timedelta(hours=6) == LONGEST_WISH


@given(st.integers(1, 40))
def test_no_wait_is_shorter_than_the_one_before(failures):
    assert wait(failures) <= wait(failures + 1)


@given(st.integers(1, len(EMAIL.waits)), spreads, spreads)
def test_chance_never_turns_the_order_of_growing_waits(failures, spread, next_spread):
    assert wait(failures, spread) <= wait(failures + 1, next_spread)


@given(st.integers(1, 40), spreads)
def test_chance_moves_a_wait_by_a_fifth_at_most(failures, spread):
    planned = wait(failures)

    assert planned * 0.8 <= wait(failures, spread) <= planned * 1.2


@given(st.integers(1, 40), spreads, st.floats(0, 10))
def test_after_five_days_it_is_given_up_and_not_before(failures, spread, days):
    now = START + timedelta(days=days)
    due = next_attempt(
        EMAIL, failures=failures, first_due_at=START, now=now, spread=spread
    )

    assert (due is None) == (now - START >= EMAIL.give_up_after)
    assert due is None or due > now


@pytest.mark.parametrize("spread", [-1, 0, 1])
def test_a_receiver_that_never_answers_is_given_up_in_the_sixth_day(spread):
    now, failures = START, 0
    while now is not None:
        last, failures = now, failures + 1
        now = next_attempt(
            EMAIL, failures=failures, first_due_at=START, now=now, spread=spread
        )

    overtime = last - START - EMAIL.give_up_after
    assert timedelta(0) <= overtime <= 1.2 * EMAIL.last
    assert failures in range(16, 24)


def test_it_is_given_up_when_the_fifth_day_is_over_to_the_second():
    end = START + EMAIL.give_up_after
    wanted = {"failures": 17, "first_due_at": START, "spread": 0}

    assert next_attempt(EMAIL, now=end, **wanted) is None
    assert next_attempt(EMAIL, now=end - timedelta(seconds=1), **wanted)
