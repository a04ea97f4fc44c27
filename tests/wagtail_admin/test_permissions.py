"""A regional editor reaches the routing of his region, and no other."""

import pytest

from django.urls import get_resolver, reverse

from hilfe_ukraine.models import RegionRouting
from tests.factories import make_body, make_region, make_routing
from tests.wagtail_admin.forms import errors_of, routing_data, rule_data, url


pytestmark = pytest.mark.django_db

GOERLITZ, BAUTZEN = "14626", "14625"


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


@pytest.mark.parametrize(
    ("action", "is_offered"),
    [("add", True), ("change", True), ("delete", False), ("view", False)],
)
def test_rules_are_copied_by_whoever_may_write_some(allowed, action, is_offered):
    address = url("regionrouting", "copy_rules", make_routing(GOERLITZ).pk)
    client = allowed(f"{action}_regionrouting")

    page = client.get(url("regionrouting", "list"))

    assert f"Region {GOERLITZ}" in page.content.decode()
    assert (address in page.content.decode()) is is_offered
    assert (client.get(address).status_code == 200) is is_offered
