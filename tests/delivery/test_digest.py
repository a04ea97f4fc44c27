"""What the daily digest says, and what it never says."""

from datetime import timedelta

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hilfe_ukraine.delivery import digest
from hilfe_ukraine.delivery.messages import write_message
from hilfe_ukraine.domain.errors import Unsendable
from hilfe_ukraine.models import Delivery, HelpOffer
from hilfe_ukraine.wagtail_admin.offer_urls import OFFERS_PATH
from tests.factories import NOW, make_body, make_delivery, make_offer, make_referral


pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_body("office")


@pytest.fixture
def row(office):
    return make_delivery(
        offer=None,
        body=office,
        kind=Delivery.Kinds.DIGEST,
        receiver=Delivery.Receivers.ADMINISTRATOR,
        language="en",
    )


def write(row):
    return write_message(row, number=1, now=NOW)


def stuck(office, state, **values):
    offer = make_offer(owning_office=office, state="referred", waiting_for="")
    make_delivery(referral=make_referral(offer=offer), state=state, **values)
    return offer


def referred(office, **values):
    offer = make_offer(owning_office=office, state="referred", waiting_for="")
    make_referral(offer=offer, **values)
    return offer


def test_it_names_the_offers_of_each_kind_with_their_links(row, office):
    unrouted = make_offer(owning_office=office)
    dead = stuck(office, "dead")
    bounced, held = stuck(office, "bounced"), stuck(office, "held")
    slow = stuck(office, "ready", first_due_at=NOW - timedelta(hours=5))
    left = referred(office, body=make_body(contact_state="retired"))
    silent = referred(office, due_at=NOW - timedelta(days=1))

    message = write(row)

    assert message.to == "office@office.example"
    assert message.subject == "Offers of help that need you"
    for offer in (unrouted, dead, bounced, held, slow, left, silent):
        link = f"http://testserver/admin/{OFFERS_PATH}/?q={offer.reference}"
        assert link in message.text
        assert link in message.html
    for words in (
        "Nobody is in charge yet (1)",
        "A message was given up (1)",
        "A message came back (1)",
        "A message is held (1)",
        "The body has not been reached yet (1)",
        "The body is retired, and still has the offer (1)",
        "No answer since it was due (1)",
    ):
        assert words in message.text
        assert words in message.html


def test_other_offices_and_what_goes_well_are_not_in_it(row, office):
    make_offer(owning_office=office)
    foreign = make_offer(owning_office=make_body("other"))
    fine = stuck(office, "delivered")
    fresh = stuck(office, "ready", first_due_at=NOW)

    text = write(row).text

    for offer in (foreign, fine, fresh):
        assert offer.reference not in text
    assert "given up" not in text


def test_it_holds_nothing_that_helpers_entered(row, office):
    make_offer(owning_office=office, entries=[{"label": "x", "value": "quiet rooms"}])
    message = write(row)

    for personal in ("Erika", "Muster", "erika@", "quiet", "02826"):
        assert personal not in message.subject + message.text + message.html


def test_an_offer_with_two_messages_is_named_once(row, office):
    offer = stuck(office, "dead")
    make_delivery(offer=offer, referral=None, kind="nobody", state="dead")

    text = write(row).text

    assert "A message was given up (1)" in text
    assert text.count(f"  {offer.reference} ") == 1


def test_long_lists_are_cut_and_counted(row, office):
    for _ in range(23):
        make_offer(owning_office=office)

    message = write(row)

    assert "Nobody is in charge yet (23)" in message.text
    assert "and 3 more" in message.text
    assert "and 3 more" in message.html
    assert message.text.count("?q=") == 20


def test_what_was_solved_meanwhile_is_said(row):
    message = write(row)

    assert message.subject == "Offers of help: nothing open any more"
    assert "You need do nothing." in message.text
    assert "You need do nothing." in message.html
    assert "(0)" not in message.text


def test_what_is_stuck_is_read_when_it_is_sent(row, office):
    offer = make_offer(owning_office=office)
    assert offer.reference in write(row).text

    HelpOffer.objects.update(state="referred", waiting_for="")

    assert offer.reference not in write(row).text


def test_without_an_admin_there_are_no_links(row, office, monkeypatch):
    make_offer(owning_office=office)
    monkeypatch.setattr("hilfe_ukraine.delivery.message_links._REGISTER", "nowhere")
    monkeypatch.setattr(digest, "_LIST", "nowhere")

    assert "http" not in write(row).text


def test_the_form_of_the_mail(row, office):
    make_offer(owning_office=office)
    row.possible_duplicate = True

    message = write(row)

    assert message.subject.endswith("[repeat]")
    assert '<html lang="en">' in message.html
    assert "{%" not in message.html + message.text
    assert "\n\n\n" not in message.text
    assert message.text.startswith("Hello,\n\n")


def test_without_an_office_there_is_nobody_to_write_to(row):
    row.body = None

    with pytest.raises(Unsendable, match="no_body"):
        write(row)


def test_it_costs_the_same_however_many_are_stuck(row, office):
    def statements():
        with CaptureQueriesContext(connection) as found:
            write(row)
        return len(found)

    for state in ("dead", "held", "bounced"):
        stuck(office, state)
    few = statements()
    for _ in range(5):
        for state in ("dead", "held", "bounced"):
            stuck(office, state)
    assert statements() == few <= 12
