"""The coverage of everything published: read once, right for every region."""

from datetime import timedelta

import pytest

from wagtail.models import Locale, Site

from hilfe_ukraine.actions.routing.coverage_remarks import Odd, Remark
from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.domain.coverage import CellState
from hilfe_ukraine.models import (
    Category,
    CategoryQuestion,
    CategoryText,
    RoutingRule,
    RuleText,
)
from hilfe_ukraine.offer_page.coverage import coverage_now, coverage_of
from hilfe_ukraine.pages.models import HelpOfferPage
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
)


pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def no_fallback(offer_page):
    """The page has nobody to fall back to; 04109 is a city that is a district."""
    HelpOfferPage.objects.update(fallback_body=None)
    make_region("14713000")
    routing_changed()
    return offer_page


def states(category="housing", now=NOW):
    """The state of each region for one category."""
    coverage = coverage_now(now)
    kind = next(kind for kind in coverage.kinds if kind.category == category)
    return {key: coverage.cell(key, kind).state.value for key in coverage.labels}


def test_every_place_is_there_once(no_fallback):
    assert states() == {
        "14": "unneeded",
        "14626": "nobody",
        "14626110": "nobody",
        "14626120": "nobody",
        "14713": "nobody",
    }
    assert states("translation")["14"] == "nobody"


def test_each_region_says_where_its_rule_stands(offer_page):
    routing = make_routing("14626")
    make_rule(routing, bodies=(make_body("amt"),))
    make_rule(make_routing("14626120"), bodies=(make_body("stadt"),))
    routing_changed()

    assert states() == {
        "14": "fallback",
        "14626": "own",
        "14626110": "inherited",
        "14626120": "own",
        "14713": "fallback",
    }


def test_a_desk_makes_a_municipality_differ(offer_page):
    office = make_body("amt")
    make_rule(make_routing("14626"), bodies=(office,))
    make_body(
        "desk",
        parent=office,
        region=make_region("14626120"),
        contact_state="unconfirmed",
    )
    routing_changed()

    coverage = coverage_now(NOW)
    assert coverage.notable == ("14", "14626", "14626120", "14713")
    assert states()["14626120"] == "unconfirmed"
    assert states()["14626110"] == "inherited"


def test_nothing_is_read_again_until_something_changes(
    offer_page, django_assert_num_queries
):
    coverage = coverage_now(NOW)
    coverage.tally(coverage.labels)

    with django_assert_num_queries(1):
        assert coverage_now(NOW) is coverage
        assert coverage.number_of_gaps == 0
    routing_changed()
    assert coverage_now(NOW) is not coverage


def test_reading_anew_costs_the_same_however_much_there_is(
    offer_page, django_assert_max_num_queries
):
    root = Site.objects.get(is_default_site=True).root_page
    for number in range(3):
        make_routing(f"1462{number}")
        page = HelpOfferPage(title=f"P {number}", slug=f"p{number}")
        root.add_child(instance=page)
        page.categories = [make_category()]
        page.save_revision().publish()
    routing_changed()

    # 18 of the table, 1 for the regions, 2 for each model of pages.
    with django_assert_max_num_queries(24):
        coverage_now(NOW)


def test_a_new_day_is_looked_at_anew(offer_page):
    rule = make_rule(make_routing("14626"), bodies=(make_body("amt"),))
    RoutingRule.objects.update(valid_until=NOW.date())
    routing_changed()

    assert states()["14626"] == "own"
    assert states(now=NOW + DAY)["14626"] == "fallback"
    odd = Remark(Odd.OVER, "14626", str(rule.uuid))
    assert odd in coverage_now(NOW + DAY).remarks
    assert odd not in coverage_now(NOW).remarks


def test_drafts_of_pages_and_of_routing_do_not_count(no_fallback):
    make_rule(make_routing("14626", live=False), bodies=(make_body("amt"),))
    routing_changed()
    assert states()["14626"] == "nobody"

    no_fallback.unpublish()
    assert coverage_now(NOW).kinds == ()


def test_a_page_without_a_fallback_leaves_a_gap_beside_one_that_has_one(offer_page):
    root = Site.objects.get(is_default_site=True).root_page
    other = HelpOfferPage(title="Zweite", slug="zweite")
    root.add_child(instance=other)
    other.categories = [Category.objects.get(key="housing")]
    other.save_revision().publish()

    assert states()["14626"] == "partly"
    assert states("translation")["14626"] == "fallback"
    assert coverage_of(offer_page, NOW).number_of_gaps == 0
    # A district, two municipalities and another district; no state for housing.
    assert coverage_of(other, NOW).number_of_gaps == 4


def test_gaps_are_counted_everywhere_and_named_where_they_differ(no_fallback):
    coverage = coverage_now(NOW)

    named = [(key, kind.category) for key, kind in coverage.gaps()]
    assert named == [
        ("14", "translation"),
        ("14626", "housing"),
        ("14626", "translation"),
        ("14713", "housing"),
        ("14713", "translation"),
    ]
    assert coverage.number_of_gaps == 9
    assert coverage.tally(["14626110"]) == {CellState.NOBODY: 2}


def test_abolished_regions_are_no_places_and_their_rules_follow(offer_page):
    make_rule(make_routing("14626130"), bodies=(make_body("amt"),))
    old = make_region("14626130")
    old.valid_until, old.successor = NOW.date(), make_region("14626120")
    old.save()
    routing_changed()

    assert states()["14626120"] == "own"
    assert "14626130" not in states()


def test_missing_words_are_remarked_in_the_languages_of_the_pages(ukrainian_page):
    housing = Category.objects.get(key="housing")
    CategoryQuestion.objects.create(parent=housing, key="dwelling", choices="house")
    rule = make_rule(make_routing("14626"), outcome="redirect", text="Dort.")
    make_rule(make_routing("14713"), bodies=(make_body(),))
    routing_changed()

    missing = [remark for remark in coverage_now(NOW).remarks if remark.languages]
    assert missing == [
        Remark(Odd.RULE_TEXT, "14626", str(rule.uuid), languages=("uk",)),
        Remark(Odd.CATEGORY_TEXT, category="housing", languages=("uk",)),
        Remark(
            Odd.QUESTION_TEXT,
            category="housing",
            question="dwelling",
            languages=("de", "uk"),
        ),
        Remark(Odd.CATEGORY_TEXT, category="translation", languages=("uk",)),
    ]

    ukrainian = Locale.objects.get(language_code="uk")
    RuleText.objects.create(parent=rule, locale=ukrainian, text="Там.")
    CategoryText.objects.create(parent=housing, locale=ukrainian, title="Житло")
    routing_changed()
    assert len([r for r in coverage_now(NOW).remarks if r.languages]) == 2


def test_a_rule_that_is_over_needs_no_words(ukrainian_page):
    rule = make_rule(make_routing("14626"), outcome="keep", text="Danke.")
    RoutingRule.objects.update(valid_until=NOW.date() - DAY)
    routing_changed()

    odd = [r.odd for r in coverage_now(NOW).remarks if r.rule == str(rule.uuid)]
    assert odd == [Odd.OVER]
