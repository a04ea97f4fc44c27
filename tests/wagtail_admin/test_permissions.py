"""Who reaches what: object views of other regions, and every page about offers."""

import pytest

from django.contrib.auth.models import Group
from django.urls import get_resolver, reverse
from wagtail.models import GroupPagePermission, Page

from hilfe_ukraine.actions.openings import open_offer
from hilfe_ukraine.actions.roles import (
    ADMINISTRATOR,
    BODY_STAFF,
    EDITOR,
    FIGURES_ONLY,
    HOTLINE,
    REGIONAL_EDITOR,
)
from hilfe_ukraine.actions.stop import stop_sending
from hilfe_ukraine.models import RegionGrant, RegionRouting
from hilfe_ukraine.wagtail_admin.permissions import (
    ROUTING_POLICY,
    permissions_to_offer,
)
from tests.factories import (
    NOW,
    make_body,
    make_delivery,
    make_referral,
    make_region,
    make_routing,
    make_user,
)
from tests.wagtail_admin.forms import errors_of, routing_data, rule_data, url


pytestmark = pytest.mark.django_db

GOERLITZ, BAUTZEN = "14626", "14625"


@pytest.fixture
def regional(person, browser):
    """A regional editor for Görlitz, and his client."""
    user = person(REGIONAL_EDITOR)
    group = Group.objects.get(name=REGIONAL_EDITOR)
    RegionGrant.objects.create(group=group, region=make_region(GOERLITZ))
    return browser(user)


def object_addresses(routing):
    """Every address of the routing snippet that names one routing, by view name."""
    revision = routing.save_revision()
    more = {
        "revision_id": revision.pk,
        "revision_id_a": "live",
        "revision_id_b": "latest",
        "action_name": "approve",
        "task_state_id": 1,
        "task_id": 1,
        "workflow_state_id": 1,
    }
    found = {}
    resolver = dict(get_resolver().namespace_dict)[
        "wagtailsnippets_hilfe_ukraine_regionrouting"
    ][1]
    for name in {key for key in resolver.reverse_dict if isinstance(key, str)}:
        parameters = resolver.reverse_dict.getlist(name)[0][0][0][1]
        if "pk" in parameters:
            kwargs = {key: more.get(key, routing.pk) for key in parameters}
            found[name] = reverse(
                f"wagtailsnippets_hilfe_ukraine_regionrouting:{name}", kwargs=kwargs
            )
    return found


class TestRegionalEditor:
    def test_every_object_view_of_another_region_is_refused(self, regional):
        addresses = object_addresses(make_routing(BAUTZEN))
        expected = {
            "edit",
            "delete",
            "usage",
            "history",
            "history_results",
            "revisions_view",
            "revisions_revert",
            "revisions_compare",
            "revisions_unschedule",
            "unpublish",
            "lock",
            "unlock",
            "preview_on_edit",
            "workflow_action",
            "collect_workflow_action_data",
            "confirm_workflow_cancellation",
            "workflow_history",
            "workflow_history_detail",
            "workflow_preview",
        }
        assert expected <= set(addresses)
        for name, address in addresses.items():
            for method in (regional.get, regional.post):
                response = method(address)
                refused = response.status_code in (403, 404) or (
                    response.status_code == 302 and response.url == "/admin/"
                )
                assert refused, (name, response.status_code)
        routing = RegionRouting.objects.get()
        assert routing.live
        assert not routing.locked

    def test_own_region_and_below_are_open(self, regional):
        for key in (GOERLITZ, "14626110"):
            routing = make_routing(key)
            routing.save_revision()
            for view in ("edit", "history", "usage", "unpublish"):
                page = regional.get(url("regionrouting", view, routing.pk))
                assert page.status_code == 200, (key, view)

    def test_the_list_shows_no_other_region(self, regional):
        make_routing(GOERLITZ)
        make_routing(BAUTZEN)
        for view in ("list", "list_results"):
            text = regional.get(url("regionrouting", view)).content.decode()
            assert f"Region {GOERLITZ}" in text
            assert f"Region {BAUTZEN}" not in text

    def test_a_new_routing_for_another_region_is_refused(self, regional):
        rule = rule_data(bodies=[make_body().pk])
        for action in ({}, {"action-publish": "1"}):
            data = routing_data(rule, region=make_region(BAUTZEN).pk)
            response = regional.post(url("regionrouting", "add"), {**data, **action})
            assert "does not cover this region" in errors_of(response)
        assert not RegionRouting.objects.exists()

    def test_a_new_routing_for_the_own_region_is_published(self, regional):
        rule = rule_data(bodies=[make_body().pk])
        data = routing_data(rule, region=make_region("14626110").pk)
        response = regional.post(
            url("regionrouting", "add"), {**data, "action-publish": "1"}
        )
        assert response.status_code == 302
        assert RegionRouting.objects.get().live

    def test_bulk_deletion_is_refused(self, regional, superuser):
        routing = make_routing(BAUTZEN)
        address = "/admin/bulk/hilfe_ukraine/regionrouting/delete/"
        for client in (regional, superuser):
            client.post(f"{address}?id={routing.pk}")
        assert RegionRouting.objects.exists()

    def test_neither_bodies_nor_categories_are_open(self, regional):
        for model in ("responsiblebody", "category"):
            assert regional.get(url(model, "list")).status_code == 302


class TestReach:
    def test_a_group_without_grants_reaches_everything(self, person):
        assert ROUTING_POLICY.reach(person(REGIONAL_EDITOR)) is None

    def test_a_second_group_without_grants_lifts_the_limit(self, person):
        user = person(REGIONAL_EDITOR, ADMINISTRATOR)
        group = Group.objects.get(name=REGIONAL_EDITOR)
        RegionGrant.objects.create(group=group, region=make_region(GOERLITZ))
        assert ROUTING_POLICY.reach(user) is None

    def test_a_group_that_says_nothing_of_routing_does_not(self, person):
        user = person(REGIONAL_EDITOR, EDITOR, BODY_STAFF)
        group = Group.objects.get(name=REGIONAL_EDITOR)
        RegionGrant.objects.create(group=group, region=make_region(GOERLITZ))
        assert ROUTING_POLICY.reach(user) == {GOERLITZ}

    def test_permissions_of_the_user_himself_are_not_limited(self):
        user = make_user("change_regionrouting")
        assert ROUTING_POLICY.reach(user, ["change"]) is None

    def test_each_permission_has_its_own_reach(self, person):
        user = person(REGIONAL_EDITOR)
        group = Group.objects.get(name=REGIONAL_EDITOR)
        RegionGrant.objects.create(group=group, region=make_region(GOERLITZ))
        drafts = Group.objects.create(name="Drafts for Bautzen")
        drafts.permissions.set(group.permissions.filter(codename__startswith="change"))
        drafts.permissions.add(*group.permissions.filter(codename__startswith="add"))
        RegionGrant.objects.create(group=drafts, region=make_region(BAUTZEN))
        user.groups.add(drafts)
        assert ROUTING_POLICY.reach(user, ["change"]) == {GOERLITZ, BAUTZEN}
        assert ROUTING_POLICY.reach(user, ["publish"]) == {GOERLITZ}

    def test_drafting_where_publishing_is_not_allowed(self, person, browser):
        user = person(REGIONAL_EDITOR)
        group = Group.objects.get(name=REGIONAL_EDITOR)
        RegionGrant.objects.create(group=group, region=make_region(GOERLITZ))
        drafts = Group.objects.create(name="Drafts for Bautzen")
        drafts.permissions.set(
            group.permissions.filter(
                codename__in=["add_regionrouting", "change_regionrouting"]
            )
        )
        RegionGrant.objects.create(group=drafts, region=make_region(BAUTZEN))
        user.groups.add(drafts)
        client = browser(user)
        data = routing_data(
            rule_data(bodies=[make_body().pk]), region=make_region(BAUTZEN).pk
        )
        response = client.post(
            url("regionrouting", "add"), {**data, "action-publish": "1"}
        )
        assert "not publish" in errors_of(response)
        client.post(url("regionrouting", "add"), data)
        routing = RegionRouting.objects.get()
        client.post(
            url("regionrouting", "edit", routing.pk), {**data, "action-publish": "1"}
        )
        routing.refresh_from_db()
        assert not routing.live


class TestGroupForm:
    def test_grants_are_edited_with_the_group(self, superuser, roles):
        group = Group.objects.get(name=REGIONAL_EDITOR)
        region = make_region(GOERLITZ)
        address = reverse("wagtailusers_groups:edit", args=[group.pk])
        page = superuser.get(address)
        assert page.status_code == 200
        form = page.context["form"]
        permissions = list(group.permissions.values_list("pk", flat=True))
        data = {"name": form.initial["name"], "permissions": permissions}
        for panel in page.context["permission_panels"]:
            prefix = panel.prefix
            data |= {
                f"{prefix}-TOTAL_FORMS": 0,
                f"{prefix}-INITIAL_FORMS": 0,
                f"{prefix}-MIN_NUM_FORMS": 0,
                f"{prefix}-MAX_NUM_FORMS": 1000,
            }
        data["hilfe_region_grants-TOTAL_FORMS"] = 1
        data["hilfe_region_grants-0-region"] = region.pk
        response = superuser.post(address, data)
        assert response.status_code == 302
        assert [grant.region for grant in group.region_grants.all()] == [region]

    def test_only_permissions_that_make_sense_are_offered(self):
        codenames = set(permissions_to_offer().values_list("codename", flat=True))
        assert codenames == {
            "view_helpoffer",
            "enter_helpoffer",
            "handle_referrals",
            "view_figures",
            "act_on_helpoffer",
            "export_helpoffer",
            "view_delivery",
            "stop_outbox",
            "view_region",
            "change_webhook",
        }

    def test_the_form_shows_no_way_to_change_an_offer(self, superuser, roles):
        address = reverse("wagtailusers_groups:add")
        page = superuser.get(address)
        offered = page.context["form"].fields["permissions"].queryset
        codenames = set(offered.values_list("codename", flat=True))
        assert "handle_referrals" in codenames
        assert "publish_regionrouting" in codenames
        assert not codenames & {
            "add_helpoffer",
            "change_helpoffer",
            "delete_helpoffer",
            "delete_delivery",
            "change_region",
        }


def register_addresses():
    """Every page about offers, for one offer with a referral and a message."""
    delivery = make_delivery()
    offer, referral = delivery.offer, delivery.referral
    return {
        "offers": reverse("hilfe-ukraine_offers_modeladmin_index"),
        "offers as file": reverse("hilfe-ukraine_offers_modeladmin_index")
        + "?export=csv",
        "messages": reverse("hilfe-ukraine_deliveries_modeladmin_index"),
        "offer": reverse("hilfe-ukraine_offers_modeladmin_inspect", args=[offer.uuid]),
        "message": reverse(
            "hilfe-ukraine_deliveries_modeladmin_inspect", args=[delivery.uuid]
        ),
        "route again": reverse("hilfe_ukraine_route_again", args=[offer.uuid]),
        "pass on": reverse("hilfe_ukraine_pass_on", args=[referral.uuid]),
        "note": reverse("hilfe_ukraine_note", args=[offer.uuid]),
        "send again": reverse("hilfe_ukraine_send_again", args=[delivery.uuid]),
        "handled": reverse("hilfe_ukraine_handled", args=[delivery.uuid]),
        "inbox": reverse("hilfe_inbox:index"),
        "inbox results": reverse("hilfe_inbox:index_results"),
        "referral": reverse("hilfe_inbox:detail", args=[referral.uuid]),
        **stuck_addresses(),
    }


def stuck_addresses():
    """The report, its lists, and what is done from them."""
    viewset = dict(get_resolver().namespace_dict)["hilfe_stuck"][1]
    names = {key for key in viewset.reverse_dict if isinstance(key, str)}
    assert {"index", "stop", "resume", "list_lost", "send_again_held"} <= names
    return {f"stuck {name}": reverse(f"hilfe_stuck:{name}") for name in names}


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
    open_offer(offer=referral.offer, user=admin)
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
