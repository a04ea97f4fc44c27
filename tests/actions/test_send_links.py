"""Lost links, reminders, and no flood of mail to somebody else's address."""

from datetime import timedelta

import pytest

from hilfe_ukraine.actions.confirm import confirm
from hilfe_ukraine.actions.send_links import remind_to_confirm, send_links
from hilfe_ukraine.models import Delivery, HelpOffer
from tests.database import row_counts
from tests.factories import NOW


pytestmark = pytest.mark.django_db

EMAIL = "erika@MUSTER.example"


def sent(kind):
    return Delivery.objects.filter(kind=kind)


def test_a_hundred_requests_make_one_mail_for_all_offers(hand_in):
    hand_in()
    hand_in(confirmation_required=True)
    for second in range(100):
        send_links(email=EMAIL, now=NOW + timedelta(seconds=second))

    (row,) = sent("links")
    assert (row.receiver, row.body, row.state) == ("helper", None, "ready")


def test_after_the_cooldown_there_is_another(hand_in, settings):
    hand_in()
    send_links(email=EMAIL, now=NOW)
    settings.HILFE_UKRAINE_LINK_COOLDOWN_MINUTES = 5
    send_links(email=EMAIL, now=NOW + timedelta(minutes=6))

    assert sent("links").count() == 2


def test_an_unknown_address_gets_nothing(hand_in):
    hand_in()
    before = row_counts()
    send_links(email="fremd@muster.example", now=NOW)

    assert row_counts() == before


@pytest.mark.parametrize("state", ["withdrawn", "taken", "expired"])
def test_offers_that_have_ended_have_no_links(hand_in, state):
    hand_in()
    HelpOffer.objects.update(state=state)
    send_links(email=EMAIL, now=NOW)

    assert not sent("links").exists()


def test_many_offers_of_one_address_do_not_flood_it(hand_in):
    for _ in range(20):
        hand_in(confirmation_required=True)

    assert sent("confirm").count() == 5
    (row,) = sent("links")
    assert row.next_attempt_at == NOW + timedelta(hours=1)


def test_an_unconfirmed_offer_is_reminded_of_twice(hand_in):
    hand_in(confirmation_required=True)
    counts = [
        remind_to_confirm(now=NOW + timedelta(days=days, minutes=1))
        for days in (0, 1, 1, 2, 4, 5, 5, 6, 13)
    ]

    assert counts == [0, 1, 0, 0, 0, 1, 0, 0, 0]
    assert sent("reminder").count() == 2


def test_one_reminder_speaks_of_all_offers_of_an_address(hand_in):
    for minute in range(3):
        hand_in(confirmation_required=True, now=NOW + timedelta(minutes=minute))

    assert remind_to_confirm(now=NOW + timedelta(days=1, hours=1)) == 1
    assert remind_to_confirm(now=NOW + timedelta(days=1, hours=2)) == 0


def test_who_confirmed_or_can_be_called_is_not_reminded(hand_in):
    confirm(offer=hand_in(confirmation_required=True), now=NOW)
    restricted = hand_in(confirmation_required=True)
    HelpOffer.objects.filter(pk=restricted.pk).update(restricted_at=NOW)
    confirm(offer=restricted, now=NOW)
    HelpOffer.objects.filter(pk=restricted.pk).update(restricted_at=None)
    phone = {"email": "x@muster.example", "phone": "+493515640"}
    hand_in(confirmation_required=True, contact=phone)

    assert remind_to_confirm(now=NOW + timedelta(days=1, hours=1)) == 0
