"""Erasing an offer while a message about it is on its way (F28), on both databases."""

from datetime import timedelta

import pytest

from hilfe_ukraine.actions.erase import erase_offer
from hilfe_ukraine.delivery.attempt import make_attempt
from hilfe_ukraine.delivery.channels.base import Channel, Outcome, Result
from hilfe_ukraine.delivery.channels.registry import Registry
from hilfe_ukraine.delivery.claim import claim
from hilfe_ukraine.delivery.message import Message
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.domain.retry import POISON_AFTER
from hilfe_ukraine.models import Attempt, Delivery, Referral, stuck
from tests.at_once import at_once
from tests.factories import NOW, make_delivery, make_offer


pytestmark = pytest.mark.django_db

States = Delivery.States
AFTER_LEASE = NOW + timedelta(seconds=181)


def erase(offer):
    erase_offer(offer=offer, cause=ErasureCause.REQUEST, now=NOW)


def channels_with(send, *, before_words=lambda: None):
    class Fake(Channel):
        id = "email"

        def write(self, delivery, *, number, now):
            before_words()
            return Message(
                "a@b.example", "c@d.example", "s", "t", "", "<1>", number, now
            )

        def send(self, outgoing):
            return send()

    registry = Registry()
    registry.register(Fake())
    return registry


def attempt(row, result, *, meanwhile=lambda: None, now=NOW):
    """One try that ends with ``result``; ``meanwhile`` happens while it is sent."""

    def send():
        meanwhile()
        return result

    tried = make_attempt(
        row.uuid, now=now, clock=lambda: now, registry=channels_with(send)
    )
    return tried.happened


def texts():
    return set(Attempt.objects.values_list("address", "content", "detail"))


@pytest.mark.parametrize(
    "outcome", [Outcome.RETRY, Outcome.PERMANENT, Outcome.AMBIGUOUS, Outcome.GONE]
)
def test_a_message_that_fails_after_the_erasure_is_cancelled(outcome):
    row = make_delivery()

    happened = attempt(
        row, Result(outcome, "550", "Erika unknown"), meanwhile=lambda: erase(row.offer)
    )

    row.refresh_from_db()
    assert happened is Happened.CANCELLED
    assert (row.state, row.held_reason) == (States.CANCELLED, "")
    assert texts() == {("", "", "")}
    # Nobody could know how it would end, so the body was told.
    assert Delivery.objects.filter(kind="erased").count() == 1


def test_a_message_that_gets_through_after_the_erasure_leaves_no_text():
    row = make_delivery()

    happened = attempt(
        row,
        Result(Outcome.DELIVERED, "250", "queued for erika@muster.example"),
        meanwhile=lambda: erase(row.offer),
    )

    row.refresh_from_db()
    assert happened is Happened.DELIVERED
    assert row.state == States.DELIVERED
    assert texts() == {("", "", "")}
    assert Delivery.objects.filter(kind="erased").count() == 1


def test_without_an_erasure_the_texts_are_kept():
    row = make_delivery()

    attempt(row, Result(Outcome.RETRY, "451", "later"))

    assert texts() == {("c@d.example", "s\n\nt", "later")}


def test_a_worker_that_wakes_up_after_the_erasure_leaves_no_text():
    row = make_delivery()

    def sleep():
        claim(row.uuid, AFTER_LEASE)
        erase(row.offer)

    happened = attempt(row, Result(Outcome.RETRY, "421", "Erika"), meanwhile=sleep)

    assert happened is Happened.FENCED
    assert texts() == {("", "", "")}


def test_what_a_dead_worker_held_is_not_sent_after_the_erasure():
    row = make_delivery()
    claimed = claim(row.uuid, NOW)
    erase(row.offer)
    # It noted its address and died while the offer was being erased.
    Attempt.objects.filter(pk=claimed.attempt_id).update(address="erika@muster.example")

    happened = attempt(row, Result(Outcome.DELIVERED), now=AFTER_LEASE)

    row.refresh_from_db()
    assert happened is Happened.CANCELLED
    assert (row.state, row.last_code) == (States.CANCELLED, "erased")
    assert texts() == {("", "", "")}


def test_an_erasure_before_the_words_are_kept_leaves_no_text():
    row, sent = make_delivery(), []
    registry = channels_with(
        lambda: sent.append(1), before_words=lambda: erase(row.offer)
    )

    tried = make_attempt(row.uuid, now=NOW, clock=lambda: NOW, registry=registry)

    row.refresh_from_db()
    assert not sent
    assert tried.happened is Happened.CANCELLED
    assert (row.state, row.last_code) == (States.CANCELLED, "erased")
    assert texts() == {("", "", "")}


def test_what_kills_its_workers_is_cancelled_after_the_erasure():
    row = make_delivery()
    for number in range(POISON_AFTER):
        claim(row.uuid, NOW + number * (AFTER_LEASE - NOW))
    erase(row.offer)

    claim(row.uuid, NOW + timedelta(days=1))

    row.refresh_from_db()
    assert (row.state, row.last_code) == (States.CANCELLED, "poison")


@pytest.mark.parametrize("state", ["withdrawn", "lapsed", "not_needed", "passed_on"])
def test_what_a_dead_worker_held_is_cancelled_if_the_body_has_the_offer_no_more(state):
    row = make_delivery()
    claim(row.uuid, NOW)
    Referral.objects.update(state=state)

    happened = attempt(row, Result(Outcome.DELIVERED), now=AFTER_LEASE)

    row.refresh_from_db()
    assert happened is Happened.CANCELLED
    assert (row.state, row.last_code) == (States.CANCELLED, "ended")
    assert not stuck.messages_for_people().exists()


@pytest.mark.parametrize("state", ["open", "received", "in_contact", "taken"])
def test_a_body_that_has_the_offer_in_hand_can_get_it_again(state):
    row = make_delivery()
    Referral.objects.update(state=state)

    assert attempt(row, Result(Outcome.DELIVERED)) is Happened.DELIVERED


def test_the_letter_itself_is_sent():
    row = make_delivery(state=States.DELIVERED)
    erase(row.offer)
    letter = Delivery.objects.get(kind="erased")

    assert attempt(letter, Result(Outcome.DELIVERED)) is Happened.DELIVERED


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_erasures_of_one_offer_at_once_are_one(file_database):
    offer = make_offer(state="referred", waiting_for="")
    for _ in range(3):
        make_delivery(offer=offer, state=States.READY)

    def run():
        return erase_offer(offer=offer, cause=ErasureCause.ENDED, now=NOW)

    done = at_once(*[run] * 4)

    assert sorted(done) == [False, False, False, True]
    assert set(Delivery.objects.values_list("state", flat=True)) == {States.CANCELLED}
