"""Only who still holds the row may say what became of it."""

from datetime import timedelta

import pytest

from hilfe_ukraine.delivery.channels.base import Outcome, Result
from hilfe_ukraine.delivery.claim import claim
from hilfe_ukraine.delivery.record import Happened, record
from hilfe_ukraine.domain.retry import EMAIL, WEBHOOK
from hilfe_ukraine.models import Breaker, Delivery, HelpOffer
from tests.factories import NOW, make_delivery


pytestmark = pytest.mark.django_db

States = Delivery.States
LATER = NOW + timedelta(seconds=3)
AFTER_LEASE = NOW + timedelta(seconds=181)


@pytest.fixture
def row():
    return make_delivery()


def finish(claimed, outcome, *, now=LATER, spread=0.0, plan=EMAIL, **values):
    result = Result(outcome, detail="in full", **values)
    return record(claimed, result, plan=plan, now=now, spread=spread)


def test_delivered(row):
    happened = finish(claim(row.uuid, NOW), Outcome.DELIVERED, code="250")

    row.refresh_from_db()
    assert happened is Happened.DELIVERED
    assert (row.state, row.delivered_at, row.last_code) == (
        States.DELIVERED,
        LATER,
        "250",
    )
    attempt = row.tries.get()
    assert (attempt.outcome, attempt.finished_at, attempt.code, attempt.late) == (
        "delivered",
        LATER,
        "250",
        False,
    )
    assert attempt.detail == "in full"


def test_who_is_gone_is_held_for_a_person(row):
    assert finish(claim(row.uuid, NOW), Outcome.GONE, code="410") is Happened.GONE

    row.refresh_from_db()
    assert (row.state, row.held_reason) == (States.HELD, Delivery.HeldReasons.GONE)
    assert row.tries.get().outcome == "gone"


@pytest.mark.parametrize(
    "outcome", [Outcome.RETRY, Outcome.AMBIGUOUS, Outcome.PERMANENT, Outcome.GONE]
)
def test_what_was_erased_meanwhile_is_not_tried_again(row, outcome):
    claimed = claim(row.uuid, NOW)
    HelpOffer.objects.update(erased_at=NOW)

    assert finish(claimed, outcome) is Happened.CANCELLED

    row.refresh_from_db()
    assert (row.state, row.tries.get().outcome) == (States.CANCELLED, outcome.value)


def test_what_was_delivered_stays_so_though_it_was_erased_meanwhile(row):
    claimed = claim(row.uuid, NOW)
    HelpOffer.objects.update(erased_at=NOW)

    assert finish(claimed, Outcome.DELIVERED) is Happened.DELIVERED


def test_the_request_to_erase_goes_on_after_the_erasure():
    row = make_delivery(kind=Delivery.Kinds.ERASED)
    HelpOffer.objects.update(erased_at=NOW)

    assert finish(claim(row.uuid, NOW), Outcome.RETRY) is Happened.WILL_RETRY


@pytest.mark.parametrize(("asked", "hours"), [(2, 2), (48, 6)])
def test_the_receiver_is_left_alone_for_as_long_as_it_asks_up_to_six_hours(
    row, asked, hours
):
    wish = timedelta(hours=asked)
    finish(claim(row.uuid, NOW), Outcome.RETRY, retry_after=wish)

    row.refresh_from_db()
    assert row.next_attempt_at == LATER + timedelta(hours=hours)


def test_the_waits_are_those_of_the_channel(row):
    finish(claim(row.uuid, NOW), Outcome.RETRY, plan=WEBHOOK)

    row.refresh_from_db()
    assert row.next_attempt_at == LATER + timedelta(seconds=5)


def test_a_worker_that_overslept_costs_a_minute_and_not_half_a_day():
    row = make_delivery(attempts=12)

    finish(claim(row.uuid, NOW), Outcome.RETURNED)

    row.refresh_from_db()
    assert row.next_attempt_at == LATER + timedelta(minutes=1)


@pytest.mark.parametrize("outcome", [Outcome.DELIVERED, Outcome.RETRY])
def test_written_twice_it_is_written_once(row, outcome):
    claimed = claim(row.uuid, NOW)
    first = finish(claimed, outcome, carrier_failed=outcome is Outcome.RETRY)

    assert finish(claimed, outcome, carrier_failed=True) is first

    row.refresh_from_db()
    assert not row.possible_duplicate
    assert not row.tries.get().late
    assert Breaker.objects.filter(failures__gt=1).count() == 0


def test_a_late_result_written_twice_stays_late(row):
    slow = claim(row.uuid, NOW)
    claim(row.uuid, AFTER_LEASE)

    for _ in range(2):
        assert finish(slow, Outcome.RETRY, now=AFTER_LEASE) is Happened.FENCED


@pytest.mark.parametrize(
    "outcome", [Outcome.RETRY, Outcome.AMBIGUOUS, Outcome.RETURNED]
)
def test_what_may_work_later_waits_for_its_next_try(row, outcome):
    happened = finish(claim(row.uuid, NOW), outcome, spread=1.0)

    row.refresh_from_db()
    assert happened is Happened.WILL_RETRY
    assert row.state == States.READY
    assert row.next_attempt_at == LATER + timedelta(seconds=60 * 1.2)
    assert row.tries.get().outcome == outcome.value


def test_a_permanent_refusal_is_given_up_at_once(row):
    assert finish(claim(row.uuid, NOW), Outcome.PERMANENT) is Happened.GIVEN_UP

    row.refresh_from_db()
    assert row.state == States.DEAD


def test_after_five_days_it_is_given_up():
    row = make_delivery(first_due_at=NOW - timedelta(days=5))

    assert finish(claim(row.uuid, NOW), Outcome.RETRY) is Happened.GIVEN_UP

    row.refresh_from_db()
    assert row.state == States.DEAD


def test_the_waits_grow_from_try_to_try(row):
    waits, now = [], NOW
    for _ in range(4):
        finish(claim(row.uuid, now), Outcome.RETRY, now=now)
        row.refresh_from_db()
        waits.append((row.next_attempt_at - now).total_seconds() / 60)
        now = row.next_attempt_at

    assert waits == [1, 5, 15, 30]


def test_a_result_after_the_lease_counts_if_nobody_else_claimed(row):
    claimed = claim(row.uuid, NOW)

    assert finish(claimed, Outcome.DELIVERED, now=AFTER_LEASE) is Happened.DELIVERED


def test_a_late_success_is_kept_and_marks_the_row(row):
    slow = claim(row.uuid, NOW)
    quick = claim(row.uuid, AFTER_LEASE)
    finish(quick, Outcome.RETRY, now=AFTER_LEASE)
    Delivery.objects.update(possible_duplicate=False)

    assert finish(slow, Outcome.DELIVERED, now=AFTER_LEASE) is Happened.FENCED

    row.refresh_from_db()
    assert (row.state, row.possible_duplicate) == (States.READY, True)
    first, second = row.tries.all()
    assert (first.outcome, first.late) == ("delivered", True)
    assert (second.outcome, second.late) == ("retry", False)


def test_a_late_result_leaves_the_row_with_who_is_sending_it_now(row):
    slow = claim(row.uuid, NOW)
    quick = claim(row.uuid, AFTER_LEASE)

    assert finish(slow, Outcome.PERMANENT, now=AFTER_LEASE) is Happened.FENCED

    row.refresh_from_db()
    assert (row.state, row.lease_no) == (States.INFLIGHT, quick.lease_no)
    assert finish(quick, Outcome.DELIVERED, now=AFTER_LEASE) is Happened.DELIVERED


def test_a_late_failure_changes_nothing_but_its_own_attempt(row):
    slow = claim(row.uuid, NOW)
    quick = claim(row.uuid, AFTER_LEASE)
    finish(quick, Outcome.DELIVERED, now=AFTER_LEASE)
    Delivery.objects.update(possible_duplicate=False)

    finish(slow, Outcome.PERMANENT, now=AFTER_LEASE)

    row.refresh_from_db()
    assert (row.state, row.possible_duplicate) == (States.DELIVERED, False)
    assert row.tries.get(lease_no=1).late


def test_a_row_that_was_cancelled_meanwhile_stays_so(row):
    claimed = claim(row.uuid, NOW)
    Delivery.objects.update(state=States.CANCELLED)

    assert finish(claimed, Outcome.RETRY) is Happened.FENCED

    row.refresh_from_db()
    assert row.state == States.CANCELLED


def test_long_codes_are_cut(row):
    finish(claim(row.uuid, NOW), Outcome.RETRY, code="x" * 60)

    row.refresh_from_db()
    assert row.last_code == "x" * 40


def test_it_takes_three_statements(row, django_assert_num_queries):
    claimed = claim(row.uuid, NOW)

    # Row, erasure, attempt; and the two of the savepoint.
    with django_assert_num_queries(3 + 2):
        finish(claimed, Outcome.DELIVERED)
