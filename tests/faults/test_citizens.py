"""People who click twice, all at once, and again."""

import time

from bisect import bisect_left
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

from .harness import helpers
from .harness.marks import fault
from .harness.waiting import wait_until


@fault(
    "F18",
    "double click, sixteen posts at once",
    on=("sqlite", "postgres"),
    short=("sqlite",),
)
def test_one_form_is_one_offer_however_often_it_comes(case):
    case.portal.start_web(threads=16)
    case.portal.start_loop()
    forms = [case.citizens.open_form() for _ in range(4)]

    for form in forms:
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(case.citizens.send, [form] * 16))
        assert {answer.status for answer in answers} == {303}
    case.settle()
    # Back in the browser, and sent once more.
    for form in forms:
        assert case.citizens.send(form).status == 303
    case.settle()

    assert len(case.stored.references()) == 4
    assert case.judge().tally.once == 4


RUSH = 2000
# Slower than the portal takes the offers, or nothing would be held back.
PACE = 120
# Eight at once are more than two cores can do: mostly they wait for each other.
P99_SECONDS = 3
# Three looks for what is due, and whatever is in hand.
LETTER_SECONDS = 3 + 5
# Seconds that the last mail may come later than pace and citizens make it.
BEHIND = 60


@fault("F19", f"rush of {RUSH} posts", on=("postgres+rabbitmq",))
def test_a_rush_is_taken_and_passed_on_at_the_receivers_pace(case):
    case.portal.order(HILFE_UKRAINE_RECEIVER_RATE=PACE)
    case.sink.behave({"mode": "slow", "seconds": 0.05})
    case.portal.start_web()
    case.portal.start_worker(children=2)
    case.portal.start_loop()

    with ThreadPoolExecutor(8) as pool:
        categories = [f"c{number % 6}" for number in range(RUSH)]
        forms = list(pool.map(case.citizens.open_form, categories))
        # A helper, who is to get a letter in the middle of it all.
        forms.insert(RUSH // 2, helpers.open_form(case, 0))
        start = time.time()
        answers = list(pool.map(case.citizens.send, forms))
        end = time.time()
    case.settle()

    assert {answer.status for answer in answers} == {303}
    fastest = _most_in_a_minute(case.sink.mails)
    # Two claims at one moment may both pass; there are at most six senders.
    assert 0.9 * PACE <= fastest <= PACE + 6
    behind = _behind(case.sink.mails, end)
    assert behind <= BEHIND
    letter = _wait_for_the_letter(case)
    assert letter <= LETTER_SECONDS
    helpers.confirm(case, 0)
    case.settle()

    p99 = quantiles([answer.seconds for answer in answers], n=100)[-1]
    assert p99 <= P99_SECONDS
    remark = (
        f"{60 * len(answers) / (end - start):.0f} posts a minute while sending, "
        f"p99 {p99:.2f} s; "
        f"at most {fastest} mails a minute to one body (allowed: {PACE}), "
        f"the last {max(behind, 0):.0f} s later than that makes it; "
        f"a letter to a helper came after {letter:.1f} s"
    )
    assert case.judge(remark=remark).tally.once == RUSH + 1


@fault(
    "F19", "letter to a helper, long queue", on=("sqlite+redis", "postgres+rabbitmq")
)
def test_a_letter_to_a_helper_overtakes_a_queue_of_hints(case):
    case.sink.behave({"mode": "slow", "seconds": 1, "to": "b"})
    case.portal.start_web()
    case.citizens.offer(150)
    form = helpers.open_form(case, 0)
    # Its first look fills the queue with hints, of a second each.
    case.portal.start_worker(children=2)
    wait_until(lambda: case.sink.mails, 60, "a mail")

    case.citizens.send_until_accepted(form)
    helpers.confirm(case, 0)

    assert case.stored.number("ready") >= 100, "there was no queue: nothing was tested"
    case.sink.behave()
    case.settle()
    letter = _wait_for_the_letter(case)
    assert letter <= LETTER_SECONDS
    remark = f"the letter came after {letter:.1f} s"
    assert case.judge(remark=remark).tally.once == 151


def _wait_for_the_letter(case):
    """Seconds that the helper waited to be asked."""
    sql = "SELECT created_at FROM hilfe_ukraine_delivery WHERE kind = 'confirm'"
    [(asked,)] = case.stored.rows(sql)
    came = next(mail.at for mail in case.sink.mails if mail.to == [helpers.address(0)])
    return came - case.stored.moment(asked)


def _times_of_receivers(mails):
    times = defaultdict(list)
    for mail in sorted(mails, key=lambda mail: mail.at):
        times[mail.to[0]].append(mail.at)
    return times.values()


def _most_in_a_minute(mails):
    """The largest number of mails that one receiver got within any minute."""
    return max(
        bisect_left(mine, at + 60) - number
        for mine in _times_of_receivers(mails)
        for number, at in enumerate(mine)
    )


def _behind(mails, end):
    """By how many seconds the last mail was late.

    It cannot come before the citizens are done, nor before the pace lets it.
    """
    return max(
        mine[-1] - max(end, mine[0] + len(mine) * 60 / PACE)
        for mine in _times_of_receivers(mails)
    )
