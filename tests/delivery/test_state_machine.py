"""Whatever workers, the network and people do, in any order: the promise holds.

Hypothesis plays them against the real functions and a real database; what reached the
receiver is noted apart from our own rows, and judged by that.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hilfe_ukraine.actions.sending.send_again import mark_handled, send_again
from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.channels.base import Outcome, Result
from hilfe_ukraine.delivery.claim import Claim, claim
from hilfe_ukraine.delivery.record import Happened, record
from hilfe_ukraine.delivery.turns import due_ids
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.domain.retry import EMAIL
from hilfe_ukraine.domain.states import DELIVERY_STEPS, DeliveryState
from hilfe_ukraine.models import Attempt, Breaker, Delivery, HelpOffer, OutboxStatus
from tests.factories import NOW, make_delivery


States = Delivery.States
SHARED_HOST = "host:vendor.example"
WAITS = [timedelta(seconds=s) for s in (1, 61, 181, 3600, 12 * 3600)]
# What an outcome leaves with the receiver; the others say that it has nothing.
TAKEN = (Outcome.DELIVERED, Outcome.AMBIGUOUS)


@dataclass
class Sent:
    """A message on the wire; ``taken`` until somebody knows better."""

    lease_no: int
    marked: bool
    taken: bool = True


@dataclass
class Worker:
    """One worker with a row in its hands."""

    claim: Claim
    marked: bool
    sent: Sent | None = field(default=None)


class Outbox(RuleBasedStateMachine):
    rows = Bundle("rows")
    workers = Bundle("workers")

    def __init__(self):
        super().__init__()
        self.now = NOW
        self.stopped = False
        self.wire = defaultdict(list)
        self.seen = {}
        self.savepoint = transaction.savepoint()

    @initialize(target=rows)
    def some_messages(self):
        mail = make_delivery()
        host = make_delivery(referral=mail.referral, carrier=SHARED_HOST)
        other = make_delivery(carrier=SHARED_HOST)
        return multiple(mail.uuid, host.uuid, other.uuid)

    @rule(delta=st.sampled_from(WAITS))
    def time_passes(self, delta):
        self.now += delta

    @rule(stopped=st.booleans())
    def stop_or_resume(self, stopped):
        OutboxStatus.the_one()
        OutboxStatus.objects.update(stopped_at=self.now if stopped else None)
        self.stopped = stopped

    @rule(row=rows, target=workers)
    def take(self, row):
        resting = Breaker.objects.blocking(self.now).values_list("carrier", flat=True)
        resting = list(resting)
        claimed = claim(row, self.now)
        if not isinstance(claimed, Claim):
            return multiple()
        assert not self.stopped
        assert claimed.carrier not in resting
        after = Delivery.objects.get(uuid=row)
        assert after.lease_no == claimed.lease_no
        return Worker(claimed, after.possible_duplicate)

    @rule(worker=workers)
    def send(self, worker):
        time_left = worker.claim.lease_until - self.now
        if worker.sent or time_left < conf.lease / 2:
            return
        worker.sent = Sent(worker.claim.lease_no, worker.marked)
        self.wire[worker.claim.delivery_uuid].append(worker.sent)

    @rule(
        worker=consumes(workers),
        outcome=st.sampled_from([it for it in Outcome if it is not Outcome.RETURNED]),
        broken=st.booleans(),
        twice=st.booleans(),
    )
    def finish(self, worker, outcome, broken, twice):
        """On time or late; twice, if the answer to the COMMIT was lost."""
        result = Result(Outcome.RETURNED, untried=True)
        if worker.sent:
            worker.sent.taken = outcome in TAKEN
            unwell = broken and outcome in (Outcome.RETRY, Outcome.AMBIGUOUS)
            result = Result(outcome, carrier_failed=unwell)
        happened = self.write(worker, result)
        if twice:
            assert self.write(worker, result) is happened
        if happened is Happened.FENCED:
            assert Attempt.objects.get(pk=worker.claim.attempt_id).late

    def write(self, worker, result):
        return record(worker.claim, result, plan=EMAIL, now=self.now, spread=0)

    @rule(worker=consumes(workers))
    def crash(self, worker):
        """Before, while or after it sent: nobody says what came of it."""

    @rule(row=rows, target=rows)
    def somebody_sends_again(self, row):
        try:
            sent = send_again(
                delivery=Delivery.objects.get(uuid=row), user=None, now=self.now
            )
        except ForbiddenTransition:
            return multiple()
        assert (sent.state, sent.attempts) == (States.READY, 0)
        if sent.uuid == row:
            return multiple()
        assert sent.possible_duplicate
        return sent.uuid

    @rule(row=rows)
    def somebody_did_it_by_hand(self, row):
        delivery = Delivery.objects.get(uuid=row)
        try:
            mark_handled(delivery=delivery, user=None, note="", now=self.now)
        except ForbiddenTransition:
            assert delivery.state not in (States.DEAD, States.HELD, States.BOUNCED)

    @rule(row=rows)
    def it_bounces(self, row):
        sent = Delivery.objects.filter(uuid=row, state=States.DELIVERED)
        sent.update(state=States.BOUNCED)

    @precondition(lambda self: self.now > NOW + timedelta(days=1))
    @rule(row=rows)
    def the_offer_is_erased(self, row):
        HelpOffer.objects.filter(deliveries__uuid=row).update(erased_at=self.now)

    @invariant()
    def steps_are_those_allowed_and_leases_only_grow(self):
        for row in Delivery.objects.all():
            state, lease_no = DeliveryState(row.state), row.lease_no
            old, old_no = self.seen.get(row.pk, (DeliveryState.READY, 0))
            assert lease_no - old_no in (0, 1)
            assert state is old or state in DELIVERY_STEPS[old]
            self.seen[row.pk] = (state, lease_no)

    @invariant()
    def a_row_is_sent_once_per_lease_and_each_sending_left_evidence(self):
        for row, sent in self.wire.items():
            numbers = [it.lease_no for it in sent]
            assert len(set(numbers)) == len(numbers)
            tries = Attempt.objects.filter(delivery__uuid=row)
            assert set(numbers) <= set(tries.values_list("lease_no", flat=True))

    @invariant()
    def what_may_be_a_repeat_says_so(self):
        for sent in self.wire.values():
            for number, it in enumerate(sent):
                if any(earlier.taken for earlier in sent[:number]):
                    assert it.marked

    @invariant()
    def what_counts_as_delivered_was_taken(self):
        for row in Delivery.objects.filter(state=States.DELIVERED):
            assert any(sent.taken for sent in self.wire[row.uuid])

    def teardown(self):
        try:
            self.all_workers_come_back_and_everything_goes_out()
        finally:
            transaction.savepoint_rollback(self.savepoint)

    def all_workers_come_back_and_everything_goes_out(self):
        OutboxStatus.objects.update(stopped_at=None)
        self.stopped = False
        left = Delivery.objects.filter(state__in=[States.READY, States.INFLIGHT])
        days = 0
        while left.exists():
            self.now += timedelta(days=1)
            days += 1
            assert days < 50
            for row in due_ids(self.now, 100):
                worker = self.take(row)
                if isinstance(worker, Worker):
                    self.send(worker)
                    self.write(worker, Result(Outcome.DELIVERED))
        self.what_may_be_a_repeat_says_so()
        self.what_counts_as_delivered_was_taken()


@pytest.mark.django_db
def test_the_promise_holds():
    """A tenth of the profile's examples: each takes some hundred statements."""
    run_state_machine_as_test(
        Outbox,
        settings=settings(
            max_examples=max(10, settings.default.max_examples // 10),
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
