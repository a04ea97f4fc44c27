"""Whatever workers, the network and people do, in any order: the promise holds.

Hypothesis plays them against the real functions and a real database; what reached the
receiver is noted apart from our own rows, and judged by that.
"""

from collections import defaultdict
from contextlib import suppress
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

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.erase import erase_offer
from hilfe_ukraine.actions.pause import pause
from hilfe_ukraine.actions.sending.bounce import Noted, note_bounce
from hilfe_ukraine.actions.sending.send_again import hold, mark_handled, send_again
from hilfe_ukraine.actions.sending.stop import resume_sending, stop_sending
from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.channels.base import Outcome, Result
from hilfe_ukraine.delivery.claim import Claim, claim
from hilfe_ukraine.delivery.record import Happened, record
from hilfe_ukraine.delivery.resting import is_paused
from hilfe_ukraine.delivery.turns import due_ids
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.domain.retry import EMAIL
from hilfe_ukraine.domain.states import DELIVERY_STEPS, DeliveryState
from hilfe_ukraine.models import Attempt, Breaker, Delivery, HelpOffer, stuck
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
        self.handled = set()
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
        if stopped:
            stop_sending(user=None, reason="", now=self.now)
        else:
            resume_sending(user=None, now=self.now)
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
        after = Delivery.objects.select_related("offer").get(uuid=row)
        assert after.lease_no == claimed.lease_no
        is_forward = after.kind == Delivery.Kinds.FORWARD
        assert not (is_forward and is_paused(after.offer, self.now))
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
        else:
            self.handled.add(row)

    @rule(row=rows)
    def somebody_holds_it_back(self, row):
        delivery = Delivery.objects.get(uuid=row)
        try:
            hold(delivery=delivery, user=None)
        except ForbiddenTransition:
            assert delivery.state != States.READY

    @rule(row=rows, code=st.sampled_from(["5.1.1", "5.2.2"]))
    def it_bounces(self, row, code):
        """The first code puts the address in doubt, and holds what waits for it."""
        delivery = Delivery.objects.get(uuid=row)
        noted = note_bounce(delivery_uuid=row, hard=True, code=code, now=self.now)
        assert (noted is Noted.BOUNCED) == (delivery.state == States.DELIVERED)

    @rule(row=rows)
    def the_helper_pauses_until_tomorrow(self, row):
        tomorrow = local_date(self.now) + timedelta(days=1)
        with suppress(ForbiddenTransition):
            pause(offer=self.offer_of(row), until=tomorrow, now=self.now)

    @precondition(lambda self: self.now > NOW + timedelta(days=1))
    @rule(row=rows)
    def the_offer_is_erased(self, row):
        erase_offer(offer=self.offer_of(row), cause=ErasureCause.REQUEST, now=self.now)

    def offer_of(self, row):
        return HelpOffer.objects.get(deliveries__uuid=row)

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
        self.stop_or_resume(stopped=False)
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
        self.nothing_is_lost()

    def nothing_is_lost(self):
        """Each message arrived, or a person has it on a list, or nobody needs it."""
        rows = {row.pk: row for row in Delivery.objects.select_related("offer")}
        on_lists = set(stuck.messages_for_people().values_list("pk", flat=True))
        assert set(self.seen) <= set(rows)
        for row in rows.values():
            if row.state == States.HANDLED:
                assert row.uuid in self.handled
            elif row.state == States.CANCELLED:
                assert row.offer.erased_at
            elif row.state not in (States.DELIVERED, States.BOUNCED):
                assert row.state in (States.DEAD, States.HELD)
                assert row.pk in on_lists


settings.register_profile(
    "few",
    max_examples=10,
    stateful_step_count=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.register_profile("faults", settings.get_profile("few"), max_examples=300)


@pytest.mark.django_db
def test_the_promise_holds():
    """In a few orders only: each takes some hundred statements."""
    run_state_machine_as_test(Outbox, settings=settings.get_profile("few"))


@pytest.mark.faults
@pytest.mark.faults_long
@pytest.mark.django_db
def test_the_promise_holds_in_many_more_orders():
    run_state_machine_as_test(Outbox, settings=settings.get_profile("faults"))
