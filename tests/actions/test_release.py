"""An offer with a phone number goes on without a confirmation, after a while."""

from datetime import timedelta

import pytest

from django.db import connection

from hilfe_ukraine.actions.confirm import confirm, release_due
from hilfe_ukraine.actions.decide import decide_again
from hilfe_ukraine.models import Delivery, HelpOffer, Referral
from tests.actions.read import change_routing, fresh
from tests.database import statements
from tests.factories import NOW
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

STATES = HelpOffer.States
LATER = NOW + timedelta(hours=3)
PHONE = {"email": "erika@muster.example", "phone": "+493515640"}


@pytest.fixture
def reachable(hand_in, kreis):
    """An unconfirmed offer with a phone number beside the e-mail address."""
    route("14626", {"bodies": (kreis,)})
    return hand_in(confirmation_required=True, contact=PHONE)


def test_an_offer_with_a_phone_number_goes_on_after_a_day(reachable, kreis):
    day = NOW + timedelta(hours=24)

    assert release_due(now=day - timedelta(seconds=1)) == 0
    assert fresh(reachable).state == STATES.UNCONFIRMED
    assert release_due(now=day) == 1

    offer = fresh(reachable)
    assert (offer.state, offer.contact_check) == (STATES.REFERRED, "released")
    assert (offer.confirmed_at, offer.release_at) == (None, None)
    assert [row.body for row in offer.referrals.all()] == [kreis]
    assert offer.contact == PHONE
    assert release_due(now=day) == 0


def test_an_offer_that_cannot_go_on_holds_up_no_other(
    hand_in, reachable, monkeypatch, caplog
):
    second = hand_in(confirmation_required=True, contact=PHONE)

    def decide(*, offer, **rest):
        if offer.pk == reachable.pk:
            raise KeyError("erika@muster.example")
        return decide_again(offer=offer, **rest)

    monkeypatch.setattr("hilfe_ukraine.actions.confirm.decide_again", decide)

    assert release_due(now=NOW + timedelta(hours=24)) == 1
    assert fresh(reachable).state == STATES.UNCONFIRMED
    assert fresh(second).state == STATES.REFERRED
    assert "KeyError" in caplog.text
    assert "erika" not in caplog.text


def test_an_email_address_alone_is_never_released(unconfirmed):
    assert release_due(now=NOW + timedelta(days=300)) == 0
    assert fresh(unconfirmed).state == STATES.UNCONFIRMED


def test_a_released_offer_can_still_be_confirmed(reachable):
    release_due(now=NOW + timedelta(hours=24))
    rows = Referral.objects.count(), Delivery.objects.count()
    assert not Delivery.objects.filter(kind="received").exists()

    assert confirm(offer=reachable, now=LATER) is False
    offer = fresh(reachable)
    assert (offer.contact_check, offer.confirmed_at) == ("confirmed", LATER)
    letter = Delivery.objects.get(kind="received")
    assert letter.receiver == "helper"
    assert (Referral.objects.count(), Delivery.objects.count() - 1) == rows


def test_a_confirmed_offer_is_not_released(reachable):
    confirm(offer=reachable, now=LATER)

    assert release_due(now=NOW + timedelta(days=2)) == 0


def test_an_offer_whose_use_is_restricted_waits_until_that_is_over(reachable):
    HelpOffer.objects.update(restricted_at=NOW)
    assert release_due(now=NOW + timedelta(days=2)) == 0
    assert fresh(reachable).state == STATES.UNCONFIRMED

    HelpOffer.objects.update(restricted_at=None)
    assert release_due(now=NOW + timedelta(days=2)) == 1


def test_a_changed_decision_is_written_at_the_release(reachable):
    change_routing()
    release_due(now=NOW + timedelta(hours=24))

    assert reachable.decisions.last().cause == "released"


def test_only_so_many_go_at_once_the_longest_waiting_first(hand_in):
    first, second = (
        hand_in(
            confirmation_required=True,
            contact=PHONE,
            now=NOW + timedelta(minutes=minutes),
        )
        for minutes in (0, 1)
    )
    later = NOW + timedelta(days=2)

    assert release_due(now=later, limit=1) == 1
    assert fresh(first).state != STATES.UNCONFIRMED
    assert fresh(second).state == STATES.UNCONFIRMED
    assert release_due(now=later) == 1


def test_many_that_cannot_go_on_keep_back_nobody(hand_in, monkeypatch):
    values = {"confirmation_required": True, "contact": PHONE}
    bad = {hand_in(**values).pk for _ in range(3)}
    good = hand_in(now=NOW + timedelta(minutes=1), **values)

    def decide(*, offer, **rest):
        if offer.pk in bad:
            raise KeyError
        return decide_again(offer=offer, **rest)

    monkeypatch.setattr("hilfe_ukraine.actions.confirm.decide_again", decide)

    assert release_due(now=NOW + timedelta(days=2), limit=1) == 1
    assert fresh(good).state != STATES.UNCONFIRMED


def test_a_row_that_no_key_opens_keeps_back_nobody(reachable, hand_in):
    second = hand_in(confirmation_required=True, contact=PHONE)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE hilfe_ukraine_helpoffer SET contact = 'lost:x' WHERE id = %s",
            [reachable.pk],
        )

    assert release_due(now=NOW + timedelta(hours=24)) == 2
    assert fresh(second).state == STATES.REFERRED


def test_with_nothing_due_a_release_is_one_statement(unconfirmed):
    with statements() as found:
        release_due(now=NOW + timedelta(days=3))

    assert len(found) == 1
