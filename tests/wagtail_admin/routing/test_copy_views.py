"""Copying rules in the admin: within one's reach, and nowhere else."""

import pytest

from django.contrib.auth.models import Group

from hilfe_ukraine.actions.roles import REGIONAL_EDITOR
from hilfe_ukraine.models import RegionGrant, RegionRouting
from tests.factories import make_body, make_region, make_routing, make_rule
from tests.wagtail_admin.forms import url


pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    routing = make_routing("14626110")
    make_rule(routing, bodies=(make_body(name="Amt A"),), title="First")
    make_rule(routing, bodies=(make_body(),), title="Second")
    return routing


@pytest.fixture
def regional(person, browser, source):
    """A regional editor for Görlitz, and his client."""
    group_user = person(REGIONAL_EDITOR)
    RegionGrant.objects.create(
        group=Group.objects.get(name=REGIONAL_EDITOR), region=make_region("14626")
    )
    return browser(group_user)


def post(client, source, *targets, rules=(0, 1), way="append"):
    uuids = list(source.rules.values_list("uuid", flat=True))
    data = {
        "rules": [uuids[at] for at in rules],
        "targets": [each.pk for each in targets],
        "way": way,
    }
    return client.post(url("regionrouting", "copy_rules", source.pk), data)


def test_chosen_rules_become_drafts_of_the_chosen_regions(superuser, source):
    first, second = make_region("14626120"), make_region("14625")
    response = post(superuser, source, first, second, rules=(1,))
    assert response.status_code == 302
    page = superuser.get(response.url).content.decode()
    assert "Nothing changes until they are published" in page
    for region in (first, second):
        draft = RegionRouting.objects.get(region=region)
        assert not draft.live
        assert [rule.title for rule in draft.rules.all()] == ["Second"]


def test_rules_are_the_ones_that_were_ticked_whatever_their_order_is_now(
    superuser, source
):
    first, second = source.rules.all()
    type(first).objects.filter(pk=first.pk).update(sort_order=9)
    target = make_region("14626120")
    data = {"rules": [second.uuid], "targets": [target.pk], "way": "append"}
    superuser.post(url("regionrouting", "copy_rules", source.pk), data)
    draft = RegionRouting.objects.get(region=target)
    assert [rule.title for rule in draft.rules.all()] == ["Second"]


def test_the_page_shows_rules_in_words_and_regions_nearby(superuser, source):
    make_region("14626120", label="Zittau")
    make_region("14625010", label="Arnsdorf")
    address = url("regionrouting", "copy_rules", source.pk)
    page = superuser.get(address).content.decode()
    assert "forward to Amt A" in page
    assert "Zittau" in page
    assert "Arnsdorf" not in page
    assert "Arnsdorf" in superuser.get(address, {"q": "arns"}).content.decode()


def test_the_list_and_the_form_lead_there(superuser, source):
    address = url("regionrouting", "copy_rules", source.pk)
    assert address in superuser.get(url("regionrouting", "list")).content.decode()
    edit = superuser.get(url("regionrouting", "edit", source.pk))
    assert address in edit.content.decode()


@pytest.mark.parametrize("data", [{"rules": []}, {"way": "delete"}, {"rules": ["7"]}])
def test_what_is_not_complete_comes_back_in_words(superuser, source, data):
    target = make_region("14626120")
    whole = {
        "rules": [source.rules.first().uuid],
        "targets": [target.pk],
        "way": "append",
        **data,
    }
    response = superuser.post(url("regionrouting", "copy_rules", source.pk), whole)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert f'value="{target.pk}"' in response.content.decode()
    assert not RegionRouting.objects.filter(region=target).exists()


def test_somebody_who_locked_it_keeps_it(superuser, source):
    locked = make_routing("14626120", locked=True)
    response = post(superuser, source, locked.region)
    assert "has locked them" in superuser.get(response.url).content.decode()


class TestReach:
    def test_a_region_within_it_is_served(self, regional, source):
        assert post(regional, source, make_region("14626120")).status_code == 302

    @pytest.mark.parametrize("is_new", [True, False])
    def test_a_target_beyond_it_is_refused(self, regional, source, is_new):
        target = make_region("14625")
        if not is_new:
            make_routing(target)
        response = post(regional, source, make_region("14626120"), target)
        assert "does not cover" in response.content.decode()
        for routing in RegionRouting.objects.exclude(pk=source.pk):
            assert routing.latest_revision is None

    def test_a_region_beyond_it_is_not_found(self, regional, source):
        make_region("14625010", label="Arnsdorf")
        address = url("regionrouting", "copy_rules", source.pk)
        page = regional.get(address, {"q": "Arnsdorf"}).content.decode()
        assert "No region was found" in page

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_source_beyond_it_is_refused(self, regional, method):
        other = make_routing("14625")
        response = getattr(regional, method)(
            url("regionrouting", "copy_rules", other.pk)
        )
        assert response.status_code in (302, 403)
        assert not RegionRouting.objects.filter(region__key="14626120").exists()

    def test_who_may_only_add_cannot_write_into_what_is_there(self, regional, source):
        group = Group.objects.get(name=REGIONAL_EDITOR)
        group.permissions.remove(
            *group.permissions.filter(codename="change_regionrouting")
        )
        existing = make_routing("14626120")
        assert post(regional, source, existing.region).status_code == 200
        assert post(regional, source, make_region("14626130")).status_code == 302


def test_the_page_shows_what_the_citizen_reads(superuser, source):
    make_rule(source, outcome="redirect", text="Bitte an die Bettenbörse.")
    page = superuser.get(url("regionrouting", "copy_rules", source.pk))
    assert "the citizen reads: “Bitte an die Bettenbörse.”" in page.content.decode()
