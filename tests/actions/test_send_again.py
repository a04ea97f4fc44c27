"""What a person may do to a message, from each state."""

from datetime import timedelta

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.send_again import mark_handled, send_again
from hilfe_ukraine.delivery.claim import Claim, claim
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import Attempt, Delivery
from tests.factories import NOW, make_delivery, make_user


pytestmark = pytest.mark.django_db

States = Delivery.States
LATER = NOW + timedelta(days=6)


@pytest.fixture
def user():
    return make_user("act_on_helpoffer")


def again(row, user):
    return send_again(delivery=row, user=user, now=LATER)


def test_what_was_given_up_starts_over(user):
    row = make_delivery(state=States.DEAD, attempts=15, lease_no=15)

    sent = again(row, user)

    assert sent.pk == row.pk
    sent.refresh_from_db()
    assert (sent.state, sent.attempts, sent.lease_no) == (States.READY, 0, 15)
    assert sent.first_due_at == sent.next_attempt_at == LATER


def test_poison_gets_its_tries_anew(user):
    row = make_delivery(state=States.DEAD, attempts=5, lease_no=5)
    for number in range(1, 6):
        Attempt.objects.create(delivery=row, lease_no=number, started_at=NOW)

    again(row, user)

    assert isinstance(claim(row.uuid, LATER), Claim)


def test_what_was_held_goes_on(user):
    row = make_delivery(
        state=States.HELD, held_reason=Delivery.HeldReasons.BY_HAND, attempts=2
    )

    sent = again(row, user)

    sent.refresh_from_db()
    assert (sent.state, sent.held_reason, sent.attempts) == (States.READY, "", 2)
    assert sent.first_due_at == LATER


def test_what_waits_for_its_next_try_comes_first(user):
    row = make_delivery(next_attempt_at=LATER + timedelta(hours=12), attempts=3)

    sent = again(row, user)

    sent.refresh_from_db()
    assert (sent.next_attempt_at, sent.attempts) == (LATER, 3)
    assert sent.first_due_at == NOW


@pytest.mark.parametrize("state", [States.DELIVERED, States.BOUNCED])
def test_what_was_sent_goes_out_as_a_new_message_marked_as_a_repeat(user, state):
    row = make_delivery(state=state)

    sent = again(row, user)

    row.refresh_from_db()
    assert row.state == state
    assert sent.pk != row.pk
    assert sent.dedup_key == f"referral:{row.referral.uuid}:forward:2"
    assert sent.possible_duplicate
    assert sent.message_id != row.message_id
    assert (sent.state, sent.next_attempt_at) == (States.READY, LATER)
    Delivery.objects.filter(pk=sent.pk).update(state=States.DELIVERED)
    third = again(row, user)
    assert third.dedup_key.endswith(":forward:3")


def test_a_second_click_sends_no_second_repeat(user):
    row = make_delivery(state=States.DELIVERED)
    again(row, user)

    with pytest.raises(ForbiddenTransition):
        again(row, user)

    assert Delivery.objects.count() == 2


@pytest.mark.parametrize("state", [States.INFLIGHT, States.HANDLED, States.CANCELLED])
def test_what_must_not_be_sent_again(user, state):
    row = make_delivery(state=state)

    with pytest.raises(ForbiddenTransition):
        again(row, user)

    assert not ModelLogEntry.objects.filter(action__startswith="hilfe_").exists()


def test_a_message_about_no_offer_is_not_repeated(user):
    row = make_delivery(state=States.DELIVERED, offer=None)

    with pytest.raises(ForbiddenTransition):
        again(row, user)


def test_it_is_logged_at_the_offer_with_ids_only(user):
    row = make_delivery(state=States.DEAD)

    again(row, user)

    entry = ModelLogEntry.objects.for_instance(row.offer).get()
    assert (entry.action, entry.user) == ("hilfe_ukraine.send_again", user)
    assert entry.data == {"delivery": str(row.uuid)}
    assert entry.label == row.offer.reference


def test_what_somebody_did_by_hand_leaves_the_work_list(user):
    row = make_delivery(state=States.DEAD)

    mark_handled(delivery=row, user=user, note="telephoned", now=LATER)

    row.refresh_from_db()
    assert row.state == States.HANDLED
    note = row.offer.notes.get()
    assert (note.text, note.author, note.created_at) == ("telephoned", user, LATER)
    entry = ModelLogEntry.objects.for_instance(row.offer).get()
    assert entry.action == "hilfe_ukraine.mark_handled"
    assert "telephoned" not in str(entry.data)


def test_without_words_there_is_no_note(user):
    row = make_delivery(state=States.DEAD)

    mark_handled(delivery=row, user=user, note="", now=LATER)

    assert not row.offer.notes.exists()


def test_a_message_about_no_offer_is_logged_at_itself(user):
    row = make_delivery(state=States.DEAD, offer=None, kind=Delivery.Kinds.NOBODY)

    mark_handled(delivery=row, user=user, note="lost", now=LATER)

    entry = ModelLogEntry.objects.for_instance(row).get()
    assert entry.action == "hilfe_ukraine.mark_handled"


@pytest.mark.parametrize("state", [s for s in States if s != States.DEAD])
def test_only_what_was_given_up_can_be_handled_by_hand(user, state):
    row = make_delivery(state=state)

    with pytest.raises(ForbiddenTransition):
        mark_handled(delivery=row, user=user, note="x", now=LATER)

    assert not row.offer.notes.exists()
