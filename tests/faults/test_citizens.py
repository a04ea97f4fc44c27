"""People who click twice, all at once, and again."""

from bisect import bisect_left
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

from .harness.marks import fault


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


@fault("F19", f"rush of {RUSH} posts", on=("postgres+rabbitmq",))
def test_a_rush_is_taken_and_passed_on_at_the_receivers_pace(case):
    case.portal.order(HILFE_UKRAINE_RECEIVER_RATE=PACE)
    case.sink.behave({"mode": "slow", "seconds": 0.05})
    case.portal.start_web()
    case.portal.start_worker(children=2)
    case.portal.start_loop()

    case.citizens.offer(RUSH, threads=8)
    case.settle()

    times = [a.seconds for o in case.citizens.offers for a in o.answers]
    fastest = _most_in_a_minute(case.sink.mails)
    # Two claims at one moment may both pass; there are at most six senders.
    assert 0.9 * PACE <= fastest <= PACE + 6
    remark = (
        f"posts p99 {quantiles(times, n=100)[-1]:.2f} s, at most {fastest} mails a "
        f"minute to one body (allowed: {PACE})"
    )
    assert case.judge(remark=remark).tally.once == RUSH


def _most_in_a_minute(mails):
    """The largest number of mails that one receiver got within any minute."""
    times = defaultdict(list)
    for mail in sorted(mails, key=lambda mail: mail.at):
        times[mail.to[0]].append(mail.at)
    return max(
        bisect_left(mine, at + 60) - number
        for mine in times.values()
        for number, at in enumerate(mine)
    )
