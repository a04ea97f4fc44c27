"""Retiring a body: what it has not answered is told, and passed on by a tick."""

import pytest

from tests.factories import (
    make_offer,
    make_referral,
)
from tests.wagtail_admin.bodies.replacing import address, limited, published, replace


pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(old):
    published("14626", old)
    offer = make_offer(state="referred", waiting_for="")
    return make_referral(body=old, offer=offer)


def test_the_page_says_how_many_there_are(admin, old, referral):
    page = admin.get(address(old))

    assert "1 open offer is still there" in page.content.decode()
    assert page.context["form"]["pass_on"].initial


def test_where_there_is_none_nothing_is_asked(admin, old):
    published("14626", old)

    page = admin.get(address(old))

    assert "still there" not in page.content.decode()
    assert "pass_on" not in page.context["form"].fields


def test_with_the_tick_it_goes_to_the_other_body(admin, old, new, referral):
    data = {"by": new.pk, "note": "Brief", "pass_on": "on"}
    page = admin.post(address(old), data, follow=True).content.decode()

    assert "1 offer was passed on." in page
    bodies = referral.offer.referrals.live().values_list("body__key", flat=True)
    assert list(bodies) == ["new"]


def test_without_it_the_page_says_where_it_stands(admin, old, new, referral):
    page = replace(admin, old, new).content.decode()

    assert "1 open offer is still with this body." in page
    referral.refresh_from_db()
    assert referral.state == "open"


def test_another_body_can_be_named_although_no_rule_names_this_one(admin, old, new):
    offer = make_offer(state="referred", waiting_for="", fallback_body=old)
    make_referral(body=old, offer=offer)
    assert not admin.get(address(old)).context["form"]["by"].is_hidden

    data = {"by": new.pk, "note": "Brief", "pass_on": "on"}
    admin.post(address(old), data)

    bodies = offer.referrals.live().values_list("body__key", flat=True)
    assert list(bodies) == ["new"]


def test_who_may_not_act_on_offers_reads_it_and_has_no_tick(
    person, browser, old, new, referral
):
    client = limited(person, browser)
    page = client.get(address(old))
    assert "1 open offer is still there" in page.content.decode()
    assert "pass_on" not in page.context["form"].fields

    data = {"by": new.pk, "note": "Brief", "pass_on": "on"}
    client.post(address(old), data)

    referral.refresh_from_db()
    assert referral.state == "open"
