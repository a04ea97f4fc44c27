"""Deleting what is used is refused, and explained."""

import pytest

from hilfe_ukraine.models import (
    Category,
    RegionRouting,
    ResponsibleBody,
    RoutingVersion,
)
from hilfe_ukraine.wagtail_admin import delete_guard
from tests.factories import (
    make_body,
    make_category,
    make_offer,
    make_referral,
    make_region,
    make_routing,
    make_rule,
)
from tests.wagtail_admin.forms import routing_data, rule_data, url


pytestmark = pytest.mark.django_db


class TestDelete:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_body_in_use_is_explained(self, superuser, method):
        body = make_body()
        make_referral(body=body)
        address = url("responsiblebody", "delete", body.pk)
        response = getattr(superuser, method)(address, follow=True)
        assert response.status_code == 200
        assert "retired" in response.content.decode()
        assert ResponsibleBody.objects.filter(pk=body.pk).exists()

    def test_a_body_that_a_rule_names_stays(self, superuser):
        body = make_body()
        make_rule(make_routing(), bodies=(body,))
        superuser.post(url("responsiblebody", "delete", body.pk))
        assert ResponsibleBody.objects.filter(pk=body.pk).exists()

    def test_a_body_that_only_a_draft_names_stays(self, superuser):
        body = make_body()
        data = routing_data(rule_data(bodies=[body.pk]), region=make_region("14626").pk)
        superuser.post(url("regionrouting", "add"), data)
        RegionRouting.objects.get().rules.all().delete()
        superuser.post(url("responsiblebody", "delete", body.pk))
        assert ResponsibleBody.objects.filter(pk=body.pk).exists()

    def test_a_body_nobody_uses_can_go(self, superuser):
        body = make_body()
        before = RoutingVersion.current()
        superuser.post(url("responsiblebody", "delete", body.pk))
        assert not ResponsibleBody.objects.filter(pk=body.pk).exists()
        assert RoutingVersion.current() > before

    def test_a_category_of_an_offer_or_a_rule_stays(self, superuser):
        offered, ruled = make_category(), make_category()
        make_offer(category=offered)
        make_rule(make_routing(), categories=(ruled,))
        for category in (offered, ruled):
            superuser.post(url("category", "delete", category.pk))
        assert Category.objects.count() == 2

    def test_a_category_nobody_uses_can_go(self, superuser):
        category = make_category(title="Weg damit")
        superuser.post(url("category", "delete", category.pk))
        assert not Category.objects.exists()

    def test_one_that_is_used_at_the_last_moment_stays(self, superuser, monkeypatch):
        body = make_body()
        make_offer(owning_office=body)
        monkeypatch.setattr(delete_guard, "needed_by", lambda instance: "")
        before = RoutingVersion.current()
        response = superuser.post(
            url("responsiblebody", "delete", body.pk), follow=True
        )
        assert "is in use now" in response.content.decode()
        assert RoutingVersion.current() == before

    def test_many_at_once_are_refused(self, superuser):
        body = make_body()
        address = "/admin/bulk/hilfe_ukraine/responsiblebody/delete/"
        response = superuser.post(f"{address}?id={body.pk}", follow=True)
        assert "one by one" in response.content.decode()
        assert ResponsibleBody.objects.exists()
