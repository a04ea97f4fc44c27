"""A database that was restored from a backup sends nothing unnoticed twice (F30)."""

from datetime import timedelta

import pytest

from hilfe_ukraine.actions.after_restore import (
    may_have_been_sent,
    replay,
    stop_and_flag,
)
from hilfe_ukraine.actions.journal import Journal, Step
from hilfe_ukraine.actions.refer import refer_to, tell_nobody
from hilfe_ukraine.delivery.channels.base import Outcome, Result
from hilfe_ukraine.delivery.claim import Claim, Refused, claim
from hilfe_ukraine.delivery.record import Happened, record
from hilfe_ukraine.domain.retry import EMAIL
from hilfe_ukraine.models import Delivery, HelpOffer, OutboxStatus
from tests.database import everything_stored
from tests.factories import (
    NOW,
    make_body,
    make_delivery,
    make_offer,
)


pytestmark = pytest.mark.django_db

States = Delivery.States
RESTORED = NOW + timedelta(hours=5)
AFTER = NOW + timedelta(hours=6)


def restored():
    return stop_and_flag(taken_at=NOW, now=RESTORED)


def resume():
    OutboxStatus.objects.update(stopped_at=None)


def finish(claimed, outcome=Outcome.DELIVERED):
    result = Result(outcome, "250", "in full")
    return record(claimed, result, plan=EMAIL, now=AFTER, spread=0.0)


@pytest.mark.parametrize(
    ("state", "flagged", "after"),
    [
        (States.READY, True, States.READY),
        (States.INFLIGHT, True, States.READY),
        (States.HELD, True, States.HELD),
        (States.DEAD, True, States.DEAD),
        (States.DELIVERED, False, States.DELIVERED),
        (States.BOUNCED, False, States.BOUNCED),
        (States.HANDLED, False, States.HANDLED),
        (States.CANCELLED, False, States.CANCELLED),
    ],
)
def test_what_may_have_been_sent_since_is_flagged(state, flagged, after):
    row = make_delivery(state=state, delivered_at=NOW, lease_until=AFTER)

    assert restored() == flagged

    row.refresh_from_db()
    assert (row.state, row.possible_duplicate) == (after, flagged)


def test_what_was_delivered_after_the_backup_is_flagged_as_well():
    row = make_delivery(state=States.DELIVERED, delivered_at=NOW + timedelta(seconds=1))

    assert restored() == 1

    row.refresh_from_db()
    assert row.possible_duplicate


def test_everything_is_stopped_and_says_why():
    row = make_delivery()

    restored()

    status = OutboxStatus.objects.get()
    assert status.stopped_at == RESTORED
    assert "04.03.2022 12:00" in status.reason
    assert claim(row.uuid, AFTER) is Refused.NOT_DUE


def test_a_stop_that_was_in_force_stays_as_it_was():
    OutboxStatus.objects.create(pk=1, stopped_at=NOW, reason="relay moves")

    restored()

    status = OutboxStatus.objects.get()
    assert (status.stopped_at, status.reason) == (NOW, "relay moves")


def test_a_second_run_changes_nothing():
    make_delivery()
    make_delivery(state=States.INFLIGHT)
    restored()
    before = everything_stored()

    assert restored() == 0

    assert everything_stored() == before


def test_a_run_after_life_went_on_leaves_new_messages_alone():
    restored()
    resume()
    make_delivery()
    before = everything_stored()

    assert restored() == 0

    assert everything_stored() == before


def test_another_backup_is_another_restore():
    make_delivery()
    restored()
    resume()

    assert stop_and_flag(taken_at=NOW - timedelta(days=1), now=AFTER) == 1
    assert OutboxStatus.objects.get().stopped_at == AFTER


def test_the_list_is_short_of_personal_data_and_of_statements(
    django_assert_num_queries,
):
    for _ in range(3):
        make_delivery()
    restored()

    with django_assert_num_queries(1):
        rows = [(row.offer.reference, row.body.key) for row in may_have_been_sent()]

    assert len(rows) == 3


@pytest.mark.parametrize("state", [States.READY, States.INFLIGHT])
def test_a_worker_of_the_life_before_can_write_nothing(state):
    """It still holds the claim it got from the database that was given up."""
    row = make_delivery()
    old = claim(row.uuid, NOW)
    Delivery.objects.update(state=state)
    if state == States.READY:
        # The backup is from before the claim.
        Delivery.objects.update(lease_no=0)
        row.tries.all().delete()
    restored()
    resume()
    new = claim(row.uuid, AFTER)
    assert isinstance(new, Claim)

    assert finish(old) is Happened.FENCED

    row.refresh_from_db()
    assert (row.state, row.lease_no) == (States.INFLIGHT, new.lease_no)
    assert row.tries.get(pk=new.attempt_id).outcome == ""
    assert finish(new) is Happened.DELIVERED


def test_a_worker_of_the_life_before_cannot_write_into_a_row_that_is_new():
    """Numbers of lost rows are given out again; uuids are not."""
    lost = make_delivery()
    old = claim(lost.uuid, NOW)
    lost.tries.all().delete()
    lost.delete()
    new_row = make_delivery(pk=old.delivery_id)
    new = claim(new_row.uuid, AFTER)
    assert new.lease_no == old.lease_no

    assert finish(old) is Happened.FENCED

    new_row.refresh_from_db()
    assert new_row.state == States.INFLIGHT
    assert set(new_row.tries.values_list("outcome", flat=True)) == {""}


def test_erasures_are_done_again_and_bodies_told_once_more():
    done, begun, _other = (make_delivery(state="delivered").offer for _ in range(3))
    journal = Journal({done.uuid: Step.DONE, begun.uuid: Step.BEGUN})

    replayed = replay(journal=journal, now=AFTER)

    assert replayed.erased == [done.reference]
    assert replayed.unfinished == [begun.reference]
    erased = HelpOffer.objects.filter(erased_at=AFTER)
    assert set(erased) == {done, begun}
    letters = Delivery.objects.filter(kind="erased")
    assert {row.possible_duplicate for row in letters} == {True}
    assert letters.count() == 2


def test_erasures_are_done_again_once():
    offer = make_offer()
    journal = Journal({offer.uuid: Step.DONE})
    replay(journal=journal, now=AFTER)
    before = everything_stored()

    assert replay(journal=journal, now=AFTER).erased == []

    assert everything_stored() == before


def test_a_restricted_offer_is_named_and_left():
    offer = make_offer(restricted_at=NOW)

    replayed = replay(journal=Journal({offer.uuid: Step.DONE}), now=AFTER)

    assert replayed.restricted == [offer.reference]
    assert HelpOffer.objects.get().contact


@pytest.mark.parametrize(
    ("submitted_at", "is_repeat"),
    [(NOW, True), (RESTORED, True), (RESTORED + timedelta(seconds=1), False)],
)
def test_what_is_decided_after_a_restore_is_a_repeat_if_the_backup_knew_the_offer(
    submitted_at, is_repeat
):
    offer = make_offer(submitted_at=submitted_at, owning_office=make_body())
    assert {row.possible_duplicate for row in written_for(offer)} == {False}
    Delivery.objects.all().delete()
    restored()

    assert {row.possible_duplicate for row in written_for(offer)} == {is_repeat}


def written_for(offer):
    """What is written when the offer goes to somebody, and when there is nobody."""
    refer_to([make_body()], offer=offer, now=AFTER)
    tell_nobody(offer=offer, now=AFTER)
    assert offer.deliveries.count() == 2
    return offer.deliveries.all()


def test_for_an_offer_that_comes_in_now_nobody_asks_after_a_backup(
    django_assert_num_queries,
):
    offer, body = make_offer(submitted_at=AFTER), make_body()
    restored()

    with django_assert_num_queries(2):
        refer_to([body], offer=offer, now=AFTER)


def test_the_time_before_the_restore_does_not_count_as_failed():
    row = make_delivery(first_due_at=NOW - timedelta(days=6))

    restored()

    row.refresh_from_db()
    assert row.first_due_at == RESTORED
