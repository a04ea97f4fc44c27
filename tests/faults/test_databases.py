"""Databases that restart, refuse, time out and fill up."""

import contextlib

import psycopg

from .harness.citizens import email_address
from .harness.crowd import Crowd
from .harness.inside.build import PATH_WITH_CONFIRMATION
from .harness.marks import fault
from .harness.portal import QUICK
from .harness.waiting import wait_until


MOMENTS = ("before_claim", "after_claim", "before_send", "after_send", "before_record")


@fault("F13", "restarted at each step of a try", on=("postgres",))
def test_a_database_that_restarts_at_any_step_loses_nothing(case):
    case.portal.order(**QUICK)
    case.portal.start_web()
    case.portal.start_loop(traps=dict.fromkeys(MOMENTS, "wait")).keep()
    with Crowd(case.citizens, 12):
        for moment in MOMENTS:
            case.portal.wait_for_trap(moment)
            case.database.restart_at_once()
            case.portal.release(moment)
    case.settle()

    assert case.judge().tally.on_a_list == 0


@fault("F13", "restarted three times under load", on=("postgres+rabbitmq",))
def test_a_database_that_restarts_under_load_loses_nothing(case):
    case.portal.order(**QUICK)
    case.sink.behave({"mode": "slow", "seconds": 0.2})
    case.portal.start_web()
    case.portal.start_worker(children=4).keep()
    case.portal.start_loop().keep()
    with Crowd(case.citizens, 40):
        for number in range(1, 4):
            wait_until(lambda n=number: len(case.sink.mails) >= 6 * n, 60, "mails")
            case.database.restart_at_once()
    case.settle()

    assert case.judge().tally.on_a_list == 0


@fault("F14", "cut during COMMIT, sent again", on=("postgres",))
def test_a_commit_without_an_answer_makes_one_offer(case):
    proxy, there = case.proxy()
    case.portal.start_web(**there)
    case.portal.start_loop()
    for arrives in (True, False, True, False):
        offer = case.citizens.open_form()
        proxy.cut(b"COMMIT", forward=arrives)
        first = case.citizens.send(offer)
        assert first.status in (303, 503)
        case.citizens.send_until_accepted(offer)
    case.settle()

    assert proxy.cuts == 4
    assert len(case.stored.references()) == 4
    assert case.judge().tally.once == 4


@fault("F14", "cut during COMMIT of a confirmation", on=("postgres",))
def test_a_confirmation_without_an_answer_sends_the_offer_once(case):
    proxy, there = case.proxy()
    case.portal.start_web(**there)
    case.portal.start_loop()
    for number, arrives in enumerate((True, False, True, False)):
        address = email_address(number)
        offer = case.citizens.open_form(
            page=PATH_WITH_CONFIRMATION, phone="", email=address
        )
        case.citizens.send_until_accepted(offer)
        link = wait_until(lambda to=address: _first_link(case, to), 60, "a mail")
        assert len(_to_bodies(case)) == number

        proxy.cut(b"COMMIT", forward=arrives)
        case.citizens.confirm(link)
        wait_until(
            lambda there=link: case.citizens.confirm(there), 60, "it is confirmed"
        )
        case.settle()

    assert proxy.cuts == 4
    assert len(_to_bodies(case)) == 4
    assert case.judge().tally.once == 4


def _first_link(case, to):
    return next((mail.links[0] for mail in case.sink.mails if mail.to == [to]), "")


def _to_bodies(case):
    return [row for row in case.stored.deliveries() if row.kind == "forward"]


def _refused_and_then_accepted(case, offers, *, broken):
    """Nothing is promised while it is broken; afterwards the same forms are taken."""
    with broken:
        answers = [case.citizens.send(offer) for offer in offers]
    assert {answer.status for answer in answers} == {503}
    assert all(answer.retry_after for answer in answers)
    for offer in offers:
        case.citizens.send_until_accepted(offer)
    case.settle()
    return case.judge()


@fault("F15", "all connections taken", on=("postgres",))
def test_a_database_without_connections_makes_no_false_promise(case):
    case.portal.start_web()
    case.portal.start_loop()
    offers = [case.citizens.open_form() for _ in range(5)]

    @contextlib.contextmanager
    def crowded():
        taken = []
        # The loop lets its connections go between two rounds; take those, too.
        wait_until(lambda: _take_all(case.address, taken), 30, "it is full")
        try:
            yield
        finally:
            for connection in taken:
                connection.close()

    judgement = _refused_and_then_accepted(case, offers, broken=crowded())
    assert judgement.tally.once == 5


def _take_all(address, taken):
    """Returns whether no connection was left."""
    try:
        taken.append(psycopg.connect(address))
    except psycopg.OperationalError:
        return True
    return False


@fault("F15", "statement timeout", on=("postgres",))
def test_a_database_that_is_too_slow_makes_no_false_promise(case):
    limits = {"database_options": {"options": "-c statement_timeout=300"}}
    case.portal.start_web(**limits)
    case.portal.start_loop(**limits)
    offers = [case.citizens.open_form() for _ in range(3)]

    @contextlib.contextmanager
    def locked():
        connection = case.database.as_superuser(case.address)
        with connection, connection.transaction():
            connection.execute("LOCK TABLE hilfe_ukraine_helpoffer")
            yield

    judgement = _refused_and_then_accepted(case, offers, broken=locked())
    assert judgement.tally.once == 3


@fault("F15", "serialization failures", on=("postgres",))
def test_a_strict_database_makes_no_false_promise(case):
    strict = {
        "database_options": {"options": "-c default_transaction_isolation=serializable"}
    }
    case.portal.start_web(**strict)
    case.portal.start_loop("one", **strict)
    case.portal.start_loop("two", **strict)

    case.citizens.offer(40, threads=8)
    case.settle()

    answers = [
        answer.status for offer in case.citizens.offers for answer in offer.answers
    ]
    failed = sum(status >= 500 for status in answers)
    tally = case.judge(remark=f"{failed} of {len(answers)} posts failed").tally
    assert tally.accepted == 40
    assert tally.on_a_list == 0


@fault("F26", "disk full", on=("sqlite", "postgres"), short=("sqlite",))
def test_a_full_disk_makes_no_false_promise(case):
    case.portal.start_loop()
    web = case.portal.start_web()
    case.citizens.offer(1)
    offers = [case.citizens.open_form() for _ in range(12)]
    web.end()

    answers = []
    with case.database.full_disk(case.address) as orders:
        web = case.portal.start_web(**orders)
        case.portal.wait_for_any_answer()
        answers += [case.citizens.send(offer) for offer in offers]
        web.end()
    case.portal.start_web()
    for offer in offers:
        case.citizens.send_until_accepted(offer)
    case.settle()

    statuses = {answer.status for answer in answers}
    assert 503 in statuses, "the disk was not full: nothing was tested"
    assert statuses <= {303, 503}
    assert case.judge().tally.once == 13
