"""A carrier that is out of order rests, is tried by one row, and works again."""

from datetime import timedelta

import pytest

from django.db import transaction

from hilfe_ukraine.delivery.breaker import note_failure
from hilfe_ukraine.delivery.channels.base import Outcome, Result
from hilfe_ukraine.delivery.claim import Claim, Refused, claim
from hilfe_ukraine.delivery.record import record
from hilfe_ukraine.domain.breaker import OPENS_AFTER, rest
from hilfe_ukraine.domain.retry import EMAIL
from hilfe_ukraine.models import RELAY, Breaker, Delivery
from tests.at_once import at_once
from tests.factories import NOW, make_delivery, make_referral


pytestmark = pytest.mark.django_db

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LEASE = timedelta(seconds=180)


def finish(claimed, now, outcome=Outcome.RETRY, **values):
    return record(
        claimed, Result(outcome, "x", **values), plan=EMAIL, now=now, spread=0
    )


def fail(now=NOW, times=OPENS_AFTER):
    """Let so many rows fail in a row, all claimed before the first one fails."""
    claims = [claim(make_delivery().uuid, now) for _ in range(times)]
    for claimed in claims:
        finish(claimed, now, carrier_failed=True)


def breaker():
    return Breaker.objects.get(carrier=RELAY)


@pytest.fixture
def half_open():
    """The moment at which a breaker that opened at NOW lets one row through."""
    fail()
    return NOW + MINUTE


def test_four_failures_are_nothing_the_fifth_opens_it():
    fail(times=4)
    assert isinstance(claim(make_delivery().uuid, NOW), Claim)

    fail(times=1)

    assert claim(make_delivery().uuid, NOW) is Refused.NOT_DUE
    assert (breaker().opened_at, breaker().open_until) == (NOW, NOW + MINUTE)
    assert breaker().last_code == "x"


def test_a_success_in_between_starts_the_count_anew():
    fail(times=4)
    finish(claim(make_delivery().uuid, NOW), NOW, Outcome.DELIVERED)
    fail(times=4)

    assert isinstance(claim(make_delivery().uuid, NOW), Claim)


def test_an_answer_about_one_message_is_no_failure_of_the_carrier():
    for _ in range(OPENS_AFTER):
        finish(claim(make_delivery().uuid, NOW), NOW, Outcome.RETRY)

    assert not Breaker.objects.exists()


def test_while_it_is_open_no_try_is_used_up(half_open):
    row = make_delivery()

    assert claim(row.uuid, half_open - SECOND) is Refused.NOT_DUE

    row.refresh_from_db()
    assert (row.attempts, row.lease_no, row.state) == (0, 0, Delivery.States.READY)


def test_other_carriers_go_on(half_open):
    other = make_delivery(carrier="host:other.example")

    assert isinstance(claim(other.uuid, NOW), Claim)


def test_one_probe_goes_out_and_its_success_closes_the_breaker(half_open):
    probe = claim(make_delivery().uuid, half_open)
    waiting = make_delivery()

    assert isinstance(probe, Claim)
    assert claim(waiting.uuid, half_open + SECOND) is Refused.NOT_DUE
    finish(probe, half_open + SECOND, Outcome.DELIVERED)

    assert isinstance(claim(waiting.uuid, half_open + SECOND), Claim)
    assert (breaker().failures, breaker().trips, breaker().opened_at) == (0, 0, None)


def test_each_failed_probe_doubles_the_rest_up_to_an_hour(half_open):
    now, rests = half_open, []
    for _ in range(8):
        finish(claim(make_delivery().uuid, now), now, carrier_failed=True)
        rests.append((breaker().open_until - now) / MINUTE)
        now = breaker().open_until

    assert rests == [2, 4, 8, 16, 32, 60, 60, 60]
    assert breaker().opened_at == NOW
    assert rest(10**6) == timedelta(hours=1)


def test_old_tries_that_fail_do_not_lengthen_the_rest():
    slow = [claim(make_delivery().uuid, NOW) for _ in range(3)]
    fail()
    during, afterwards = NOW + SECOND, NOW + 2 * MINUTE

    finish(slow[0], during, carrier_failed=True)
    assert breaker().open_until == NOW + MINUTE
    probe = claim(make_delivery().uuid, afterwards)
    finish(slow[1], afterwards, carrier_failed=True)

    assert (breaker().open_until, breaker().trips) == (NOW + MINUTE, 1)
    assert breaker().probe_until == probe.lease_until


def test_an_old_try_without_word_leaves_the_probe_alone():
    fail(times=1)
    slow = claim(make_delivery().uuid, NOW)
    fail(times=4)
    probe = claim(make_delivery().uuid, NOW + MINUTE)

    finish(slow, NOW + MINUTE, Outcome.AMBIGUOUS)

    assert breaker().probe_until == probe.lease_until


@pytest.mark.parametrize(
    ("outcome", "values"),
    [
        (Outcome.RETURNED, {}),
        (Outcome.AMBIGUOUS, {}),
        (Outcome.PERMANENT, {"untried": True}),
        (Outcome.RETRY, {"untried": True}),
    ],
)
def test_a_probe_that_learned_nothing_lets_the_next_one_try(half_open, outcome, values):
    finish(claim(make_delivery().uuid, half_open), half_open, outcome, **values)

    assert breaker().opened_at == NOW
    assert isinstance(claim(make_delivery().uuid, half_open), Claim)
    assert claim(make_delivery().uuid, half_open) is Refused.NOT_DUE


@pytest.mark.parametrize("outcome", [Outcome.PERMANENT, Outcome.RETRY, Outcome.GONE])
def test_an_answer_of_any_kind_shows_that_the_carrier_works(half_open, outcome):
    finish(claim(make_delivery().uuid, half_open), half_open, outcome)

    assert breaker().opened_at is None


def test_a_probe_that_dies_with_its_worker_is_followed_by_another(half_open):
    claim(make_delivery().uuid, half_open)
    row = make_delivery()

    assert claim(row.uuid, half_open + LEASE - SECOND) is Refused.NOT_DUE
    assert isinstance(claim(row.uuid, half_open + LEASE), Claim)


def test_a_probe_that_was_taken_after_the_row_was_read_gives_the_row_back(
    half_open, monkeypatch
):
    row = make_delivery()
    monkeypatch.setattr(
        "hilfe_ukraine.delivery.claim.take_probe", lambda *_, **__: False
    )

    assert claim(row.uuid, half_open) is Refused.NOT_DUE

    row.refresh_from_db()
    assert (row.state, row.attempts, row.lease_no) == (Delivery.States.READY, 0, 0)
    assert not row.tries.exists()


class TestOneReceiver:
    """The relay takes our sender, and hangs as soon as it hears whom it is for."""

    @pytest.fixture
    def ill(self):
        return make_referral()

    def hang(self, referral, now=NOW):
        """One of its messages fails; returns whether it was claimed at all."""
        claimed = claim(make_delivery(referral=referral).uuid, now)
        if isinstance(claimed, Refused):
            return False
        finish(claimed, now, carrier_failed=True, at_receiver=True)
        return True

    def test_never_stops_the_others(self, ill):
        for _ in range(3 * OPENS_AFTER):
            assert self.hang(ill)

        assert breaker().opened_at is None
        assert isinstance(claim(make_delivery().uuid, NOW), Claim)

    def test_two_that_fail_in_turns_do(self, ill):
        other = make_referral()
        for referral in (ill, other, ill, other):
            self.hang(referral)
        assert breaker().opened_at is None

        self.hang(ill)

        assert claim(make_delivery().uuid, NOW) is Refused.NOT_DUE

    def test_helpers_are_told_apart_by_their_offers(self):
        for _ in range(OPENS_AFTER):
            letter = make_delivery(receiver=Delivery.Receivers.HELPER, body=None)
            finish(claim(letter.uuid, NOW), NOW, carrier_failed=True, at_receiver=True)

        assert breaker().opened_at == NOW

    def test_as_a_probe_lets_others_try_at_once(self, half_open, ill):
        self.hang(ill, half_open)

        assert (breaker().trips, breaker().probe_until) == (1, None)
        assert not self.hang(ill, half_open)
        citizens = claim(make_delivery().uuid, half_open)
        finish(citizens, half_open, Outcome.DELIVERED)
        assert breaker().opened_at is None
        assert breaker().receiver == ""

    def test_is_tried_again_when_nobody_else_is_there(self, half_open, ill):
        self.hang(ill, half_open)

        assert not self.hang(ill, half_open + MINUTE - SECOND)
        assert self.hang(ill, half_open + MINUTE)

    def test_several_of_them_bring_about_short_rests_only(self, half_open):
        now, rests = half_open, []
        self.hang(make_referral(), now)
        for _ in range(4):
            assert self.hang(make_referral(), now)
            rests.append((breaker().open_until - now) / MINUTE)
            now = breaker().open_until

        assert rests == [1, 1, 1, 1]

    def test_does_not_hide_that_the_relay_is_away(self, half_open, ill):
        self.hang(ill, half_open)
        finish(claim(make_delivery().uuid, half_open), half_open, carrier_failed=True)

        assert breaker().open_until == half_open + 2 * MINUTE


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_eight_workers_at_once_send_one_probe(file_database):
    fail()
    rows = [make_delivery().uuid for _ in range(8)]

    results = at_once(*(lambda row=row: claim(row, NOW + MINUTE) for row in rows))

    assert sum(isinstance(result, Claim) for result in results) == 1
    assert Delivery.objects.filter(attempts=0).count() == 7


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_failures_at_the_same_moment_are_all_counted(file_database):
    def count():
        note_failure(RELAY, code="x", began=NOW, now=NOW)

    at_once(*[transaction.atomic(count)] * 8)

    assert (breaker().failures, breaker().trips) == (8, 1)
