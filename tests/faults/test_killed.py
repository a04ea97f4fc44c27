"""Workers, loops and web servers that die or are ended."""

import random
import re
import signal

from .harness.crowd import Crowd, pause
from .harness.helpers import Helpers
from .harness.marks import fault
from .harness.portal import PATIENT, QUICK, freeze, kill
from .harness.waiting import wait_until


CRASH_POINTS = (
    "before_claim",
    "after_claim",
    "before_send",
    "after_send",
    "before_record",
    "after_record",
)
WEB_CRASH_POINTS = (
    "before_commit",
    "after_commit",
    "before_confirmation",
    "after_confirmation",
)


@fault(
    "F1",
    "child killed twenty times",
    on=("sqlite+redis", "postgres+rabbitmq"),
    short=("postgres+rabbitmq",),
)
def test_children_that_are_killed_lose_nothing(case):
    case.portal.order(**QUICK | PATIENT)
    # Most of the time each child has a message in hand.
    case.sink.behave({"mode": "slow", "seconds": 1})
    case.portal.start_web()
    case.portal.start_worker(children=4).keep()
    case.portal.wait_for_children(4)
    seed = random.randrange(10**6)
    chance = random.Random(seed)

    with Crowd(case.citizens, 40), Helpers(case, 6):
        wait_until(lambda: case.sink.mails, 60, "a mail")
        for _ in range(20):
            pause(chance.uniform(0.1, 0.7))
            wait_until(case.portal.children, 30, "a child is there")
            kill(chance.choice(case.portal.children()))
    case.settle()

    _assert_met_a_message(case)
    tally = case.judge(remark=f"seed {seed}").tally
    assert (tally.accepted, tally.on_a_list) == (46, 0)


def _assert_met_a_message(case):
    """Somebody was killed with a message in hand, else nothing was tested."""
    assert any(row.possible_duplicate for row in case.stored.deliveries())


@fault("F2", "whole worker killed", on=("sqlite+rabbitmq", "postgres+redis"))
def test_a_worker_that_is_killed_as_a_whole_loses_nothing(case):
    _kill_again_and_again(case, case.portal.start_worker)


@fault("F2", "whole loop killed", on=("sqlite", "postgres"), short=("sqlite",))
def test_a_loop_that_is_killed_loses_nothing(case):
    _kill_again_and_again(case, case.portal.start_loop)


def _kill_again_and_again(case, start):
    case.portal.order(**QUICK)
    process = start().keep()
    case.sink.behave({"mode": "slow", "seconds": 0.3})
    case.portal.start_web()
    with Crowd(case.citizens, 30):
        for number in range(1, 5):
            wait_until(lambda n=number: len(case.sink.mails) >= 3 * n, 60, "mails")
            process.kill()
    case.settle()

    _assert_met_a_message(case)
    assert case.judge().tally.on_a_list == 0


@fault("F2", "killed at each crash point", on=("sqlite", "postgres"))
def test_a_loop_killed_at_each_crash_point_loses_nothing(case):
    case.portal.order(**QUICK)
    case.portal.start_web()
    case.portal.start_loop(traps=dict.fromkeys(CRASH_POINTS, "kill")).keep()

    case.citizens.offer(12)
    case.settle()

    assert _sprung(case) == set(CRASH_POINTS)
    rows = case.stored.deliveries()
    assert any(row.possible_duplicate for row in rows)
    # By chance one message meets so many of the traps that it is given up for poison.
    given_up = [row.last_code for row in rows if row.state == "dead"]
    assert case.judge().tally.on_a_list == len(given_up)
    assert set(given_up) <= {"poison"}


def _sprung(case):
    return {path.name for path in (case.folder / "traps").iterdir()}


@fault(
    "F2",
    "web killed around its COMMIT",
    on=("sqlite", "postgres"),
    short=("sqlite",),
)
def test_a_web_server_killed_around_its_commit_makes_one_offer_of_a_form(case):
    # Gunicorn starts another worker in its place.
    case.portal.start_web(traps=dict.fromkeys(WEB_CRASH_POINTS, "kill"))
    case.portal.start_loop()

    case.citizens.offer(6)
    with Helpers(case, 3):
        pass
    case.settle()

    assert _sprung(case) == set(WEB_CRASH_POINTS)
    assert len(case.stored.references()) == 9
    assert case.judge().tally.once == 9


@fault("F3", "worker ended by SIGTERM", on=("sqlite+redis", "postgres+rabbitmq"))
def test_a_worker_that_is_asked_to_end_finishes_its_messages(case):
    _end_in_the_middle(case, signal.SIGTERM)

    tally = case.judge().tally
    assert tally.once == tally.accepted


@fault("F3", "worker ended by SIGQUIT", on=("sqlite+redis", "postgres+rabbitmq"))
def test_a_worker_that_is_ended_at_once_gives_nothing_up(case):
    _end_in_the_middle(case, signal.SIGQUIT, **QUICK)

    assert case.judge().tally.on_a_list == 0


def _end_in_the_middle(case, number, **settings):
    case.portal.order(**settings)
    case.sink.behave({"mode": "slow", "seconds": 0.5})
    case.portal.start_web()
    first = case.portal.start_worker("first")
    with Crowd(case.citizens, 16):
        wait_until(lambda: len(case.sink.mails) >= 3, 60, "mails")
        first.signal(number, group=False)
        assert first.ended_within(30)
        case.portal.start_worker("second")
    case.settle()


@fault("F3", "loop ended by SIGTERM", on=("sqlite", "postgres"))
def test_a_loop_that_is_asked_to_end_finishes_its_messages(case):
    case.sink.behave({"mode": "slow", "seconds": 0.5})
    case.portal.start_web()
    first = case.portal.start_loop("first")
    with Crowd(case.citizens, 16):
        wait_until(lambda: len(case.sink.mails) >= 3, 60, "mails")
        first.signal(signal.SIGTERM)
        assert first.ended_within(30)
        case.portal.start_loop("second")
    case.settle()

    tally = case.judge().tally
    assert tally.once == tally.accepted


@fault("F3", "hard time limit", on=("sqlite+redis", "postgres+rabbitmq"))
def test_a_child_that_outlives_its_time_limit_is_replaced(case):
    case.portal.order(**QUICK)
    case.portal.start_web()
    worker = case.portal.start_worker(children=1, traps={"after_send": "wait"})
    case.citizens.offer(3)
    case.portal.wait_for_trap("after_send")
    [child] = case.portal.children()

    freeze(child)

    case.settle()
    assert worker.says("Hard time limit")
    tally = case.judge().tally
    assert tally.flagged >= 1
    assert tally.on_a_list == 0


@fault("F25", "messages that kill or fail", on=("sqlite+redis", "postgres+rabbitmq"))
def test_a_message_that_kills_its_worker_is_put_on_a_list(case):
    case.portal.order(**QUICK)
    case.portal.start_web()
    case.portal.start_worker(children=3).keep()

    case.citizens.offer(1, "deadly")
    case.citizens.offer(2, "raising")
    case.citizens.offer(12)
    wait_until(lambda: case.stored.number("delivered") >= 12, 60, "the others flow")
    (case.folder / "mended").touch()
    case.settle()

    [poison] = [row for row in case.stored.deliveries() if row.state == "dead"]
    assert (poison.body, poison.last_code) == ("deadly", "poison")
    assert poison.attempts == 5
    tally = case.judge().tally
    assert (tally.accepted, tally.on_a_list) == (15, 1)


@fault("F27", "tasks of another version", on=("sqlite+redis", "postgres+rabbitmq"))
def test_tasks_of_another_version_stop_nothing(case):
    publish = case.portal.publish
    publish("hilfe_ukraine.deliver_offer", 17)
    publish("hilfe_ukraine.forward")
    publish("hilfe_ukraine.forward", 17)
    publish("hilfe_ukraine.forward", "no-uuid", "and more")
    publish("hilfe_ukraine.forward", offer_id=17)
    publish("hilfe_ukraine.sweep", 100)
    case.portal.start_web()
    worker = case.portal.start_worker()

    case.citizens.offer(12)
    case.settle()

    assert worker.says("deliver_offer")
    tally = case.judge().tally
    assert (tally.accepted, tally.once) == (12, 12)


BEATS = "Sending due task hilfe_ukraine.sweep"


@fault(
    "F17", "two beats, each hint ten times", on=("sqlite+redis", "postgres+rabbitmq")
)
def test_many_hands_send_each_message_once(case):
    case.portal.start_web()
    case.citizens.offer(40)
    for row in case.stored.deliveries():
        number = re.search(r"<(.*)@", row.message_id)[1]
        case.portal.publish("hilfe_ukraine.forward", number, times=10)

    workers = [
        case.portal.start_worker(name, children=4) for name in ("first", "second")
    ]
    case.portal.start_loop("one")
    case.portal.start_loop("two")
    case.settle()
    for worker in workers:
        wait_until(lambda who=worker: who.says(BEATS), 60, "each has a beat")
    case.citizens.offer(24)
    case.settle()

    assert {row.attempts for row in case.stored.deliveries()} == {1}
    assert case.judge().tally.once == 64
