"""Corrections by the helper, and a new e-mail address."""

from datetime import date, timedelta

import pytest

from hilfe_ukraine.actions.correct import (
    NEW_EMAIL,
    Correction,
    confirm_address,
    correct,
)
from hilfe_ukraine.crypto import blind_index
from hilfe_ukraine.delivery.payloads import write_payload
from hilfe_ukraine.domain.errors import ForbiddenTransition, RestrictedOffer
from hilfe_ukraine.models import Delivery, HelpOffer
from tests.actions.read import fresh
from tests.database import everything_stored, row_counts
from tests.factories import NOW, make_body, make_referral
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)
CONTACT = {"name": "Erika Muster", "email": "Erika@muster.example"}
NEW = "neu@muster.example"


@pytest.fixture
def offer(hand_in):
    route("14626", {"bodies": (make_body("kreis"),)})
    offer = hand_in(facts={"helper": "person", "quantity": 3})
    offer.deliveries.update(state=Delivery.States.DELIVERED)
    return offer


def fix(offer, **values):
    usual = {"contact": CONTACT, "details": "Zimmer"}
    return correct(offer=offer, correction=Correction(**{**usual, **values}), now=LATER)


def written(offer, kind):
    return offer.deliveries.filter(kind=kind).count()


def test_what_is_offered_and_how_to_reach_the_helper_are_corrected(offer):
    phone = {**CONTACT, "phone": "+493515640"}
    period = {"available_from": date(2022, 4, 1), "available_until": date(2022, 5, 1)}

    assert fix(offer, contact=phone, details="Zwei", quantity=2, **period) is True

    row = fresh(offer)
    assert row.entries[0]["value"] == "Zwei"
    assert row.contact == phone
    assert row.phone_index == blind_index("phone", "+493515640")
    assert (row.quantity, row.facts["quantity"], row.decided_version) == (2, 2, 0)
    assert row.available_from == date(2022, 4, 1)
    assert written(offer, "changed") == 1


def test_the_same_again_changes_nothing(offer):
    before = row_counts()

    assert fix(offer) is False
    assert row_counts() == before


def test_one_message_is_enough_for_what_has_not_left(offer):
    fix(offer, details="Zwei")
    fix(offer, details="Drei")

    assert written(offer, "changed") == 1


def test_a_body_that_has_not_got_it_yet_needs_no_news(offer):
    offer.deliveries.update(state=Delivery.States.READY)
    fix(offer, details="Zwei")

    assert written(offer, "changed") == 0


def test_what_somebody_took_a_part_of_keeps_its_quantity(offer):
    make_referral(offer=offer, state="taken", share=1)
    fix(offer, quantity=9)

    assert fresh(offer).quantity == 3


def test_a_new_address_is_not_used_before_it_is_confirmed(offer):
    assert fix(offer, contact={**CONTACT, "email": NEW}) is False

    row = fresh(offer)
    assert (row.contact["email"], row.contact[NEW_EMAIL]) == (CONTACT["email"], NEW)
    assert row.email_index == blind_index("email", CONTACT["email"].lower())
    assert (written(offer, "new_address"), written(offer, "changed")) == (1, 0)
    news = offer.deliveries.get(kind="forward")
    assert NEW.encode() not in write_payload(news, now=LATER)
    assert NEW not in everything_stored()


def test_the_confirmed_address_is_used_and_older_links_end(offer):
    fix(offer, contact={**CONTACT, "email": NEW})

    assert confirm_address(offer=offer, email=NEW, now=LATER) is True
    row = fresh(offer)
    assert row.contact == {**CONTACT, "email": NEW}
    assert row.email_index == blind_index("email", NEW)
    assert (row.contact_check, row.link_version) == ("confirmed", 2)
    assert written(offer, "changed") == 1
    assert written(offer, "received") == 2
    assert confirm_address(offer=offer, email=NEW, now=LATER) is False


def test_an_address_that_was_replaced_cannot_be_confirmed_any_more(offer):
    fix(offer, contact={**CONTACT, "email": NEW})
    fix(offer, contact={**CONTACT, "email": "noch@muster.example"})

    assert confirm_address(offer=offer, email=NEW, now=LATER) is False
    waiting = offer.deliveries.filter(kind="new_address").order_by("pk")
    assert [row.state for row in waiting] == ["cancelled", "ready"]


def test_going_back_to_the_old_address_ends_the_new_one(offer):
    fix(offer, contact={**CONTACT, "email": NEW})
    fix(offer)

    assert fresh(offer).contact == CONTACT
    assert offer.deliveries.get(kind="new_address").state == "cancelled"
    assert confirm_address(offer=offer, email=NEW, now=LATER) is False


def test_a_request_that_would_go_once_more_is_not_needed_after_the_confirmation(offer):
    fix(offer, contact={**CONTACT, "email": NEW})
    request = offer.deliveries.filter(kind="new_address")
    request.update(state=Delivery.States.DEAD)
    confirm_address(offer=offer, email=NEW, now=LATER)

    assert request.get().state == "cancelled"


@pytest.mark.parametrize("state", ["withdrawn", "expired", "taken", "unconfirmed"])
def test_only_an_open_offer_is_corrected(offer, state):
    HelpOffer.objects.update(state=state)

    with pytest.raises(ForbiddenTransition):
        fix(offer, details="Zwei")


def test_a_restricted_offer_is_left_as_it_is(offer):
    HelpOffer.objects.update(restricted_at=NOW)

    with pytest.raises(RestrictedOffer):
        fix(offer, details="Zwei")
