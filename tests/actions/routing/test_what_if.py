"""What a draft would change: offers and places that would go elsewhere, counted."""

from datetime import date, timedelta

import pytest

from django.core.cache import cache
from django.utils import timezone

from hilfe_ukraine.actions.routing import what_if
from hilfe_ukraine.actions.routing.draft_effects import draft_effects
from hilfe_ukraine.actions.routing.planned_table import latest_drafts, table_with
from hilfe_ukraine.actions.routing.what_if import Cell, WhatIf, what_would_change
from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.domain.routing import Outcome
from hilfe_ukraine.models import Category, HelpOffer, Region, RegionRouting
from tests.actions.routing.drafts import a_rule, save_draft
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_offer,
    make_postcode,
    make_region,
    make_routing,
    make_rule,
)


pytestmark = pytest.mark.django_db

TODAY = date(2022, 3, 4)


@pytest.fixture(autouse=True)
def _empty_cache():
    """Ids come again in another test's database; versions do as well."""
    cache.clear()


@pytest.fixture
def housing(goerlitz):
    return make_category("housing", asks_period=True)


@pytest.fixture
def routing(housing) -> RegionRouting:
    """The district of Görlitz: everything goes to the old office."""
    routing = make_routing()
    make_rule(routing, bodies=(make_body("old"),))
    return routing


def effects(*keys: str, day=TODAY, now=NOW) -> WhatIf:
    """What all drafts in these regions would change, counted anew."""
    routing_changed()
    live = current_table()
    planned = table_with(live, latest_drafts(live, keys))
    return what_would_change(live=live, planned=planned, regions=keys, now=now, day=day)


def receivers(group) -> tuple:
    """Bodies on both sides of a group that depends on nothing."""
    (before,), (after,) = group.move.before, group.move.after
    return before.bodies, after.bodies, group.count


def test_an_offer_that_would_go_elsewhere_is_counted_from_whom_to_whom(routing):
    new = make_body("new")
    housing = Category.objects.get()
    moved = make_offer(category=housing)
    make_offer(category=make_category("other"))
    save_draft(routing, a_rule(new, categories=[housing]), *routing.rules.all())

    found = effects("14626").offers

    assert (found.total, found.moved) == (2, 1)
    (group,) = found.groups
    assert receivers(group) == (("old",), ("new",), 1)
    assert [row.reference for row in group.examples] == [moved.reference]


def test_only_what_waits_would_be_decided_anew(routing, housing):
    make_offer(category=housing)
    make_offer(category=housing, state=HelpOffer.States.REFERRED)
    save_draft(routing, a_rule(make_body("new")))

    found = effects("14626")
    assert (found.offers.moved, found.waiting) == (2, 1)


def test_offers_older_than_ninety_days_erased_or_elsewhere_are_left_out(
    routing, housing
):
    make_offer(category=housing, submitted_at=NOW - timedelta(days=91))
    make_offer(category=housing, state=HelpOffer.States.ERASED)
    make_offer(category=housing, region=make_region("14713"), postcode="04109")
    save_draft(routing, a_rule(make_body("new")))

    assert effects("14626").offers.total == 0


def test_an_offer_is_decided_by_its_facts_and_the_fallback_of_its_page(housing):
    fallback = make_body("fallback")
    routing = make_routing()
    for days in (10, 100):
        make_offer(category=housing, facts={"stay_days": days}, fallback_body=fallback)
    long = a_rule(make_body("new"), conditions=[("stay_days", "at_least", "30")])
    save_draft(routing, long)

    (group,) = effects("14626").offers.groups
    assert receivers(group) == (("fallback",), ("new",), 1)


def test_places_of_offers_are_found_without_a_postcode_or_after_a_merger(
    routing, housing
):
    gone = make_region("14626999")
    Region.objects.filter(pk=gone.pk).update(
        valid_until=date(2022, 1, 1), successor=make_region("14626110")
    )
    make_offer(category=housing, region=make_region("14626"), postcode="")
    make_offer(category=housing, region=gone, postcode="02899")
    make_offer(category=housing, region=make_region("14626"), postcode="02898")
    save_draft(routing, a_rule(make_body("new")))

    found = effects("14626").offers
    assert (found.total, found.moved) == (3, 2)


def test_every_postcode_is_looked_at_with_every_category(routing, housing):
    make_category("goods")
    make_postcode("02999", "14626110")
    save_draft(
        routing, a_rule(make_body("new"), categories=[housing]), *routing.rules.all()
    )

    cells = effects("14626").cells

    assert (cells.total, cells.moved) == (6, 3)
    (group,) = cells.groups
    assert group.examples == tuple(
        Cell(postcode, "housing") for postcode in ("02826", "02827", "02999")
    )


def test_a_draft_for_the_state_is_asked_for_help_anywhere_as_well(goerlitz):
    make_category("translation", allows_statewide=True)
    save_draft(make_routing("14"), a_rule(make_body("new")))

    cells = effects("14").cells
    assert cells.moved == cells.total == 4
    assert Cell("", "translation") in cells.groups[0].examples


def test_the_day_is_chosen(routing, housing):
    later = a_rule(make_body("new"), valid_from=date(2022, 5, 1))
    save_draft(routing, later, *routing.rules.all())

    assert effects("14626").cells.moved == 0
    assert effects("14626", day=date(2022, 5, 1)).cells.moved == 2


def test_another_border_counts_though_the_same_bodies_stay(routing, housing):
    old = routing.rules.get()
    body = make_body("long")
    for days in ("30", "31"):
        long = a_rule(body, conditions=[("stay_days", "at_least", days)])
        save_draft(routing, long, old)
        if days == "30":
            routing.latest_revision.publish()
            routing.refresh_from_db()

    (group,) = effects("14626").cells.groups
    assert set(group.move.before) == set(group.move.after)
    assert len(group.move.before) == 2


def test_a_draft_that_says_the_same_changes_nothing(routing, housing):
    make_offer(category=housing)
    save_draft(routing, *routing.rules.all())

    found = effects("14626")
    assert found.offers.moved == found.cells.moved == found.waiting == 0


def test_what_no_rule_is_for_any_more_becomes_unrouted(routing, housing):
    save_draft(routing)

    (group,) = effects("14626").cells.groups
    assert [row.outcome for row in group.move.after] == [Outcome.UNROUTED]


def test_beyond_the_cap_it_is_said(routing, housing, monkeypatch):
    for _ in range(2):
        make_offer(category=housing)
    assert not effects("14626").offers_capped
    monkeypatch.setattr(what_if, "OFFERS_CAP", 1)
    monkeypatch.setattr(what_if, "CELLS_CAP", 1)

    found = effects("14626")
    assert found.offers_capped and found.cells_capped
    assert found.offers.total == found.cells.total == 1


def test_it_costs_three_statements_however_much_there_is(
    routing, housing, django_assert_num_queries
):
    save_draft(routing, a_rule(make_body("new")))
    for number in range(5):
        make_postcode(f"0290{number}", "14626110")
        make_offer(category=housing, postcode=f"0290{number}")
    routing_changed()
    live = current_table()
    planned = table_with(live, latest_drafts(live))

    with django_assert_num_queries(3):
        found = what_would_change(
            live=live, planned=planned, regions=["14626"], now=NOW, day=TODAY
        )
    assert found.offers.moved == 5


class TestKept:
    def ask(self, routing, **values):
        row = RegionRouting.objects.select_related("region", "latest_revision")
        values = {"now": NOW, "day": TODAY, **values}
        return draft_effects(routing=row.get(pk=routing.pk), **values)

    def test_is_counted_once_for_one_draft_and_day(
        self, routing, housing, django_assert_num_queries
    ):
        save_draft(routing, a_rule(make_body("new")))
        first = self.ask(routing)
        with django_assert_num_queries(2):
            assert self.ask(routing) == first
        assert first.counted_at == NOW

    def test_a_draft_costs_six_statements(
        self, routing, housing, django_assert_num_queries
    ):
        save_draft(routing, a_rule(make_body("new")))
        current_table()
        with django_assert_num_queries(7):
            self.ask(routing)

    def test_another_day_draft_or_version_is_counted_anew(self, routing, housing):
        save_draft(routing, a_rule(make_body("new")))
        assert self.ask(routing).cells.moved == 2
        later = NOW + timedelta(days=1)
        assert self.ask(routing, now=later).counted_at == later
        # Autosave writes over the revision.
        draft = routing.get_latest_revision_as_object()
        draft.rules = list(routing.rules.all())
        draft.save_revision(overwrite_revision=routing.latest_revision)
        assert self.ask(routing).cells.moved == 0

        make_rule(make_routing("14626110"), bodies=(make_body("town"),))
        routing_changed()
        assert self.ask(routing).cells.groups == ()
        assert timezone.is_aware(self.ask(routing).counted_at)

    def test_without_a_draft_there_is_nothing_to_count(self, routing):
        assert self.ask(routing) is None
