"""Routing selected offers again: shown first, then done, and only what waits."""

import re

from uuid import uuid4

import pytest

from django.urls import reverse

from hilfe_ukraine.actions.roles import ADMINISTRATOR, BODY_STAFF
from hilfe_ukraine.actions.route_many import foresee
from hilfe_ukraine.models import (
    Decision,
    HelpOffer,
    Referral,
    RegionRouting,
    RoutingVersion,
)
from hilfe_ukraine.wagtail_admin.offer_urls import offers_url, story_url
from hilfe_ukraine.wagtail_admin.offers import route_many_views
from tests.database import row_counts
from tests.factories import NOW, make_body, make_category, make_offer
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(person, browser):
    return browser(person(ADMINISTRATOR))


@pytest.fixture
def housing(goerlitz):
    return make_category("housing", title="Wohnraum")


@pytest.fixture
def waiting(housing):
    return make_offer(category=housing)


def address():
    return reverse("hilfe_ukraine_route_many")


def test_the_list_has_a_box_for_each_offer_that_waits(admin, waiting, housing):
    other = make_offer(category=housing, state="referred", waiting_for="")

    page = admin.get(offers_url()).content.decode()

    assert f'value="{waiting.uuid}"' in page
    assert f"Select {waiting.reference}" in page
    assert str(other.uuid) not in page.replace(f"/inspect/{other.uuid}", "")
    assert address() in page


def test_an_offer_whose_use_is_restricted_can_be_neither_ticked_nor_routed(
    admin, waiting
):
    HelpOffer.objects.update(restricted_at=NOW)
    route("14626", {"bodies": (make_body("kreis"),)})

    assert f'value="{waiting.uuid}"' not in admin.get(offers_url()).content.decode()
    assert "Route again" not in admin.get(story_url(waiting)).content.decode()
    data = {"uuid": [str(waiting.uuid)]}
    admin.post(address(), data)
    admin.post(reverse("hilfe_ukraine_route_again", args=[waiting.uuid]))
    assert not Referral.objects.exists()


def test_it_shows_where_each_would_go_and_changes_nothing(admin, waiting, housing):
    make_offer(category=housing, postcode="04109", region_key="14713")
    route("14626", {"bodies": (make_body("kreis", name="Landratsamt"),)})
    before = row_counts()
    uuids = [str(uuid) for uuid in HelpOffer.objects.values_list("uuid", flat=True)]

    page = admin.post(address(), {"uuid": uuids}).content.decode()

    assert "Nothing has been changed yet" in page
    for text in (waiting.reference, "Landratsamt", "no rule names a body", "Wohnraum"):
        assert text in page
    assert row_counts() == before


def test_it_says_in_a_sentence_what_each_waits_for(admin, waiting):
    page = admin.post(address(), {"uuid": [str(waiting.uuid)]}).content.decode()

    assert "</span>waits for a body (nobody is in charge yet)</td>" in page


def seen(client, *offers):
    """What the second click sends, as it stands in the page that was shown."""
    page = client.post(address(), {"uuid": [str(offer.uuid) for offer in offers]})
    found = re.findall(r'name="seen" value="([^"]+)"', page.content.decode())
    assert len(found) == len(offers)
    return {"seen": found}


def test_the_second_click_does_it(admin, waiting):
    kreis = make_body("kreis")
    route("14626", {"bodies": (kreis,)})

    data = seen(admin, waiting)
    page = admin.post(address(), data, follow=True).content.decode()

    assert "1 offer was routed again, 1 of it to a body" in page
    assert Referral.objects.get().body == kreis
    assert Decision.objects.get().cause == "by_hand"


def test_what_waits_no_more_is_left_alone(admin, waiting, housing):
    other = make_offer(category=housing, state="referred", waiting_for="")
    data = {"uuid": [str(other.uuid), "nonsense", str(uuid4())]}

    page = admin.post(address(), data, follow=True).content.decode()

    assert "None of the selected offers waits" in page
    data["uuid"].append(str(waiting.uuid))
    assert (
        "3 selected offers do not wait" in admin.post(address(), data).content.decode()
    )


def test_what_would_go_elsewhere_by_now_is_left_and_told(admin, waiting, housing):
    other = make_offer(category=housing, postcode="04109", region_key="14713")
    kreis, stadt = make_body("kreis"), make_body("stadt")
    route("14626", {"bodies": (kreis,)})
    route("14713", {"bodies": (stadt,)})
    data = seen(admin, waiting, other)
    rule = RegionRouting.objects.get(region__key="14713").rules.get()
    rule.bodies = [kreis]
    rule.save()
    RoutingVersion.raise_it()

    page = admin.post(address(), data, follow=True).content.decode()

    assert "1 offer was routed again, 1 of it to a body" in page
    assert "1 offer was left as it is: routing has changed" in page
    assert Referral.objects.get().offer == waiting
    other.refresh_from_db()
    assert other.state == HelpOffer.States.WAITING
    assert not other.decisions.exists()


def test_a_digest_that_nobody_was_shown_does_nothing(admin, waiting):
    route("14626", {"bodies": (make_body("kreis"),)})

    data = {"seen": [f"{waiting.uuid} ", f"{waiting.uuid}", "nonsense"]}
    page = admin.post(address(), data, follow=True).content.decode()

    assert "routed again" not in page
    assert not Decision.objects.exists()


def test_what_has_a_body_by_now_is_told(admin, waiting):
    data = seen(admin, waiting)
    HelpOffer.objects.update(state="referred", waiting_for="")

    page = admin.post(address(), data, follow=True).content.decode()

    assert "1 offer does not wait any more" in page
    assert "routed again" not in page


def test_more_than_can_be_done_at_once_are_for_later(
    admin, waiting, housing, monkeypatch
):
    monkeypatch.setattr(route_many_views, "AT_ONCE", 2)
    for _ in range(2):
        make_offer(category=housing)
    uuids = [str(uuid) for uuid in HelpOffer.objects.values_list("uuid", flat=True)]

    page = admin.post(address(), {"uuid": uuids}).content.decode()

    assert "At most 2 offers are routed at once" in page
    assert "1 more selected offer waits" in page
    assert "not wait and" not in page
    assert page.count('name="seen"') == 2


def test_nothing_selected_is_said(admin):
    page = admin.post(address(), follow=True).content.decode()
    assert "No offer is selected" in page


def test_a_get_does_nothing(admin, waiting):
    assert admin.get(address())["Location"] == offers_url()


def test_who_may_not_act_sees_no_boxes_and_is_refused(person, browser, waiting):
    staff = browser(person(BODY_STAFF))
    (foreseen,) = foresee(HelpOffer.objects.all(), now=NOW)
    data = {"seen": [f"{waiting.uuid} {foreseen.digest}"]}
    response = staff.post(address(), data)
    assert response.status_code in (302, 403)
    assert not Decision.objects.exists()


def test_who_may_only_look_sees_no_boxes(roles, browser, waiting):
    from tests.factories import make_user

    user = make_user("view_helpoffer", is_staff=True)
    from django.contrib.auth.models import Permission

    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = browser(user)
    page = client.get(offers_url()).content.decode()
    assert waiting.reference in page
    assert 'type="checkbox" name="uuid"' not in page
    assert client.post(address(), {"uuid": [str(waiting.uuid)]}).status_code in (
        302,
        403,
    )


def test_it_costs_the_same_for_many(admin, waiting, housing, django_assert_num_queries):
    route("14626", {"bodies": (make_body("kreis"),)})
    admin.post(address(), {"uuid": [str(waiting.uuid)]})

    def statements(uuids):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as found:
            admin.post(address(), {"uuid": uuids})
        return len(found)

    one = statements([str(waiting.uuid)])
    for _ in range(6):
        make_offer(category=housing, postcode="02827")
    uuids = [str(uuid) for uuid in HelpOffer.objects.values_list("uuid", flat=True)]
    assert statements(uuids) == one
