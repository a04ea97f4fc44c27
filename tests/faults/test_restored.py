"""Offers that are erased under way, and a database that comes from a backup."""

import datetime

from .harness.crowd import pause
from .harness.marks import fault
from .harness.waiting import wait_until


def _erase(case, reference):
    case.portal.manage("hilfe_erase", reference, "--yes")


def _kinds_to(case, reference):
    rows = case.stored.deliveries()
    return sorted((r.kind, r.state) for r in rows if r.reference == reference)


@fault("F28", "erased while it is sent, and after", on=("sqlite", "postgres+rabbitmq"))
def test_who_has_an_offer_is_told_that_it_was_erased(case):
    case.portal.start_web()
    forwarder = case.portal.start_worker if case.broker else case.portal.start_loop
    forwarder()
    case.citizens.offer(1)
    case.settle()
    [after] = case.citizens.references()

    case.sink.behave({"mode": "slow", "seconds": 5})
    case.citizens.offer(1)
    wait_until(lambda: len(case.sink.mails) == 2, 60, "the second is under way")
    [while_sent] = set(case.citizens.references()) - {after}
    _erase(case, while_sent)
    case.sink.behave()
    _erase(case, after)
    case.settle()

    told = [("erased", "delivered"), ("forward", "delivered")]
    assert _kinds_to(case, after) == _kinds_to(case, while_sent) == told
    assert case.judge().tally.once == 2


@fault("F30", "restored from a backup", on=("sqlite", "postgres"))
def test_after_a_restore_repeats_are_flagged_and_erasures_repeated(case):
    journal = case.folder / "erased.journal"
    case.portal.order(HILFE_UKRAINE_ERASURE_JOURNAL=str(journal))
    case.portal.start_web()
    case.portal.start_loop()
    case.citizens.offer(4)
    case.settle()
    case.sink.stop()
    case.citizens.offer(4)
    references = case.citizens.references()
    case.portal.end()
    taken_at = datetime.datetime.now(datetime.UTC)
    backup = case.database.back_up(case.address)

    # After the backup: four are delivered, and one of them is erased.
    case.sink.start()
    case.portal.start_web()
    case.portal.start_loop()
    case.settle()
    _erase(case, references[-1])
    case.settle()
    case.portal.end()
    case.earlier = case.stored.deliveries()
    case.database.restore(case.address, backup)
    sent = len(case.sink.mails)

    case.portal.manage("hilfe_after_restore", "--taken-at", taken_at.isoformat())
    case.portal.start_web()
    case.portal.start_loop()
    case.citizens.offer(2)
    # Three looks at the outbox, and nothing leaves.
    pause(3)
    assert len(case.sink.mails) == sent
    case.portal.manage("hilfe_resume")
    case.settle()

    assert ("forward", "cancelled") in _kinds_to(case, references[-1])
    tally = case.judge(
        remark="offers after the backup need replication, see docs"
    ).tally
    assert (tally.accepted, tally.flagged, tally.once) == (10, 3, 7)
