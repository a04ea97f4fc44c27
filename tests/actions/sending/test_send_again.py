"""What a person may do to a message, from each state."""

from datetime import timedelta
from functools import partial

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.sending.send_again import (
    acts_on,
    hold,
    mark_handled,
    send_again,
)
from hilfe_ukraine.delivery.claim import Claim, claim
from hilfe_ukraine.delivery.outbox import new_delivery
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import RELAY, Attempt, Delivery, HelpOffer
from tests.actions.sending.anew import LATER, again
from tests.at_once import at_once
from tests.factories import NOW, make_body, make_delivery, make_offer


pytestmark = pytest.mark.django_db

States = Delivery.States


@pytest.mark.parametrize("of", ["nothing", "an offer", "an erased offer"])
@pytest.mark.parametrize("state", States)
def test_only_what_would_be_done_may_be_asked_for(user, state, of):
    offer = None if of == "nothing" else make_offer()
    if of == "an erased offer":
        HelpOffer.objects.update(state="erased", erased_at=NOW)
        offer.refresh_from_db()
    row = make_delivery(offer=offer, state=state)
    deeds = {
        "send_again": partial(send_again, user=user, now=LATER),
        "hold": partial(hold, user=user),
        "handled": partial(mark_handled, user=user, note="", now=LATER),
    }

    for act, deed in deeds.items():
        Delivery.objects.filter(pk=row.pk).update(state=state)
        if act in acts_on(row):
            deed(delivery=row)
        else:
            with pytest.raises(ForbiddenTransition):
                deed(delivery=row)


def test_the_letter_about_the_erasure_may_be_sent_again():
    offer = make_offer(state="erased", erased_at=NOW)
    row = make_delivery(offer=offer, kind="erased", state=States.DELIVERED)
    assert acts_on(row) == {"send_again"}


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


@pytest.mark.parametrize(
    "values",
    [
        {"state": States.HELD, "held_reason": Delivery.HeldReasons.GONE},
        {"state": States.READY, "next_attempt_at": LATER + timedelta(hours=12)},
    ],
)
def test_what_is_held_or_waits_starts_over_too(user, values):
    row = make_delivery(attempts=9, lease_no=9, **values)

    sent = again(row, user)

    sent.refresh_from_db()
    assert sent.pk == row.pk
    assert (sent.state, sent.held_reason, sent.attempts) == (States.READY, "", 0)
    assert sent.next_attempt_at == sent.first_due_at == LATER


@pytest.mark.parametrize("state", [States.DEAD, States.READY, States.DELIVERED])
def test_it_goes_the_way_that_is_right_for_the_body_now(user, state):
    row = make_delivery(state=state, channel="webhook", carrier="host:old.example")

    sent = again(row, user)

    sent.refresh_from_db()
    assert (sent.channel, sent.carrier) == ("email", RELAY)


def test_a_test_message_stays_with_the_channel_it_tests(user):
    row = make_delivery(
        state=States.DEAD, kind=Delivery.Kinds.TEST, channel="webhook", carrier="host:a"
    )

    assert again(row, user).channel == "webhook"


@pytest.mark.parametrize("state", [States.DELIVERED, States.BOUNCED])
def test_what_was_sent_goes_out_as_a_new_message_marked_as_a_repeat(user, state):
    row = make_delivery(state=state)

    sent = again(row, user)

    row.refresh_from_db()
    assert row.state == state
    assert sent.pk != row.pk
    assert sent.dedup_key == row.dedup_key[:-1] + "2"
    assert sent.possible_duplicate
    assert sent.message_id != row.message_id
    assert (sent.state, sent.next_attempt_at) == (States.READY, LATER)
    Delivery.objects.filter(pk=sent.pk).update(state=States.DELIVERED)
    third = again(row, user)
    assert third.dedup_key == row.dedup_key[:-1] + "3"


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


def test_a_message_about_no_offer_is_repeated_under_its_next_number(user):
    body, about = make_body(), make_body()
    row = new_delivery(
        kind=Delivery.Kinds.DIGEST,
        receiver=Delivery.Receivers.ADMINISTRATOR,
        about="digest:7:2022-03-04",
        body=body,
        now=NOW,
    )
    row.state, row.about_body = States.DELIVERED, about
    row.save()

    sent = again(row, user)

    assert sent.dedup_key == "digest:7:2022-03-04:digest:2"
    assert (sent.body, sent.about_body, sent.kind) == (body, about, row.kind)
    assert (sent.offer, sent.possible_duplicate) == (None, True)


def test_the_number_follows_the_highest_whatever_it_is(user):
    row = make_delivery(state=States.DELIVERED, dedup_key="a:b:forward:1")
    tenth = make_delivery(
        state=States.BOUNCED, dedup_key="a:b:forward:10", referral=row.referral
    )
    make_delivery(dedup_key="a:b:forward2:1", referral=row.referral)

    assert again(tenth, user).dedup_key == "a:b:forward:11"


@pytest.mark.parametrize("state", [States.DEAD, States.DELIVERED])
def test_nothing_is_sent_again_about_an_erased_offer(user, state):
    row = make_delivery(state=state)
    row.offer.erased_at = NOW
    row.offer.save()

    with pytest.raises(ForbiddenTransition):
        again(row, user)

    assert Delivery.objects.get().state == state


def test_an_offer_is_not_sent_again_to_a_body_that_does_not_have_it_any_more(user):
    """It would only be cancelled when its turn comes."""
    row = make_delivery(state=States.DELIVERED)
    row.referral.state = "withdrawn"
    row.referral.save()

    assert "send_again" not in acts_on(row)
    with pytest.raises(ForbiddenTransition):
        again(row, user)
    # That it was withdrawn may be said once more.
    assert "send_again" in acts_on(
        make_delivery(referral=row.referral, kind="ended", state=States.DELIVERED)
    )


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_people_who_repeat_it_at_once_send_one_repeat(file_database):
    row = make_delivery(state=States.DELIVERED)
    repeat = make_delivery(
        state=States.DELIVERED, dedup_key=row.dedup_key[:-1] + "2", offer=row.offer
    )

    def act(delivery):
        try:
            return again(delivery, None)
        except ForbiddenTransition:
            return "refused"

    results = at_once(*(partial(act, it) for it in [row, repeat] * 4))

    assert (results.count("refused"), Delivery.objects.count()) == (7, 3)


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


WORK_LISTS = [States.DEAD, States.HELD, States.BOUNCED]


@pytest.mark.parametrize("state", WORK_LISTS)
def test_every_work_list_can_be_cleared_by_hand(user, state):
    row = make_delivery(state=state, held_reason=Delivery.HeldReasons.SUSPECT)

    mark_handled(delivery=row, user=user, note="x", now=LATER)

    row.refresh_from_db()
    assert (row.state, row.held_reason) == (States.HANDLED, "")


@pytest.mark.parametrize("state", [s for s in States if s not in WORK_LISTS])
def test_what_is_not_on_a_work_list_cannot_be_handled_by_hand(user, state):
    row = make_delivery(state=state)

    with pytest.raises(ForbiddenTransition):
        mark_handled(delivery=row, user=user, note="x", now=LATER)

    assert not row.offer.notes.exists()
