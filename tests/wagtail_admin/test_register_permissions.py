"""Who sees offers: every page about them refuses everybody else."""

import pytest

from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from hilfe_ukraine.actions.openings import note_opening
from hilfe_ukraine.actions.roles import (
    ADMINISTRATOR,
    BODY_STAFF,
    EDITOR,
    FIGURES_ONLY,
    HOTLINE,
    REGIONAL_EDITOR,
)
from hilfe_ukraine.actions.sending.stop import stop_sending
from tests.factories import NOW, make_delivery, make_referral, make_user
from tests.wagtail_admin.addresses import register_addresses
from tests.wagtail_admin.forms import url


pytestmark = pytest.mark.django_db


def is_refused(response):
    if response.status_code == 302:
        return response.url == "/admin/" or "/login/" in response.url
    return response.status_code in (403, 404)


@pytest.mark.parametrize("role", [EDITOR, REGIONAL_EDITOR, HOTLINE, FIGURES_ONLY])
def test_roles_that_see_no_offers_see_none_anywhere(person, browser, role):
    client = browser(person(role))
    for name, address in register_addresses().items():
        for method in (client.get, client.post):
            assert is_refused(method(address)), (role, name)


def test_a_page_editor_as_such_sees_no_offers(person, browser):
    group = Group.objects.create(name="Page editors")
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group, page=Page.get_first_root_node(), permission_type=codename[:-5]
        )
    client = browser(person(EDITOR, "Page editors"))
    assert client.get("/admin/pages/1/").status_code == 200
    for name, address in register_addresses().items():
        assert is_refused(client.get(address)), name


def test_without_an_account_everything_asks_to_log_in(client):
    for name, address in register_addresses().items():
        response = client.get(address)
        assert response.status_code == 302, name
        assert "/login/" in response.url, name


@pytest.mark.parametrize("codename", ["delete_helpoffer", "change_helpoffer"])
def test_rights_to_change_or_delete_open_nothing(person, browser, codename):
    user = person(HOTLINE)
    user.user_permissions.set(make_user(codename).user_permissions.all())
    client = browser(user)
    for name, address in register_addresses().items():
        assert is_refused(client.get(address)), name


def test_body_staff_see_no_register(person, browser):
    staff = person(BODY_STAFF)
    client = browser(staff)
    own = {"inbox", "inbox results"}
    for name, address in register_addresses().items():
        assert is_refused(client.get(address)) == (name not in own), name


def test_the_log_of_the_site_names_no_foreign_offer(person, browser):
    referral = make_referral()
    admin = person(ADMINISTRATOR)
    note_opening(offer=referral.offer, user=admin)
    address = reverse("wagtailadmin_reports:site_history")
    page = browser(admin).get(address)
    assert referral.offer.reference in page.content.decode()
    for role in (BODY_STAFF, HOTLINE, FIGURES_ONLY):
        page = browser(person(role)).get(address)
        assert referral.offer.reference not in page.content.decode(), role


def test_the_menu_shows_each_role_its_own(person, browser):
    expected = {
        ADMINISTRATOR: {
            "offers",
            "deliveries",
            "stuck",
            "regionrouting",
            "responsiblebody",
        },
        REGIONAL_EDITOR: {"regionrouting"},
        EDITOR: {"category"},
        BODY_STAFF: {"inbox"},
        HOTLINE: set(),
    }
    names = {
        "offers": "/admin/hilfe-ukraine/offers/",
        "deliveries": "/admin/hilfe-ukraine/deliveries/",
        "inbox": "/admin/hilfe-ukraine/inbox/",
        "stuck": "/admin/hilfe-ukraine/stuck/",
        "regionrouting": url("regionrouting", "list"),
        "responsiblebody": url("responsiblebody", "list"),
        "category": url("category", "list"),
    }
    for role, shown in expected.items():
        text = browser(person(role)).get("/admin/").content.decode()
        found = {name for name, address in names.items() if f'"{address}"' in text}
        assert shown <= found, role
        assert "inbox" not in found or role == BODY_STAFF
        assert "offers" not in found or role == ADMINISTRATOR


@pytest.mark.parametrize(
    "role", [EDITOR, REGIONAL_EDITOR, HOTLINE, BODY_STAFF, FIGURES_ONLY]
)
def test_the_start_page_tells_what_is_stuck_to_administrators_only(
    person, browser, role
):
    make_delivery(state="dead")
    stop_sending(user=None, reason="Secret reason", now=NOW)

    for address in ("/admin/", reverse("hilfe_inbox:index")):
        text = browser(person(role)).get(address, follow=True).content.decode()
        assert "given up" not in text
        assert "Secret reason" not in text
    text = browser(person(ADMINISTRATOR)).get("/admin/").content.decode()
    assert "1 message given up" in text
    assert "Secret reason" in text
