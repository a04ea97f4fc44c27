"""A rule is known by its uuid, from the first draft that has it on."""

import uuid

import pytest

from wagtail.test.utils.form_data import nested_form_data

from hilfe_ukraine.models import RegionRouting, RoutingRule
from tests.factories import make_body, make_category, make_routing, make_rule
from tests.wagtail_admin.forms import AS_AUTOSAVE, as_shown, rule_data, url


pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "1"}


@pytest.fixture
def routing():
    """Published, with one rule, for housing."""
    routing = make_routing("14626")
    housing = make_category("housing")
    make_rule(routing, title="Old", categories=(housing,), bodies=(make_body(),))
    routing.save_revision().publish()
    return routing


@pytest.fixture
def address(routing):
    return url("regionrouting", "edit", routing.pk)


def form_of(client, address):
    return as_shown(client.get(address))


def with_new_rules(data, *titles):
    """What the form posts after as many clicks on "Add rule"."""
    first = int(data["rules-TOTAL_FORMS"][0])
    rows = {
        f"rules-{number}": {
            **rule_data(title=title, bodies=[make_body().pk]),
            "categories": (make_category().pk,),
            "id": "",
            "rule_key": "",
            "ORDER": number + 1,
            "DELETE": "",
        }
        for number, title in enumerate(titles, start=first)
    }
    total = {"rules-TOTAL_FORMS": first + len(titles)}
    return {**data, **nested_form_data(rows), **total}


def draft_of(routing):
    routing.refresh_from_db()
    rules = routing.get_latest_revision_as_object().rules.all()
    return {rule.title: rule.uuid for rule in rules}


def test_a_rule_is_published_under_the_uuid_of_its_first_draft(
    superuser, routing, address
):
    superuser.post(address, with_new_rules(form_of(superuser, address), "New"))
    first = draft_of(routing)["New"]

    for title in ("Old, anew", "Old, once more"):
        data = {**form_of(superuser, address), "rules-0-title": title}
        assert superuser.post(address, {**data, **PUBLISH}).status_code == 302
        assert RoutingRule.objects.get(title="New").uuid == first
    assert RoutingRule.objects.count() == 2


def test_versions_are_compared_by_it(superuser, routing, address):
    data = with_new_rules(form_of(superuser, address), "New")
    superuser.post(address, data)
    data = {**form_of(superuser, address), "rules-1-title": "New, anew"}
    superuser.post(address, data)

    versions = routing.revisions.order_by("-pk").values_list("pk", flat=True)[:2]
    compare = url("regionrouting", "revisions_compare", routing.pk, *versions[::-1])
    text = superuser.get(compare).content.decode()

    assert "anew" in text
    assert "is new" not in text
    assert "was removed" not in text


def test_autosave_tells_the_open_page_the_key(superuser, routing, address):
    data = with_new_rules(form_of(superuser, address), "New")
    updates = superuser.post(address, data, **AS_AUTOSAVE).json()["field_updates"]
    first = draft_of(routing)["New"]
    assert updates["rules-1-rule_key"] == str(first)

    superuser.post(address, {**data, **updates, **PUBLISH})

    assert RoutingRule.objects.get(title="New").uuid == first


def test_the_empty_form_that_rows_are_made_of_has_no_key(superuser, address):
    data = form_of(superuser, address)
    assert data["rules-0-rule_key"] == [str(RoutingRule.objects.get().uuid)]
    assert data["rules-__prefix__-rule_key"] == [""]


def test_one_key_is_for_one_rule(superuser, routing, address):
    data = with_new_rules(form_of(superuser, address), "First", "Second")
    superuser.post(address, data)
    before = draft_of(routing)

    data = form_of(superuser, address)
    data["rules-2-rule_key"] = data["rules-1-rule_key"]
    superuser.post(address, {**data, **PUBLISH})

    uuids = dict(RoutingRule.objects.values_list("title", "uuid"))
    assert uuids["First"] == before["First"]
    assert len(set(uuids.values())) == 3


def test_the_key_of_another_rule_is_not_taken(superuser, routing, address):
    foreign = make_rule(make_routing("14625")).uuid
    own = RoutingRule.objects.get(title="Old").uuid

    for key in (foreign, own, uuid.uuid4()):
        data = with_new_rules(form_of(superuser, address), f"New {key}")
        data["rules-0-rule_key"] = str(foreign)
        last = int(data["rules-TOTAL_FORMS"]) - 1
        data[f"rules-{last}-rule_key"] = str(key)
        superuser.post(address, data)

        rules = draft_of(routing)
        assert rules["Old"] == own
        assert rules[f"New {key}"] != key


def test_an_old_version_with_a_rule_deleted_since_brings_its_uuid_back(
    superuser, routing, address
):
    old = routing.latest_revision
    gone = RoutingRule.objects.get().uuid
    data = with_new_rules(form_of(superuser, address), "New")
    data["rules-0-DELETE"] = "1"
    superuser.post(address, {**data, **PUBLISH})
    assert not RoutingRule.objects.filter(uuid=gone).exists()

    revert = url("regionrouting", "revisions_revert", routing.pk, old.pk)
    superuser.post(revert, {**form_of(superuser, revert), **PUBLISH})

    routing = RegionRouting.objects.get()
    assert [rule.uuid for rule in routing.rules.all()] == [gone]
