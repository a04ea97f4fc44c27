"""Processes that stand still beyond their lease, and clocks that are wrong."""

import signal

from .harness.marks import fault
from .harness.portal import PATIENT, QUICK
from .harness.waiting import wait_until


#: Else its parent ends what was stopped for so long, before it can say anything.
LONG_LIMITS = {
    "CELERY_TASK_ANNOTATIONS": {
        "hilfe_ukraine.forward": {"soft_time_limit": 80, "time_limit": 90}
    }
}


@fault(
    "F16", "loop stopped beyond its lease", on=("sqlite", "postgres"), short=("sqlite",)
)
def test_a_loop_that_comes_back_after_its_lease_is_fenced(case):
    case.portal.order(**QUICK)
    case.sink.behave({"mode": "slow", "seconds": 2, "times": 1})
    case.portal.start_web()
    first = case.portal.start_loop("first", settings=PATIENT)
    case.citizens.offer(1)
    wait_until(lambda: case.sink.mails, 60, "a mail")
    with case.stored.while_nobody_writes():
        first.freeze()

    case.portal.start_loop("second")
    case.settle()
    first.signal(signal.SIGCONT)

    wait_until(lambda: case.stored.deliveries()[0].late, 30, "a late result")
    wait_until(lambda: first.says("finished after its lease"), 10, "it says so")
    assert case.judge().tally.flagged == 1


@fault(
    "F16", "worker stopped beyond its lease", on=("sqlite+redis", "postgres+rabbitmq")
)
def test_a_worker_that_comes_back_after_its_lease_is_fenced(case):
    case.portal.order(**QUICK)
    case.sink.behave({"mode": "slow", "seconds": 2, "times": 1})
    case.portal.start_web()
    slow = PATIENT | LONG_LIMITS
    first = case.portal.start_worker("first", children=1, settings=slow)
    case.citizens.offer(4)
    wait_until(lambda: case.sink.mails, 60, "a mail")
    with case.stored.while_nobody_writes():
        first.freeze()

    case.portal.start_worker("second")
    case.settle()
    first.signal(signal.SIGCONT)

    wait_until(lambda: _late(case), 30, "a late result")
    wait_until(lambda: first.says("finished after its lease"), 10, "it says so")
    # It takes up messages again, and finds that there is nothing left to do.
    case.citizens.offer(2)
    case.settle()
    assert _late(case) == 1
    assert case.judge().tally.flagged >= 1


def _late(case):
    return sum(row.late for row in case.stored.deliveries())


@fault("F23", "clocks an hour wrong", on=("postgres+rabbitmq",))
def test_the_database_tells_the_time(case):
    case.portal.order(HILFE_UKRAINE_SMTP_TIMEOUT_SECONDS=25)
    # By the clock of who writes or of who sends, nothing would be due for an hour.
    case.portal.start_web(clock_shift=3600)
    case.portal.start_loop("behind", clock_shift=-3600)
    case.citizens.offer(6)
    case.settle()

    # By theirs, the lease of what the first one has in hand would be long over.
    case.sink.behave({"mode": "slow", "seconds": 20, "to": "b0"})
    case.citizens.offer(1, "c0")
    wait_until(lambda: len(case.sink.mails) == 7, 60, "a mail is in hand")
    case.portal.start_loop("ahead", clock_shift=3600)
    case.portal.start_worker(clock_shift=3600)
    case.citizens.offer(12, "c1", "c2")
    wait_until(lambda: len(case.sink.mails) == 19, 60, "the others send")
    assert case.stored.number("inflight") == 1
    case.settle()

    assert {row.attempts for row in case.stored.deliveries()} == {1}
    tally = case.judge(remark="the clock is shifted inside the processes").tally
    assert tally.once == 19
