"""The part of a group's form that limits routing to regions, and how far it reaches."""

import pytest

from django.contrib.auth.models import Group
from django.urls import reverse

from hilfe_ukraine.actions.roles import (
    ADMINISTRATOR,
    BODY_STAFF,
    EDITOR,
    REGIONAL_EDITOR,
)
from hilfe_ukraine.models import RegionGrant, RegionRouting
from hilfe_ukraine.wagtail_admin.permissions import ROUTING_POLICY, permissions_to_offer
from tests.factories import make_body, make_region, make_routing, make_user
from tests.wagtail_admin.forms import errors_of, routing_data, rule_data, url


pytestmark = pytest.mark.django_db

GOERLITZ, BAUTZEN = "14626", "14625"


class TestReach:
    def test_a_group_without_grants_reaches_everything(self, person):
        assert ROUTING_POLICY.reach(person(REGIONAL_EDITOR)) is None

    @pytest.mark.parametrize(
        ("permission", "values"),
        [
            ("view_helpoffer", {}),
            ("change_regionrouting", {"is_active": False}),
            ("change_regionrouting", {"is_active": False, "is_superuser": True}),
        ],
    )
    def test_without_the_permission_nothing_is_reached(self, permission, values):
        user = make_user(permission, **values)
        make_routing(GOERLITZ)
        assert ROUTING_POLICY.reach(user) == frozenset()
        found = ROUTING_POLICY.instances_user_has_any_permission_for(user, ["change"])
        assert not found

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
