"""Who saw an offer, and when its body did for the first time."""

from datetime import timedelta

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.openings import note_opening_by_link, note_opening_by_staff
from hilfe_ukraine.models import Referral
from tests.factories import NOW, make_referral, make_user


pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def test_the_first_opening_is_noted_and_each_is_logged():
    referral = make_referral()

    note_opening_by_link(referral=referral, now=NOW)
    note_opening_by_link(referral=referral, now=LATER)

    assert Referral.objects.get().opened_at == NOW
    logged = ModelLogEntry.objects.for_instance(referral.offer)
    assert [entry.action for entry in logged] == 2 * ["hilfe_ukraine.link_opened"]
    assert logged[0].data == {"referral": str(referral.uuid)}


def test_two_who_open_at_once_leave_the_first_time():
    referral = make_referral()
    other = Referral.objects.get()
    note_opening_by_link(referral=other, now=NOW)

    note_opening_by_link(referral=referral, now=LATER)

    assert Referral.objects.get().opened_at == NOW


def test_staff_that_opens_it_in_the_admin_is_named_in_the_log():
    referral, user = make_referral(), make_user()

    note_opening_by_staff(referral=referral, user=user, now=NOW)
    note_opening_by_link(referral=referral, now=LATER)

    assert Referral.objects.get().opened_at == NOW
    first = ModelLogEntry.objects.for_instance(referral.offer).order_by("pk")[0]
    assert (first.action, first.user) == ("hilfe_ukraine.offer_opened", user)
    assert first.data == {"referral": str(referral.uuid)}
