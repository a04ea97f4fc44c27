"""Every page of the admin that shows an offer can show one that was erased."""

import pytest

from django.urls import reverse

from hilfe_ukraine.actions.erase import erase_offer
from hilfe_ukraine.actions.roles import ADMINISTRATOR
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.models import Answer, Attempt, Note
from hilfe_ukraine.wagtail_admin.offer_urls import story_url
from tests.factories import NOW, make_delivery, make_referral, make_user


pytestmark = pytest.mark.django_db

OFFERS = "/admin/hilfe-ukraine/offers/"
MESSAGES = "/admin/hilfe-ukraine/deliveries/"


@pytest.fixture
def row():
    """A delivered message about an offer with a long story."""
    referral = make_referral(file_number="Muster 1", opened_at=NOW)
    row = make_delivery(referral=referral, state="delivered")
    Attempt.objects.create(
        delivery=row, lease_no=1, started_at=NOW, address="a@b.example", content="x"
    )
    Note.objects.create(offer=row.offer, text="ruft an", created_at=NOW)
    Answer.objects.create(referral=referral, kind="received", text="x", answered_at=NOW)
    return row


def addresses(row):
    return [
        story_url(row.offer),
        story_url(row),
        OFFERS,
        MESSAGES,
        f"{OFFERS}?export=csv",
        f"{OFFERS}?export=xlsx",
        reverse("hilfe_inbox:detail", args=[row.referral.uuid]),
    ]


def test_what_is_left_of_it_is_shown(row, browser):
    superuser = browser(make_user(is_superuser=True, staff_of=row.referral.body))
    before = superuser.get(story_url(row.offer)).getvalue()
    assert b"Muster" in before
    assert b"ruft an" in before
    erase_offer(offer=row.offer, cause=ErasureCause.REQUEST, now=NOW)

    for address in addresses(row):
        response = superuser.get(address)
        assert response.status_code == 200, address
        content = response.getvalue()
        assert b"Muster" not in content, address
        assert b"ruft an" not in content, address


def test_the_register_offers_to_send_only_the_letter_again(row, person, browser):
    admin = browser(person(ADMINISTRATOR))
    erase_offer(offer=row.offer, cause=ErasureCause.REQUEST, now=NOW)

    letter = row.offer.deliveries.exclude(pk=row.pk).get()
    address, of_letter = (
        reverse("hilfe_ukraine_send_again", args=[uuid])
        for uuid in (row.uuid, letter.uuid)
    )
    for page in (story_url(row.offer), story_url(row), story_url(letter)):
        assert address not in admin.get(page).content.decode()
    assert of_letter in admin.get(story_url(row.offer)).content.decode()
    answer = admin.post(address, follow=True)

    assert "nothing was done" in answer.content.decode()
    assert row.offer.deliveries.count() == 2  # the message, and the letter
