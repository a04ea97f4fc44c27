"""Holding what is meant for an address in doubt, and telling the office once."""

from datetime import UTC, datetime, timedelta

import pytest

from hilfe_ukraine.actions.sending.bounce import note_bounce
from hilfe_ukraine.actions.sending.doubt import doubt_address, hold_for_suspects
from hilfe_ukraine.models import Delivery, HelpOffer
from tests.database import statements
from tests.factories import NOW, make_body, make_delivery, make_offer, make_referral


pytestmark = pytest.mark.django_db

States, Kinds = Delivery.States, Delivery.Kinds
MONDAY = NOW + timedelta(days=3)


@pytest.fixture
def office():
    return make_body("office")


@pytest.fixture
def body():
    return make_body("kreis")


def message(body, office=None, **values):
    """A message about an offer of this office, referred to this body."""
    offer = make_offer(state=HelpOffer.States.REFERRED, owning_office=office)
    return make_delivery(referral=make_referral(offer=offer, body=body), **values)


def doubt(body, now=NOW):
    doubt_address(body_id=body.pk, now=now)


def stand(row):
    row.refresh_from_db()
    row.referral.refresh_from_db()
    return row.state, row.held_reason, row.referral.pass_on_at


def letters():
    return list(Delivery.objects.filter(kind=Kinds.SUSPECT).order_by("pk"))


def test_what_is_ready_for_the_body_is_held(body):
    row = message(body)

    doubt(body)

    assert stand(row) == (States.HELD, "suspect", MONDAY)


def test_what_is_meant_for_others_goes_on(body):
    row = message(make_body("stadt"))

    doubt(body)

    assert stand(row) == (States.READY, "", None)


def test_what_goes_another_way_than_by_mail_goes_on(body, office):
    row = message(body, office, channel="webhook")

    doubt(body)

    assert stand(row) == (States.READY, "", None)
    assert letters() == []
    assert hold_for_suspects(now=NOW) == 0


def test_letters_to_the_body_are_not_held(body):
    row = message(body, kind=Kinds.NOBODY)

    doubt(body)

    assert stand(row)[0] == States.READY


@pytest.mark.parametrize("state", [States.DEAD, States.BOUNCED])
def test_offers_that_died_or_came_back_earlier_go_on_as_well(body, state):
    row = message(body, state=state)

    doubt(body)

    assert stand(row) == (state, "", MONDAY)


@pytest.mark.parametrize("state", [States.DELIVERED, States.HANDLED, States.INFLIGHT])
def test_an_offer_that_got_through_stays_although_its_repeat_is_held(body, state):
    row = message(body, state=state)
    repeat = make_delivery(referral=row.referral)

    doubt(body)

    assert stand(row) == (state, "", None)
    assert stand(repeat) == (States.HELD, "suspect", None)


def test_what_a_person_holds_back_is_left_to_the_person(body):
    row = message(body, state=States.HELD, held_reason=Delivery.HeldReasons.GONE)

    doubt(body)

    assert stand(row) == (States.HELD, "gone", None)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        # Friday 15:00 to Monday; the day before Buß- und Bettag to the day after it.
        (datetime(2022, 3, 4, 14, tzinfo=UTC), datetime(2022, 3, 7, 14, tzinfo=UTC)),
        (datetime(2022, 11, 15, 9, tzinfo=UTC), datetime(2022, 11, 17, 9, tzinfo=UTC)),
        # Clocks go forward on Sunday: 15:00 stays 15:00.
        (datetime(2022, 3, 25, 14, tzinfo=UTC), datetime(2022, 3, 28, 13, tzinfo=UTC)),
    ],
)
def test_somebody_has_one_working_day(body, now, expected):
    row = message(body)

    doubt(body, now)

    assert stand(row)[2] == expected


class TestLetters:
    def test_the_owning_office_is_told(self, body, office):
        message(body, office)

        doubt(body)

        (letter,) = letters()
        assert (letter.body, letter.about_body) == (office, body)
        assert (letter.offer, letter.receiver) == (None, "administrator")
        assert (letter.state, letter.next_attempt_at) == (States.READY, NOW)

    def test_once_for_many_offers(self, body, office):
        for _ in range(3):
            message(body, office)

        doubt(body)

        assert len(letters()) == 1

    def test_each_office_once(self, body, office):
        other = make_body("other")
        for owner in (office, other, office, None):
            message(body, owner)

        doubt(body)

        assert {letter.body for letter in letters()} == {office, other}
        assert len(letters()) == 2

    def test_once_although_more_comes_back_later(self, body, office):
        message(body, office)
        doubt(body)
        late = message(body, office, state=States.DELIVERED)

        note_bounce(delivery_uuid=late.uuid, hard=True, code="5.1.1", now=MONDAY)

        assert len(letters()) == 1
        assert stand(late)[2] == MONDAY + timedelta(days=1)

    def test_an_office_that_comes_later_is_told_then(self, body, office):
        message(body, office)
        doubt(body)
        message(body, make_body("other"))

        hold_for_suspects(now=MONDAY)

        assert [letter.body.key for letter in letters()] == ["office", "other"]

    def test_an_office_is_not_told_at_the_address_in_doubt(self, office):
        message(office, office)

        doubt(office)

        assert letters() == []

    def test_its_deputy_is(self, office):
        office.deputy = make_body("deputy")
        office.save()
        message(office, office)

        doubt(office)

        assert [letter.body for letter in letters()] == [office.deputy]


class TestHouse:
    def test_what_slipped_through_is_held(self, body):
        doubt(body)
        row = message(body)

        assert hold_for_suspects(now=NOW) == 1
        assert stand(row) == (States.HELD, "suspect", MONDAY)
        assert hold_for_suspects(now=NOW) == 0

    def test_what_is_being_sent_is_held_when_it_comes_back(self, body):
        row = message(body, state=States.INFLIGHT)
        doubt(body)
        assert hold_for_suspects(now=NOW) == 0

        Delivery.objects.filter(pk=row.pk).update(state=States.READY)

        assert hold_for_suspects(now=NOW) == 1
        assert stand(row) == (States.HELD, "suspect", MONDAY)

    def test_a_body_doubted_by_hand_is_no_different(self, body, office):
        row = message(body, office)
        body.contact_state = "suspect"
        body.save()

        hold_for_suspects(now=NOW)

        assert stand(row) == (States.HELD, "suspect", MONDAY)
        assert len(letters()) == 1

    def test_a_body_retired_by_hand_gets_nothing_more(self, body, office):
        body.contact_state = "retired"
        body.save()
        row, by_webhook = message(body, office), message(body, channel="webhook")

        assert hold_for_suspects(now=NOW) == 1

        assert stand(row) == (States.HELD, "suspect", MONDAY)
        assert stand(by_webhook) == (States.HELD, "suspect", MONDAY)
        assert len(letters()) == 1
        assert hold_for_suspects(now=NOW) == 0

    @pytest.mark.parametrize("state", ["confirmed", "unconfirmed"])
    def test_nobody_elses_is_held(self, body, state):
        body.contact_state = state
        body.save()
        row = message(body)

        assert hold_for_suspects(now=NOW) == 0
        assert stand(row)[0] == States.READY


def test_it_costs_the_same_for_many_offers(body, office):
    def cost():
        body.contact_state = "confirmed"
        body.save()
        with statements() as said:
            doubt(body)
        return len(said)

    message(body, office)
    first = cost()
    for _ in range(10):
        message(body, office)

    assert cost() <= first <= 14
