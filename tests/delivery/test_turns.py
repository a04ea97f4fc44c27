"""Nobody waits long because of somebody else."""

from datetime import timedelta

import pytest

from hilfe_ukraine.delivery.claim import Claim, Refused, claim
from hilfe_ukraine.delivery.turns import due_ids
from hilfe_ukraine.models import RELAY, Breaker, Delivery, OutboxStatus
from tests.delivery.waiting import letters, rows, uuids
from tests.factories import NOW, make_delivery


pytestmark = pytest.mark.django_db

States, Receivers = Delivery.States, Delivery.Receivers
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LEASE = timedelta(seconds=180)


class TestWhatIsDue:
    @pytest.mark.parametrize(
        ("values", "due"),
        [
            ({"state": States.READY, "next_attempt_at": NOW}, True),
            ({"state": States.READY, "next_attempt_at": NOW + SECOND}, False),
            ({"state": States.INFLIGHT, "lease_until": NOW - SECOND}, True),
            ({"state": States.INFLIGHT, "lease_until": NOW}, False),
            *(
                ({"state": state, "lease_until": NOW - SECOND}, False)
                for state in States
                if state not in (States.READY, States.INFLIGHT)
            ),
        ],
    )
    def test_its_time_has_come_or_its_worker_died(self, values, due):
        row = make_delivery(**values)

        assert due_ids(NOW, 10) == ([row.uuid] if due else [])


class TestOrder:
    def test_left_behind_rows_come_first_then_the_longest_due(self):
        late = make_delivery(next_attempt_at=NOW)
        early = make_delivery(next_attempt_at=NOW - SECOND)
        left = make_delivery(state=States.INFLIGHT, lease_until=NOW - SECOND)
        make_delivery(next_attempt_at=NOW + SECOND)
        make_delivery(state=States.DEAD)

        assert due_ids(NOW, 10) == [left.uuid, early.uuid, late.uuid]
        assert due_ids(NOW, 2) == [left.uuid, early.uuid]
        assert due_ids(NOW, 1) == [left.uuid]

    def test_bodies_take_turns(self, bodies):
        a, b, c = (
            rows(number, referral=referral)
            for number, referral in zip((5, 2, 1), bodies, strict=True)
        )

        first, second = due_ids(NOW + SECOND, 8)[:3], due_ids(NOW + SECOND, 8)[3:5]

        assert set(first) == {a[0].uuid, b[0].uuid, c[0].uuid}
        assert set(second) == {a[1].uuid, b[1].uuid}
        assert due_ids(NOW + SECOND, 8)[5:] == uuids(a[2:])

    def test_helpers_come_first_with_half_of_a_batch(self):
        offers, mails = rows(9), letters(9)

        assert due_ids(NOW + SECOND, 8) == uuids(mails[:4], offers[:4])

    def test_what_nobody_else_needs_goes_to_helpers(self):
        offers, mails = rows(2), letters(9)

        assert due_ids(NOW + SECOND, 8) == uuids(mails[:4], offers, mails[4:6])

    @pytest.mark.parametrize("kind", ["confirm", "old_address", "new_address", "links"])
    def test_who_can_go_on_only_with_the_letter_gets_it_first(self, kind):
        rows(200, receiver=Receivers.HELPER, body=None, kind=Delivery.Kinds.RECEIVED)
        urgent = letters(1, kind=kind, next_attempt_at=NOW + SECOND)

        assert due_ids(NOW + SECOND, 10)[0] == urgent[0].uuid

    def test_letters_of_one_moment_go_as_they_were_written(self):
        written = letters(9, kind=Delivery.Kinds.LINKS)
        Delivery.objects.update(next_attempt_at=NOW)

        assert due_ids(NOW, 9) == uuids(written)

    def test_the_other_letters_go_as_well(self):
        told = letters(2, kind=Delivery.Kinds.RECEIVED)
        urgent = letters(2, kind=Delivery.Kinds.CONFIRM, next_attempt_at=NOW + SECOND)

        assert due_ids(NOW + MINUTE, 10) == uuids(urgent, told)

    def test_rows_left_behind_take_half_of_a_batch_at_most(self):
        rows(9, state=States.INFLIGHT, lease_until=NOW - SECOND)
        waiting = rows(9)

        assert due_ids(NOW + SECOND, 8)[4:] == uuids(waiting[:4])

    def test_a_backlog_holds_up_neither_helpers_nor_other_bodies(self, bodies):
        rows(200, referral=bodies[0])
        urgent = letters(1, next_attempt_at=NOW + SECOND)
        other = rows(1, referral=bodies[1], next_attempt_at=NOW + SECOND)

        found = due_ids(NOW + SECOND, 10)

        assert found[0] == urgent[0].uuid
        assert other[0].uuid in found[:3]


class TestPace:
    @pytest.fixture(autouse=True)
    def _pace(self, settings):
        settings.HILFE_UKRAINE_RECEIVER_RATE = 3

    def sent(self, referral, number):
        rows(number, referral=referral, state=States.DELIVERED, claimed_at=NOW)

    def test_a_body_gets_no_more_in_a_minute_than_its_pace(self, bodies):
        waiting = rows(5, referral=bodies[0])
        self.sent(bodies[0], 1)

        assert due_ids(NOW + SECOND, 10) == uuids(waiting[:2])
        assert due_ids(NOW + MINUTE, 10) == uuids(waiting[:3])

    def test_the_claim_looks_again(self, bodies):
        waiting = rows(4, referral=bodies[0])

        claims = [claim(row.uuid, NOW + SECOND) for row in waiting[:2]]
        Delivery.objects.filter(state=States.INFLIGHT).update(state=States.DELIVERED)
        claims += [claim(row.uuid, NOW + SECOND) for row in waiting[2:]]

        assert claims[3] is Refused.NOT_DUE
        assert all(isinstance(claimed, Claim) for claimed in claims[:3])
        assert isinstance(claim(waiting[3].uuid, NOW + SECOND + MINUTE), Claim)

    def test_bodies_that_have_had_theirs_hold_up_nobody(self, bodies):
        for referral in bodies[:2]:
            rows(9, referral=referral)
            self.sent(referral, 3)
        last = rows(1, referral=bodies[2], next_attempt_at=NOW + SECOND)

        assert due_ids(NOW + SECOND, 1) == uuids(last)

    def test_helpers_have_no_pace_and_zero_means_no_limit(self, bodies, settings):
        mails = letters(5)
        assert due_ids(NOW + SECOND, 10) == uuids(mails)
        Delivery.objects.all().delete()

        settings.HILFE_UKRAINE_RECEIVER_RATE = 0
        waiting = rows(5, referral=bodies[0])
        self.sent(bodies[0], 9)

        assert due_ids(NOW + SECOND, 10) == uuids(waiting)
        assert isinstance(claim(waiting[0].uuid, NOW), Claim)


class TestTheRelayForOneBody:
    """Where it hangs on one address, that holds two workers, and no more."""

    @pytest.fixture(autouse=True)
    def _no_pace(self, settings):
        settings.HILFE_UKRAINE_RECEIVER_RATE = 0

    def test_two_at_once_are_the_most(self, bodies):
        slow, other = rows(3, referral=bodies[0]), rows(1, referral=bodies[1])
        for row in slow[:2]:
            assert isinstance(claim(row.uuid, NOW + SECOND), Claim)

        assert due_ids(NOW + SECOND, 10) == uuids(other)
        assert claim(slow[2].uuid, NOW + SECOND) is Refused.NOT_DUE
        assert isinstance(claim(other[0].uuid, NOW + SECOND), Claim)

        Delivery.objects.filter(pk=slow[0].pk).update(state=States.DELIVERED)
        assert due_ids(NOW + SECOND, 10) == [slow[2].uuid]
        assert isinstance(claim(slow[2].uuid, NOW + SECOND), Claim)

    def test_what_its_workers_left_does_not_count(self, bodies):
        rows(2, referral=bodies[0], state=States.INFLIGHT, claimed_at=NOW - 2 * LEASE)
        Delivery.objects.update(lease_until=NOW - LEASE)
        waiting = rows(1, referral=bodies[0])

        assert isinstance(claim(waiting[0].uuid, NOW + SECOND), Claim)

    def test_a_webhook_of_the_body_has_nothing_to_do_with_it(self, bodies):
        for row in rows(2, referral=bodies[0]):
            claim(row.uuid, NOW + SECOND)
        hook = rows(1, referral=bodies[0], carrier="host:vendor.example")

        assert due_ids(NOW + SECOND, 10) == uuids(hook)
        assert isinstance(claim(hook[0].uuid, NOW + SECOND), Claim)

    def test_letters_to_helpers_are_each_to_somebody_else(self):
        for row in letters(5):
            assert isinstance(claim(row.uuid, NOW + SECOND), Claim)


class TestWebhookHosts:
    HOST = "host:vendor.example"

    def test_no_more_than_two_requests_at_once_go_to_one_host(self, bodies):
        waiting = [rows(2, referral=it, carrier=self.HOST) for it in bodies]
        mails = rows(3)

        found = due_ids(NOW + SECOND, 10)

        assert set(uuids(mails)) < set(found)
        assert len(set(found) & set(uuids(*waiting))) == 2

    def test_those_under_way_count_until_they_are_done(self, bodies):
        waiting = rows(3, referral=bodies[0], carrier=self.HOST)
        for row in waiting[:2]:
            assert isinstance(claim(row.uuid, NOW + SECOND), Claim)

        assert due_ids(NOW + SECOND, 10) == []
        assert claim(waiting[2].uuid, NOW + SECOND) is Refused.NOT_DUE

        Delivery.objects.filter(pk=waiting[0].pk).update(state=States.DELIVERED)
        assert due_ids(NOW + SECOND, 10) == [waiting[2].uuid]
        assert isinstance(claim(waiting[2].uuid, NOW + SECOND), Claim)

    def test_one_that_failed_last_time_gets_a_single_one(self, bodies):
        Breaker.objects.create(carrier=self.HOST, failures=1)
        waiting = rows(3, referral=bodies[0], carrier=self.HOST)

        assert due_ids(NOW + SECOND, 10) == [waiting[0].uuid]
        assert isinstance(claim(waiting[0].uuid, NOW + SECOND), Claim)
        assert claim(waiting[1].uuid, NOW + SECOND) is Refused.NOT_DUE

    def test_a_host_of_many_bodies_does_not_hold_up_the_rest(self, settings):
        many = [make_delivery(carrier=self.HOST).uuid for _ in range(12)]
        last = make_delivery(next_attempt_at=NOW + SECOND)

        found = due_ids(NOW + SECOND, 4)

        assert last.uuid in found
        assert len(set(found) & set(many)) == 2


class TestNothingLeaves:
    def test_while_everything_is_stopped(self):
        left = make_delivery(state=States.INFLIGHT, lease_until=NOW - SECOND)
        waiting = [make_delivery(), *letters(1), left]
        status = OutboxStatus.the_one()
        status.stopped_at = NOW
        status.save()

        assert due_ids(NOW, 10) == []
        assert {claim(row.uuid, NOW) for row in waiting} == {Refused.NOT_DUE}

        OutboxStatus.objects.update(stopped_at=None)
        assert len(due_ids(NOW, 10)) == 3

    @pytest.mark.parametrize("column", ["open_until", "probe_until"])
    def test_while_the_breaker_is_open_or_tried_out(self, column):
        Breaker.objects.create(
            carrier=RELAY, failures=5, opened_at=NOW, **{column: NOW + MINUTE}
        )
        make_delivery()
        letters(1)
        other = make_delivery(carrier="host:a.example")

        assert due_ids(NOW + SECOND, 10) == [other.uuid]
        assert len(due_ids(NOW + MINUTE, 10)) == 3
