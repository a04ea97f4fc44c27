"""Brokers that are killed, frozen, full, or forget."""

import re

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

import pytest

from .harness.broken import Broken
from .harness.crowd import Crowd, pause
from .harness.marks import fault
from .harness.waiting import wait_until


POSTS = 200
P99_SECONDS = 1.0
#: Longer than beat and workers wait for the broker, tries and timeouts together.
OUTLAST_SECONDS = 15


@pytest.mark.parametrize(
    "how", ["killed", "stopped", "black_holed", "frozen", "out_of_memory"]
)
@fault("F9", "RabbitMQ", on=("postgres+rabbitmq",))
def test_a_broken_broker_keeps_no_citizen_waiting(case, how):
    case.line.name += f" {how} during {POSTS} posts"
    proxy, through_it = case.proxy("broker")
    case.portal.start_web(**through_it)
    case.portal.start_worker(**through_it)
    case.portal.wait_for_children()
    with ThreadPoolExecutor(6) as pool:
        offers = list(pool.map(case.citizens.open_form, ["c0"] * POSTS))
    steps = getattr(Broken(case.broker, proxy), how)()

    next(steps)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(case.citizens.send, offers))
    case.look_into_the_broker()
    pause(OUTLAST_SECONDS)
    next(steps, None)
    case.settle()

    assert {answer.status for answer in answers} == {303}
    cuts = quantiles([answer.seconds for answer in answers], n=100)
    p50, p99 = cuts[49], cuts[98]
    assert p99 < P99_SECONDS
    remark = f"p50 {1000 * p50:.0f} ms, p99 {1000 * p99:.0f} ms, no 5xx"
    assert case.judge(remark=remark).tally.accepted == POSTS


@fault("F10", "RabbitMQ loses its data", on=("sqlite+rabbitmq", "postgres+rabbitmq"))
def test_a_broker_that_loses_its_data_loses_no_offer(case):
    _lose_the_queue(case, lambda: (case.broker.kill(), case.broker.lose_data()))


@fault(
    "F11",
    "Redis killed, queue gone",
    on=("sqlite+redis", "postgres+redis"),
    short=("postgres+redis",),
)
def test_redis_without_a_log_loses_no_offer(case):
    _lose_the_queue(case, case.broker.kill)


def _lose_the_queue(case, lose):
    case.sink.behave({"mode": "slow", "seconds": 0.3})
    case.portal.start_web()
    case.portal.start_worker().keep()
    with Crowd(case.citizens, 30):
        wait_until(lambda: len(case.sink.mails) >= 5, 60, "mails")
        case.look_into_the_broker()
        lose()
        pause(1)
        case.broker.restart()
    case.settle()

    assert case.judge().tally.on_a_list == 0


@fault("F11", "Redis gives hints out twice", on=("sqlite+redis", "postgres+redis"))
def test_a_hint_that_comes_twice_is_seen_through(case):
    # A message takes longer than Redis waits before it hands the hint to another one.
    redis = {
        "visibility_timeout": 2,
        "unacked_restore_interval": 1,
        "unacked_restore_throttle": 1,
    }
    case.sink.behave({"mode": "slow", "seconds": 4})
    case.portal.start_web()
    worker = case.portal.start_worker(children=4, transport_options=redis)

    case.citizens.offer(12)
    case.settle()

    log = worker.log.read_text()
    received = Counter(re.findall(r"Task hilfe_ukraine.forward\[(.*?)\] received", log))
    assert max(received.values()) > 1, "no hint came twice: nothing was tested"
    assert {row.attempts for row in case.stored.deliveries()} == {1}
    assert case.judge().tally.once == 12
