"""A row has one owner at a time, and every try leaves evidence before it starts."""

import itertools

from datetime import timedelta

import pytest

from django.db import connection

from hilfe_ukraine.delivery.claim import Claim, Refused, claim
from hilfe_ukraine.domain.retry import POISON_AFTER
from hilfe_ukraine.models import RELAY, Attempt, Delivery
from tests.at_once import at_once
from tests.factories import NOW, make_delivery


pytestmark = pytest.mark.django_db

States = Delivery.States
SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=180)


def add_try(delivery, lease_no, outcome=""):
    return Attempt.objects.create(
        delivery=delivery, lease_no=lease_no, started_at=NOW, outcome=outcome
    )


def see(stale, monkeypatch):
    """Let a worker go by what it read of a row some time ago."""
    monkeypatch.setattr("hilfe_ukraine.delivery.claim._candidate", lambda *_: stale)


def test_a_claim_sets_lease_and_fence_and_leaves_an_attempt():
    row = make_delivery()

    claimed = claim(row.uuid, NOW)

    row.refresh_from_db()
    assert (row.state, row.lease_no, row.attempts) == (States.INFLIGHT, 1, 1)
    assert row.lease_until == NOW + LEASE
    assert not row.possible_duplicate
    attempt = row.tries.get()
    assert (attempt.lease_no, attempt.started_at, attempt.outcome) == (1, NOW, "")
    assert claimed == Claim(
        delivery_id=row.pk,
        delivery_uuid=row.uuid,
        attempt_id=attempt.pk,
        lease_no=1,
        claimed_at=NOW,
        lease_until=NOW + LEASE,
        number=1,
        first_due_at=NOW,
        carrier=RELAY,
        carrier_is_ill=False,
        row=row,
    )


@pytest.mark.parametrize(
    "values",
    [
        {"next_attempt_at": NOW + SECOND},
        {"state": States.INFLIGHT, "lease_until": NOW},
        {"state": States.HELD},
        {"state": States.DEAD},
        {"state": States.HANDLED},
        {"state": States.DELIVERED},
        {"state": States.BOUNCED},
        {"state": States.CANCELLED},
    ],
)
def test_what_is_not_due_is_not_claimed(values):
    row = make_delivery(**values)

    assert claim(row.uuid, NOW) is Refused.NOT_DUE
    assert not Attempt.objects.exists()


def test_a_row_is_claimed_once():
    row = make_delivery()
    claim(row.uuid, NOW)

    assert claim(row.uuid, NOW) is Refused.NOT_DUE


def test_who_read_the_row_before_another_claimed_it_gets_nothing(monkeypatch):
    row = make_delivery()
    stale = Delivery.objects.get(pk=row.pk)
    claim(row.uuid, NOW)
    see(stale, monkeypatch)

    assert claim(row.uuid, NOW) is Refused.NOT_DUE
    assert row.tries.count() == 1


def test_the_fence_holds_even_if_the_row_is_due_again(monkeypatch):
    row = make_delivery()
    stale = Delivery.objects.get(pk=row.pk)
    Delivery.objects.filter(pk=row.pk).update(lease_no=1)
    see(stale, monkeypatch)

    assert claim(row.uuid, NOW) is Refused.NOT_DUE


def test_a_row_that_was_held_since_it_was_read_is_not_claimed(monkeypatch):
    row = make_delivery()
    stale = Delivery.objects.get(pk=row.pk)
    Delivery.objects.filter(pk=row.pk).update(state=States.HELD)
    see(stale, monkeypatch)

    assert claim(row.uuid, NOW) is Refused.NOT_DUE
    assert Delivery.objects.get().state == States.HELD


def test_a_lease_that_ran_out_is_claimed_again_as_a_possible_repeat():
    row = make_delivery()
    claim(row.uuid, NOW)

    again = claim(row.uuid, NOW + LEASE + SECOND)

    row.refresh_from_db()
    assert (again.lease_no, again.number, row.possible_duplicate) == (2, 2, True)


@pytest.mark.parametrize(
    ("outcome", "repeat"),
    [
        ("", True),
        ("ambiguous", True),
        ("retry", False),
        ("returned", False),
        ("permanent", False),
    ],
)
def test_a_try_that_may_have_got_through_makes_the_next_a_repeat(outcome, repeat):
    row = make_delivery(lease_no=1, attempts=1)
    add_try(row, 1, outcome)

    claim(row.uuid, NOW)

    row.refresh_from_db()
    assert row.possible_duplicate is repeat


def test_only_the_last_try_counts_and_the_flag_stays():
    row = make_delivery(lease_no=2, attempts=2, possible_duplicate=True)
    add_try(row, 1, "ambiguous")
    add_try(row, 2, "retry")

    claim(row.uuid, NOW)

    row.refresh_from_db()
    assert row.possible_duplicate


def test_a_row_that_kills_its_workers_is_given_up():
    row = make_delivery()
    for number in range(POISON_AFTER):
        assert isinstance(claim(row.uuid, NOW + number * 2 * LEASE), Claim)

    assert claim(row.uuid, NOW + 20 * LEASE) is Refused.POISON

    row.refresh_from_db()
    assert (row.state, row.last_code) == (States.DEAD, "poison")
    assert row.tries.count() == POISON_AFTER


def test_one_outcome_in_between_is_no_poison():
    row = make_delivery(lease_no=POISON_AFTER, attempts=POISON_AFTER)
    for number in range(1, POISON_AFTER + 1):
        add_try(row, number, "retry" if number == 2 else "")

    assert isinstance(claim(row.uuid, NOW), Claim)


def test_sent_again_by_hand_it_gets_its_tries_anew():
    row = make_delivery(lease_no=POISON_AFTER, attempts=0)
    for number in range(1, POISON_AFTER + 1):
        add_try(row, number)

    assert isinstance(claim(row.uuid, NOW), Claim)


@pytest.mark.parametrize(
    ("values", "limits"), [({}, 1), ({"body": None}, 0), ({"carrier": "host:a"}, 2)]
)
def test_a_first_claim_takes_five_statements_and_one_for_each_limit(
    django_assert_num_queries, values, limits
):
    row = make_delivery(**values)

    # Row, stop, breaker, compare-and-set, attempt; and the two of the savepoint.
    with django_assert_num_queries(5 + limits + 2):
        assert isinstance(claim(row.uuid, NOW), Claim)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_workers_claim_each_row_once(file_database):
    rows = [make_delivery().uuid for _ in range(50)]

    def work():
        return [row for row in rows if isinstance(claim(row, NOW), Claim)]

    owned = at_once(*[work] * 8)

    assert sorted(itertools.chain(*owned)) == sorted(rows)
    assert Attempt.objects.count() == 50
    assert set(Delivery.objects.values_list("lease_no", flat=True)) == {1}
    assert connection.in_atomic_block is False
