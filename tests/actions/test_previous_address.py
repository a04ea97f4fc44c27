"""The previous e-mail address hears that it is to be replaced, whatever comes first."""

from datetime import timedelta

import pytest

from hilfe_ukraine.actions.correct import Correction, confirm_address, correct
from hilfe_ukraine.actions.erase import erase_offer
from hilfe_ukraine.actions.sending.send_again import send_again
from hilfe_ukraine.delivery.attempt import make_attempt
from hilfe_ukraine.delivery.messages import write_message
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.models import Delivery, HelpOffer
from tests.database import everything_stored
from tests.factories import NOW, make_body
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)
OLD, NEW, OTHER = "Erika@muster.example", "neu@muster.example", "noch@muster.example"
States = Delivery.States


@pytest.fixture
def offer(hand_in):
    route("14626", {"bodies": (make_body("kreis"),)})
    offer = hand_in()
    offer.deliveries.update(state=States.DELIVERED)
    return offer


def give(offer, email, **contact):
    contact = {"name": "Erika Muster", "email": email, **contact}
    correction = Correction(contact=contact, details="Zimmer")
    correct(offer=offer, correction=correction, now=LATER)


def notices(offer):
    return list(offer.deliveries.filter(kind="old_address").order_by("pk"))


def kinds(offer):
    rows = offer.deliveries.filter(state=States.READY).order_by("pk")
    return [row.kind for row in rows]


def mail(row):
    return write_message(Delivery.objects.get(pk=row.pk), number=1, now=LATER)


def test_it_is_written_to_before_the_new_one(offer):
    give(offer, NEW)

    assert kinds(offer) == ["old_address", "new_address"]
    (row,) = notices(offer)
    assert (row.receiver, row.next_attempt_at) == ("helper", LATER)
    assert not row.possible_duplicate
    assert mail(row).to == OLD
    assert OLD not in everything_stored()


def test_the_same_again_is_not_written_and_another_one_is(offer):
    for email in (NEW, NEW, OTHER):
        give(offer, email)

    assert len(notices(offer)) == 2


@pytest.mark.parametrize("email", [OLD, OLD.upper()])
def test_who_keeps_the_address_hears_nothing(offer, email):
    give(offer, email, phone="+493515640")

    assert notices(offer) == []


def test_the_first_address_has_no_previous_one(hand_in):
    route("14626", {"bodies": (make_body("kreis"),)})
    offer = hand_in(contact={"name": "Erika Muster", "phone": "+493515640"})
    give(offer, NEW)

    assert notices(offer) == []
    assert "new_address" in kinds(offer)


def test_an_address_that_was_never_confirmed_may_belong_to_anybody(offer):
    HelpOffer.objects.update(contact_check=HelpOffer.ContactChecks.RELEASED)
    give(offer, NEW)

    assert notices(offer) == []


def test_an_address_that_is_taken_away_hears_of_it(offer):
    """Or another one could be given afterwards as if it were the first."""
    give(offer, "", phone="+493515640")
    give(offer, NEW, phone="+493515640")

    (row,) = notices(offer)
    written = mail(row)
    assert written.to == OLD
    assert "/manage/" not in written.text + written.html


def test_a_late_letter_goes_to_the_previous_address_without_a_link(offer):
    give(offer, NEW)
    (row,) = notices(offer)
    confirm_address(offer=offer, email=NEW, now=LATER)

    written = mail(row)
    assert written.to == OLD
    assert "/manage/" not in written.text + written.html
    row.refresh_from_db()
    assert row.state == States.READY


def test_sent_once_more_it_goes_to_the_previous_address_again(offer):
    give(offer, NEW)
    (row,) = notices(offer)
    confirm_address(offer=offer, email=NEW, now=LATER)
    Delivery.objects.filter(pk=row.pk).update(state=States.DELIVERED)

    repeat = send_again(delivery=row, user=None, now=LATER)

    assert mail(repeat).to == OLD


def test_the_previous_address_is_erased_with_the_offer(offer):
    give(offer, NEW)
    erase_offer(offer=offer, cause=ErasureCause.REQUEST, now=LATER)

    (row,) = notices(offer)
    assert (row.state, row.address) == (States.CANCELLED, "")


def test_a_request_nobody_needs_any_more_is_nobodys_work(offer):
    """Its worker had it while the helper put the old address back."""
    give(offer, NEW)
    request = offer.deliveries.get(kind="new_address")
    give(offer, OLD)
    Delivery.objects.filter(pk=request.pk).update(state=States.READY)

    tried = make_attempt(request.uuid, now=LATER, clock=lambda: LATER)

    assert tried.happened is Happened.CANCELLED
    request.refresh_from_db()
    assert (request.state, request.last_code) == (States.CANCELLED, "ended")
