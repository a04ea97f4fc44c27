"""What the mail says to whom has offered the same before."""

import re

from datetime import timedelta

import pytest

from django.utils import translation
from django.utils.formats import date_format

from hilfe_ukraine.crypto import blind_index
from hilfe_ukraine.delivery.messages import with_words, write_message
from hilfe_ukraine.links import Purpose, read_token
from hilfe_ukraine.models import Category, Delivery, HelpOffer
from tests.factories import NOW, make_category, make_delivery, make_offer, make_region


pytestmark = pytest.mark.django_db

Kinds = Delivery.Kinds
LATER = NOW + timedelta(days=200)


@pytest.fixture
def earlier():
    return offer(state=HelpOffer.States.REFERRED, submitted_at=LATER - timedelta(9))


def housing():
    return Category.objects.filter(key="housing").first() or make_category("housing")


def offer(**values):
    usual = {
        "email_index": blind_index("email", "erika@muster.example"),
        "category": housing(),
        "region": make_region("14626110"),
    }
    return make_offer(**{**usual, **values})


def mail(kind, **values):
    row = make_delivery(
        offer=offer(submitted_at=LATER, state=values.pop("state", "referred")),
        kind=kind,
        receiver=Delivery.Receivers.HELPER,
        language=values.pop("language", "en"),
        created_at=LATER,
    )
    row = with_words(Delivery.objects.filter(pk=row.pk)).get()
    return write_message(row, number=1, now=LATER)


@pytest.mark.parametrize("kind", [Kinds.CONFIRM, Kinds.OFFERED_BEFORE])
def test_the_mail_names_day_and_number_of_the_earlier_offer(earlier, kind):
    written = mail(kind)

    assert written.to == "erika@muster.example"
    with translation.override("en"):
        day = date_format(earlier.submitted_at)
    for text in (written.text, written.html):
        assert earlier.reference in text
        assert day in text
        assert "Erika Muster" not in text


@pytest.mark.parametrize("kind", [Kinds.CONFIRM, Kinds.OFFERED_BEFORE])
def test_the_mail_links_the_earlier_one(earlier, kind):
    written = mail(kind)

    token = re.search(r"/manage/([^/]+)/", written.text)[1]
    link = read_token(Purpose.MANAGE, token, now=LATER + timedelta(days=89))
    assert link.uuid == earlier.uuid
    assert f"/manage/{token}/" in written.html
    assert "here:" in written.text


@pytest.mark.parametrize("kind", [Kinds.CONFIRM, Kinds.OFFERED_BEFORE])
def test_without_an_earlier_offer_nothing_is_said_of_one(kind):
    written = mail(kind)

    assert "already" not in written.text + written.html


def test_an_earlier_offer_that_was_withdrawn_meanwhile_is_not_named(earlier):
    earlier.state = HelpOffer.States.WITHDRAWN
    earlier.save()
    written = mail(Kinds.OFFERED_BEFORE)

    assert earlier.reference not in written.text + written.html


@pytest.mark.parametrize("kind", [Kinds.CONFIRM, Kinds.OFFERED_BEFORE])
def test_no_link_leads_to_an_offer_whose_address_was_mistyped(earlier, kind):
    earlier.contact_check = HelpOffer.ContactChecks.RELEASED
    earlier.save()
    written = mail(kind)

    assert earlier.reference not in written.text + written.html
    assert "/manage/" not in written.text + written.html


def test_to_recognise_it_costs_one_statement(earlier, django_assert_num_queries):
    row = make_delivery(
        offer=offer(submitted_at=LATER),
        kind=Kinds.OFFERED_BEFORE,
        receiver=Delivery.Receivers.HELPER,
        language="en",
        created_at=LATER,
    )
    row = with_words(Delivery.objects.filter(pk=row.pk)).get()

    # The words of the category, the contact, and the earlier offer.
    with django_assert_num_queries(3):
        write_message(row, number=1, now=LATER)
