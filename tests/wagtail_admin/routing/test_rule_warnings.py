"""What is wrong with rules, in words; and two versions compared as sentences."""

from datetime import date, timedelta

import pytest

from django.utils import timezone, translation
from django.utils.html import strip_tags
from wagtail.models import Locale

from hilfe_ukraine.actions.routing_table import forget_table
from hilfe_ukraine.models import CategoryQuestion
from hilfe_ukraine.wagtail_admin.routing.rule_warnings import warnings_of
from tests.factories import (
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
)
from tests.wagtail_admin.forms import routing_data, rule_data, url


pytestmark = pytest.mark.django_db


@pytest.fixture
def routing():
    make_category("housing", title="Wohnraum")
    return make_routing("14626")


def said(routing):
    forget_table()
    with translation.override("en"):
        return " ".join(warnings_of(routing))


def confirmed(**values):
    return make_body(contact_state="confirmed", **values)


class TestWarnings:
    def test_rules_in_order_have_none(self, routing):
        make_rule(
            routing, bodies=(confirmed(),), conditions=(("helper", "is", "person"),)
        )
        make_rule(routing, bodies=(confirmed(),))
        assert said(routing) == ""

    def test_a_rule_below_one_that_takes_everything(self, routing):
        make_rule(routing, bodies=(confirmed(),), title="Alles")
        make_rule(
            routing,
            bodies=(confirmed(),),
            title="Zu spät",
            conditions=(("helper", "is", "person"),),
        )
        assert said(routing).startswith("Rule 2, “Zu spät”: it can never match")
        assert "takes everything: Rule 1, “Alles”" in said(routing)

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"contact_state": "unconfirmed"}, "is not confirmed yet"),
            ({"contact_state": "suspect"}, "is in doubt"),
            ({"contact_state": "retired"}, "is retired"),
            (
                {
                    "contact_state": "confirmed",
                    "paused_until": timezone.localdate() + timedelta(days=9),
                },
                "takes no offers before",
            ),
        ],
    )
    def test_a_body_that_may_get_nothing_is_named(self, routing, values, words):
        make_rule(routing, bodies=(make_body(name="Amt A", **values),))
        assert "“Amt A”" in said(routing)
        assert words in said(routing)

    def test_a_text_that_is_missing_in_a_language(self, routing):
        Locale.objects.get_or_create(language_code="uk")
        make_rule(routing, outcome="redirect", text="Bitte dort.")
        assert "missing in: Ukrainian" in said(routing)

    @pytest.mark.parametrize(
        ("days", "words"),
        [
            ({"valid_until": date(2022, 1, 1)}, "no longer valid"),
            (
                {"valid_from": date(2099, 2, 1), "valid_until": date(2099, 1, 1)},
                "before the first one",
            ),
        ],
    )
    def test_days_that_do_not_fit(self, routing, days, words):
        make_rule(routing, bodies=(confirmed(),), **days)
        assert words in said(routing)

    def test_days_that_overlap_in_part(self, routing):
        make_rule(routing, bodies=(confirmed(),), valid_until=date(2099, 2, 5))
        make_rule(routing, bodies=(confirmed(),), valid_from=date(2099, 2, 1))
        assert "same offers as Rule 1, which is followed" in said(routing)

    def test_two_rules_for_the_same_offers(self, routing):
        make_rule(routing, bodies=(confirmed(),))
        make_rule(routing, bodies=(confirmed(),))
        assert "Rule 2: Rule 1 above is for the same offers" in said(routing)

    def test_conditions_that_exclude_each_other(self, routing):
        both = (("helper", "is", "person"), ("helper", "is", "organisation"))
        make_rule(routing, bodies=(confirmed(),), conditions=both)
        assert "exclude each other" in said(routing)

    def test_half_a_rule_is_named_and_takes_nothing_away(self, routing):
        make_rule(routing)
        make_rule(routing, outcome="keep", conditions=(("", "is", ""),))
        make_rule(routing, bodies=(confirmed(),))
        text = said(routing)
        assert "Rule 1: A body is missing." in text
        assert "Rule 2: The text is missing." in text
        assert "Rule 2: A condition is not complete." in text
        assert "Rule 3" not in text

    def test_a_region_without_a_successor(self, routing):
        routing.region.valid_until = date(2023, 1, 1)
        assert "decide nothing" in said(routing)


class TestWhereTheyStand:
    def test_in_the_form_the_preview_and_the_list(self, superuser, routing):
        body = make_body(name="Amt A", contact_state="unconfirmed")
        make_rule(routing, bodies=(body,))
        forget_table()
        edit = superuser.get(url("regionrouting", "edit", routing.pk))
        assert "“Amt A” is not confirmed yet" in edit.content.decode()
        address = url("regionrouting", "preview_on_edit", routing.pk)
        superuser.post(address, routing_data(rule_data()))
        assert "hilfe-missing" in superuser.get(address).content.decode()
        page = superuser.get(url("regionrouting", "list")).content.decode()
        assert "To look at" in page

    def test_after_publishing(self, superuser, routing):
        names = [make_body(contact_state="suspect").pk for _ in range(12)]
        data = routing_data(rule_data(bodies=names))
        response = superuser.post(
            url("regionrouting", "edit", routing.pk),
            {**data, "action-publish": "1"},
            follow=True,
        )
        text = response.content.decode()
        assert "Please look at these points" in text
        assert "4 more." in text


class TestComparison:
    def compare(self, client, routing, old, new):
        address = url("regionrouting", "revisions_compare", routing.pk, old.pk, new.pk)
        response = client.get(address)
        assert response.status_code == 200
        return strip_tags(response.content.decode())

    def test_says_in_words_what_changed(self, superuser):
        category = make_category("housing", title="Wohnraum")
        CategoryQuestion.objects.create(
            parent=category, key="dwelling", choices="house\nflat"
        )
        routing = make_routing(make_region("14626"))
        make_rule(routing, bodies=(confirmed(name="Amt A"),), title="Kept")
        make_rule(
            routing,
            bodies=(confirmed(name="Amt B"),),
            categories=(category,),
            conditions=(("dwelling", "is", "house"),),
            title="Goes",
        )
        forget_table()
        old = routing.save_revision()
        draft = old.as_object()
        kept, gone = draft.rules.all()
        draft.rules.remove(gone)
        kept.bodies = [confirmed(name="Amt C")]
        kept.sort_order = 1
        added = type(kept)(title="Comes", outcome="redirect", sort_order=0)
        draft.rules.add(added)
        new = draft.save_revision(clean=False)

        text = self.compare(superuser, routing, old, new)
        assert "Rule 2, was rule 1" in text
        assert "Rule 1 is new" in text
        assert "Rule 2 was removed" in text
        for words in (
            "forward to Amt AC",
            "forward to Amt B",
            "Wohnraum",
            "dwelling",
            "house",
            "Comes",
        ):
            assert words in text

    def test_without_changes_nothing_is_shown(self, superuser):
        routing = make_routing("14626")
        make_rule(routing, bodies=(confirmed(),))
        old, new = routing.save_revision(), routing.save_revision()
        assert "no differences" in self.compare(superuser, routing, old, new)
