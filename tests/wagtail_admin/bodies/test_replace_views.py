"""Retiring a body: what names it is shown, and another one is named in its place."""

import pytest

from django.utils import timezone
from wagtail.models import ModelLogEntry

from hilfe_ukraine.models import (
    BodyNote,
    RegionRouting,
    ResponsibleBody,
    RoutingVersion,
)
from tests.factories import (
    make_body,
    make_routing,
    make_rule,
)
from tests.wagtail_admin.bodies.replacing import address, limited, published, replace
from tests.wagtail_admin.forms import body_data, errors_of, url


pytestmark = pytest.mark.django_db


def names(routing):
    rule = RegionRouting.objects.get(pk=routing.pk).rules.get()
    return [body.key for body in rule.bodies.all()]


def draft_names(routing):
    draft = RegionRouting.objects.get(pk=routing.pk).latest_revision.as_object()
    return [body.key for rule in draft.rules.all() for body in rule.bodies.all()]


def test_it_shows_where_the_body_stands_and_changes_nothing(
    admin, old, new, offer_page
):
    routing = published("14626", old)
    make_body("x", name="Verein X", deputy=old)
    offer_page.fallback_body = old
    offer_page.save()
    version = RoutingVersion.current()

    page = admin.get(address(old)).content.decode()

    for text in ("Region 14626", "live rules", "Verein X", "Hilfe anbieten"):
        assert text in page
    assert names(routing) == ["old"]
    assert RoutingVersion.current() == version


def test_all_that_is_live_names_the_other_one_at_once(admin, old, new):
    both = published("14626", old, new)
    other = published("14713", old)
    version = RoutingVersion.current()

    page = replace(admin, old, new).content.decode()

    assert names(both) == ["new"]
    assert names(other) == ["new"]
    assert "2 regions are published" in page
    assert "0 drafts" not in page
    assert RoutingVersion.current() == version + 1
    stored = ResponsibleBody.objects.get(pk=old.pk)
    assert (stored.contact_state, stored.deputy) == ("retired", new)
    assert BodyNote.objects.get().text == "Aufgelöst, Brief vom 1. März"
    routing = RegionRouting.objects.get(pk=other.pk)
    assert routing.live_revision_id == routing.latest_revision_id
    assert not routing.has_unpublished_changes
    entries = ModelLogEntry.objects.filter(action="hilfe_ukraine.body_replaced")
    assert entries.count() == 2


def test_a_draft_stays_a_draft_with_all_else_that_it_says(admin, old, new):
    routing = published("14626", old)
    draft = RegionRouting.objects.get(pk=routing.pk)
    draft.note = "half done"
    draft.save_revision()

    replace(admin, old, new)

    stored = RegionRouting.objects.get(pk=routing.pk)
    assert names(routing) == draft_names(routing) == ["new"]
    assert stored.has_unpublished_changes
    assert stored.note == ""
    assert stored.latest_revision.as_object().note == "half done"


def test_a_draft_that_alone_names_it_is_not_published(admin, old, new):
    routing = published("14626", new)
    draft = RegionRouting.objects.get(pk=routing.pk)
    (rule,) = draft.rules.all()
    rule.bodies = [old]
    draft.rules = [rule]
    draft.save_revision()

    page = replace(admin, old, new).content.decode()

    assert draft_names(routing) == ["new"]
    assert RegionRouting.objects.get(pk=routing.pk).has_unpublished_changes
    assert "1 draft names" in page


def test_where_nothing_is_published_rows_and_draft_follow_together(admin, old, new):
    routing = make_routing("14626", live=False)
    make_rule(routing, bodies=(old,))
    RegionRouting.objects.get(pk=routing.pk).save_revision()

    replace(admin, old, new)

    assert names(routing) == draft_names(routing) == ["new"]
    assert not RegionRouting.objects.get(pk=routing.pk).live


def test_deputies_follow_and_never_go_round(admin, old, new):
    x = make_body("x", deputy=old)
    new.deputy = x
    new.save()
    y = make_body("y", deputy=old)

    replace(admin, old, new)

    changed = BodyNote.objects.values_list("body__key", "changed")
    assert ("y", "deputy") in set(changed)
    deputies = dict(ResponsibleBody.objects.values_list("key", "deputy__key"))
    assert deputies == {"old": "new", "new": "x", "x": None, "y": "new"}
    assert y.pk


def test_where_one_has_no_right_the_name_stays_and_the_deputy_has_it(
    person, browser, old, new
):
    mine, foreign = published("14626", old), published("14713", old)
    client = limited(person, browser)

    assert "You may not publish" in client.get(address(old)).content.decode()
    page = replace(client, old, new).content.decode()

    assert (names(mine), names(foreign)) == (["new"], ["old"])
    assert "These regions still name it: Region 14713" in page
    assert ResponsibleBody.objects.get(pk=old.pk).deputy == new


@pytest.mark.parametrize("obstacle", ["locked", "scheduled"])
def test_what_others_hold_stays(admin, old, new, obstacle):
    routing = published("14626", old)
    if obstacle == "locked":
        RegionRouting.objects.update(locked=True)
    else:
        revision = RegionRouting.objects.get(pk=routing.pk).save_revision()
        revision.approved_go_live_at = timezone.now()
        revision.save()

    page = replace(admin, old, new).content.decode()

    assert names(routing) == ["old"]
    assert "still name it" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"note": " "}, "Write why"),
        ({"new": None}, "Choose the body that takes its place"),
    ],
)
def test_it_needs_a_note_and_another_body(admin, old, new, values, words):
    published("14626", old)
    response = replace(admin, old, values.get("new", new), values.get("note", "x"))

    assert words in errors_of(response)
    assert ResponsibleBody.objects.get(pk=old.pk).contact_state == "confirmed"


@pytest.mark.parametrize("state", ["retired", "itself"])
def test_a_body_that_takes_nothing_cannot_take_its_place(admin, old, new, state):
    published("14626", old)
    if state == "retired":
        ResponsibleBody.objects.filter(pk=new.pk).update(contact_state="retired")
    response = replace(admin, old, old if state == "itself" else new)
    assert "Choose a body that takes offers" in errors_of(response)


def test_a_body_nobody_names_is_simply_retired(admin, old):
    assert "Nothing names this body" in admin.get(address(old)).content.decode()
    replace(admin, old, None)
    assert ResponsibleBody.objects.get().contact_state == "retired"


def test_retired_on_its_form_it_leads_here(admin, old):
    published("14626", old)
    data = body_data(contact_state="retired", email=old.email, name=old.name)
    response = admin.post(url("responsiblebody", "edit", old.pk), data)
    assert response["Location"] == address(old)


def test_looking_costs_the_same_for_many_regions(
    admin, old, new, django_assert_max_num_queries
):
    published("14626", old)
    admin.get(address(old))
    for key in ("14713", "14612", "14511", "14521"):
        published(key, old)
    with django_assert_max_num_queries(25):
        admin.get(address(old))
