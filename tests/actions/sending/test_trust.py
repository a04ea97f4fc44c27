"""An address that is right again gets what was held for it."""

from datetime import date, timedelta

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.pause import pause
from hilfe_ukraine.actions.sending import trust as trust_room
from hilfe_ukraine.actions.sending.bounce import note_bounce
from hilfe_ukraine.actions.sending.doubt import doubt_address
from hilfe_ukraine.actions.sending.send_again import send_again
from hilfe_ukraine.actions.sending.trust import address_is_right_again, send_for_trusted
from hilfe_ukraine.delivery.claim import Refused, claim
from hilfe_ukraine.models import Delivery, Referral
from tests.database import statements
from tests.factories import NOW, make_body, make_delivery, make_offer, make_referral


pytestmark = pytest.mark.django_db

States, Kinds = Delivery.States, Delivery.Kinds
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def body():
    return make_body("kreis")


def message(body, **values):
    offer = make_offer(state="referred", owning_office=make_body())
    return make_delivery(referral=make_referral(offer=offer, body=body), **values)


def doubt(body):
    doubt_address(body_id=body.pk, now=NOW)


def trust(body, state="confirmed"):
    type(body).objects.filter(pk=body.pk).update(contact_state=state)
    return address_is_right_again(body_id=body.pk, now=LATER)


@pytest.mark.parametrize("state", ["confirmed", "unconfirmed"])
def test_what_was_held_goes_out_at_once_and_is_not_passed_on(body, state):
    row = message(body, attempts=3)
    doubt(body)

    assert trust(body, state)

    row.refresh_from_db()
    assert (row.state, row.held_reason, row.attempts) == (States.READY, "", 0)
    assert row.next_attempt_at == row.first_due_at == LATER
    row.referral.refresh_from_db()
    assert (row.referral.state, row.referral.pass_on_at) == ("open", None)


def test_what_was_held_of_a_paused_offer_waits_until_the_pause_is_over(body):
    row = message(body)
    doubt(body)
    pause(offer=row.offer, until=date(2022, 4, 1), now=NOW)

    assert trust(body)

    assert claim(row.uuid, LATER) is Refused.NOT_DUE
    row.refresh_from_db()
    assert row.state == States.READY
    assert row.next_attempt_at > NOW + timedelta(days=27)


def test_what_came_back_goes_once_more_marked_as_a_repeat(body):
    row = message(body, state=States.DELIVERED)
    note_bounce(delivery_uuid=row.uuid, hard=True, code="5.1.1", now=NOW)

    trust(body)

    row.refresh_from_db()
    again = Delivery.objects.get(referral=row.referral, state=States.READY)
    assert row.state == States.BOUNCED
    assert again.possible_duplicate
    assert again.dedup_key.endswith(":2")
    row.referral.refresh_from_db()
    assert row.referral.pass_on_at is None


def test_what_was_refused_starts_over(body):
    row = message(body, state=States.DEAD, attempts=1)
    doubt(body)

    trust(body)

    row.refresh_from_db()
    assert (row.state, row.attempts) == (States.READY, 0)


def test_a_repeat_that_was_held_is_enough(body):
    row = message(body, state=States.BOUNCED)
    repeat = make_delivery(referral=row.referral)
    doubt(body)

    trust(body)

    repeat.refresh_from_db()
    assert repeat.state == States.READY
    assert row.referral.deliveries.count() == 2


def test_a_letter_that_did_not_leave_yet_is_not_sent(body):
    message(body)
    doubt(body)

    trust(body)

    assert Delivery.objects.get(kind=Kinds.SUSPECT).state == States.CANCELLED


def test_the_next_doubt_is_told_anew(body):
    row = message(body)
    doubt(body)
    trust(body)

    doubt_address(body_id=body.pk, now=LATER)

    letters = Delivery.objects.filter(kind=Kinds.SUSPECT)
    assert {letter.body for letter in letters} == {row.offer.owning_office}
    assert letters.count() == 2


@pytest.mark.parametrize("state", ["suspect", "retired"])
def test_nothing_goes_to_an_address_that_is_still_wrong(body, state):
    row = message(body)
    doubt(body)

    assert not trust(body, state)

    row.refresh_from_db()
    assert row.state == States.HELD


def test_where_nothing_was_held_nothing_happens(body):
    row = message(body, state=States.HELD, held_reason="gone")

    assert not trust(body)

    row.refresh_from_db()
    assert row.state == States.HELD
    assert not ModelLogEntry.objects.filter(action__startswith="hilfe_").exists()


def test_it_is_logged_at_the_body(body):
    message(body)
    doubt(body)
    trust(body)

    entry = ModelLogEntry.objects.get(action="hilfe_ukraine.address_right")
    assert entry.object_id == str(body.pk)
    assert entry.data == {"messages": "1"}


def test_a_body_changed_in_another_way_is_found(body):
    row = message(body)
    doubt(body)
    assert send_for_trusted(now=LATER) == 0

    type(body).objects.update(contact_state="confirmed")

    assert send_for_trusted(now=LATER) == 1
    assert send_for_trusted(now=LATER) == 0
    row.refresh_from_db()
    assert row.state == States.READY


def test_a_body_that_fails_is_logged_by_its_number(body, monkeypatch, caplog):
    message(body)
    doubt(body)
    type(body).objects.update(contact_state="confirmed")

    def fail(*args):
        raise ValueError

    monkeypatch.setattr(trust_room, "_send_held", fail)

    assert send_for_trusted(now=LATER) == 0
    assert f"trusted body {body.pk}: ValueError" in caplog.text
    assert body.name not in caplog.text


def test_what_came_back_goes_in_batches(body):
    rows = [message(body, state=States.DELIVERED) for _ in range(3)]
    for row in rows:
        note_bounce(delivery_uuid=row.uuid, hard=True, code="5.1.1", now=NOW)
    type(body).objects.update(contact_state="confirmed")

    def run():
        address_is_right_again(body_id=body.pk, now=LATER, limit=2)
        waiting = Referral.objects.filter(pass_on_at__isnull=False).count()
        return Delivery.objects.filter(dedup_key__endswith=":2").count(), waiting

    assert [run(), run(), run()] == [(2, 1), (3, 0), (3, 0)]


def test_one_that_cannot_go_does_not_hold_up_the_others(body, monkeypatch, caplog):
    rows = [message(body, state=States.DEAD) for _ in range(2)]
    doubt(body)

    def fail(*, delivery, **others):
        if delivery == rows[0]:
            raise RuntimeError("Erika Muster")
        return send_again(delivery=delivery, **others)

    monkeypatch.setattr("hilfe_ukraine.actions.sending.trust.send_again", fail)

    trust(body)

    states = [Delivery.objects.get(pk=row.pk).state for row in rows]
    assert states == [States.DEAD, States.READY]
    assert "Muster" not in caplog.text
    assert body.name not in caplog.text


def test_it_costs_the_same_for_many_offers(body):
    def cost():
        doubt(body)
        with statements() as said:
            trust(body)
        return len(said)

    message(body)
    few = cost()
    for _ in range(8):
        message(body)

    assert cost() == few <= 11
