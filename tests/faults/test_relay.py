"""Mail relays and receivers that misbehave."""

from itertools import pairwise
from statistics import median, quantiles

from hilfe_ukraine.delivery.channels.smtp_line import GOODBYE_SECONDS

from .harness.crowd import pause
from .harness.helpers import Helpers, address
from .harness.marks import fault
from .harness.portal import QUICK
from .harness.waiting import wait_until


BOTH = ("sqlite", "postgres")
ALL = (*BOTH, "postgres+rabbitmq")


def _start(case, **orders):
    """Web, and whoever sends: workers if there is a broker, else a loop."""
    case.portal.start_web()
    if case.broker:
        case.portal.start_worker(children=4, **orders)
    else:
        case.portal.start_loop(**orders)


@fault("F4", "hangs up before 250", on=ALL, short=("sqlite", "postgres+rabbitmq"))
def test_a_mail_that_was_cut_off_goes_out_again_and_says_so(case):
    # Not to all: a relay that does so every time is out of order, and is given a rest.
    unlucky = ("b0", "b1", address(0))
    case.sink.behave(*({"mode": "drop", "times": 1, "to": to} for to in unlucky))
    _start(case)

    case.citizens.offer(12)
    with Helpers(case, 2):
        pass
    case.settle()

    to_bodies = [mail for mail in case.sink.mails if mail.to[0].startswith("b")]
    assert len(to_bodies) == 18
    letters = [row for row in case.stored.deliveries() if row.kind == "confirm"]
    assert sorted((row.attempts, row.possible_duplicate) for row in letters) == [
        (1, False),
        (2, True),
    ]
    tally = case.judge().tally
    assert (tally.once, tally.flagged) == (10, 4)


@fault("F5", "never answers after the content", on=ALL)
def test_a_relay_that_never_answers_holds_nobody_for_long(case):
    case.portal.order(**QUICK)
    case.sink.behave({"mode": "hang", "times": 1})
    _start(case)

    case.citizens.offer(6)
    case.settle()

    mails = sorted(mail.at for mail in case.sink.mails)
    longest = max(later - mail for mail, later in pairwise(mails))
    # Its timeout, and the wait for the next try.
    assert longest < 1 + 5
    judgement = case.judge(remark=f"longest time without a mail: {longest:.1f} s")
    assert judgement.tally.flagged == 6


@fault("F6", "hangs at QUIT after 250", on=ALL)
def test_a_relay_that_hangs_at_the_end_makes_no_repeat(case):
    _part_badly(case, "hang_at_quit")


@fault("F6", "says 421 at QUIT after 250", on=BOTH)
def test_a_relay_that_goes_down_at_the_end_makes_no_repeat(case):
    _part_badly(case, "421_at_quit")


def _part_badly(case, mode):
    case.sink.behave({"mode": mode})
    _start(case, messages_per_line=1)

    case.citizens.offer(6)
    case.settle()

    wait_until(lambda: case.sink.quits(mode) >= 6, 10, "six lines say QUIT")
    # Recorded at once: a kill while the relay hangs would make a repeat of each.
    until_recorded = median(_seconds_to(case, "delivered_at"))
    assert abs(until_recorded) < GOODBYE_SECONDS / 2
    assert not any(row.possible_duplicate for row in case.stored.deliveries())
    assert case.judge().tally.once == 6


@fault("F7", "refuses for ten minutes, 500 offers", on=BOTH)
def test_a_relay_that_is_away_uses_up_no_tries(case):
    case.sink.stop()
    _start(case)

    case.citizens.offer(500, threads=8)
    opened = "SELECT COUNT(*) FROM hilfe_ukraine_breaker WHERE opened_at IS NOT NULL"
    wait_until(lambda: case.stored.rows(opened) == [(1,)], 60, "the breaker opens")
    # Ten minutes of the timetable, which runs 120 times as fast.
    pause(5)
    used = [row.attempts for row in case.stored.deliveries()]
    case.sink.start()
    case.settle()

    # Five open the breaker, while the other three threads may have one in hand. After
    # each rest, of 0.5, 1, 2, ... 16 and then 30 seconds, there is one probe: twenty
    # fill seven minutes. Nothing else stops all 500 from being tried.
    assert sum(used) <= 5 + 3 + 20
    assert max(used) <= 6
    tally = case.judge(remark=f"tries while it was away: {sum(used)}").tally
    assert tally.once == 500


@fault("F8", "451, 432, 452 once or more; 550, 554", on=BOTH)
def test_each_answer_of_the_relay_has_its_consequence(case):
    case.sink.behave(
        {"mode": "451", "to": "b0", "times": 3},
        {"mode": "550", "to": "b1"},
        {"mode": "432", "to": "b2", "times": 1},
        {"mode": "452", "to": "b3", "times": 2},
        {"mode": "554", "to": "b4"},
    )
    case.portal.start_web()
    # Before anything is sent: a body whose address was refused gets no new offers, and
    # what waits for it is held, unless it is under way already.
    case.citizens.offer(6)
    case.citizens.offer(1, "both")
    case.portal.start_loop()
    case.settle()

    rows = case.stored.deliveries()
    assert not any(row.possible_duplicate for row in rows)
    # No means no: refused for good is asked once.
    assert {row.attempts for row in rows if row.state == "dead"} == {1}
    assert {(row.body, row.state) for row in rows} - {("b1", "held")} == {
        ("b0", "delivered"),
        ("b1", "dead"),
        ("b2", "delivered"),
        ("b3", "delivered"),
        ("b4", "dead"),
        ("b5", "delivered"),
    }
    tally = case.judge().tally
    # The offer to both bodies reached one, and stands on the list for the other.
    assert (tally.accepted, tally.once, tally.on_a_list) == (7, 4, 3)


@fault("F20", "one black hole beside five", on=ALL)
def test_a_receiver_who_never_answers_delays_nobody_else(case):
    patience = 3
    case.portal.order(HILFE_UKRAINE_SMTP_TIMEOUT_SECONDS=patience)
    case.sink.behave({"mode": "black_hole", "to": "b5"})
    _start(case)

    # One after the other, the messages into the hole would take a minute.
    case.citizens.offer(60, "c5", "c0", "c5", "c1", "c2", "c3")
    wait_until(lambda: len(case.sink.mails) == 40, 60, "the healthy ones have theirs")
    # It has failed often enough by now to be given up, were it the relay.
    wait_until(lambda: _tries_at(case, "b5") >= 8, 60, "more tries at the hole")
    case.citizens.offer(4, "c0", "c1", "c2", "c3")
    wait_until(lambda: len(case.sink.mails) == 44, 60, "the next ones have theirs")
    lags = [-lag for lag in _seconds_to(case, "created_at")]
    p95 = quantiles(lags, n=20)[-1]
    assert not any(mail.to[0].startswith("b5") for mail in case.sink.mails)
    case.sink.behave()
    case.settle()

    assert p95 < 3 * patience
    remark = f"healthy receivers waited {p95:.1f} s (p95)"
    assert case.judge(remark=remark).tally.once == 64


def _tries_at(case, body):
    return sum(row.attempts for row in case.stored.deliveries() if row.body == body)


def _seconds_to(case, column):
    """From each mail to this time of its row; negative if that came first."""
    times = dict(
        case.stored.rows(f"SELECT message_id, {column} FROM hilfe_ukraine_delivery")
    )
    return [case.stored.moment(times[mail.id]) - mail.at for mail in case.sink.mails]
