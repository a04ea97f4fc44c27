"""``hilfe_route`` explains a decision; scripts rely on its JSON and exit codes."""

import json

from datetime import date

import pytest

from django.core.management import CommandError, call_command
from wagtail.models import Site

from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.models import (
    Category,
    LegalText,
    RegionRouting,
    RoutingRule,
    RoutingVersion,
)
from hilfe_ukraine.pages.models import HelpOfferPage
from tests.actions.routing.drafts import a_rule, save_draft
from tests.factories import make_body, make_routing, make_rule


pytestmark = pytest.mark.django_db


@pytest.fixture
def route(capsys):
    """Run the command with ``--json`` and return what it printed."""

    def run(*arguments: str) -> dict:
        call_command("hilfe_route", *arguments, "--json")
        return json.loads(capsys.readouterr().out)

    return run


def assert_refused(*arguments: str) -> str:
    """The command ends with exit code 2; returns its message."""
    with pytest.raises(CommandError) as caught:
        call_command("hilfe_route", *arguments)
    assert caught.value.returncode == 2
    return str(caught.value)


def test_a_decision_names_body_region_and_the_rule_that_won(route, district_office):
    report = route("02826", "translation")

    rule = str(RoutingRule.objects.get().uuid)
    assert report == {
        "postcode": "02826",
        "category": "translation",
        "candidates": [
            {
                "key": "14626110",
                "label": "Region 14626110",
                "district": "14626",
                "district_label": "Region 14626",
            }
        ],
        "ambiguous": False,
        "outcome": "forward",
        "ask": None,
        "bodies": [
            {"key": "goerlitz", "name": "Landratsamt", "email": "amt@goerlitz.example"}
        ],
        "region": "14626",
        "trace": [{"region": "14626", "rule": rule, "matched": True, "why": "matched"}],
    }


def test_the_fallback_of_the_page_has_no_region(route, offer_page):
    report = route("04109", "housing")

    assert report["region"] is None
    assert [body["key"] for body in report["bodies"]] == ["fallback"]
    assert report["trace"] == [
        {"region": None, "rule": None, "matched": True, "why": "matched"}
    ]


def test_a_postcode_may_be_pasted_with_blanks(route, offer_page):
    assert route(" D-02826 ", "housing")["postcode"] == "02826"


def test_nobody_at_all_is_unrouted(route, offer_page):
    HelpOfferPage.objects.update(fallback_body=None)

    report = route("04109", "housing")

    assert (report["outcome"], report["bodies"]) == ("unrouted", [])


def test_a_place_that_matters_is_asked_for(route, district_office):
    office = make_body("city")
    make_rule(make_routing("14626120"), bodies=(office,))
    routing_changed()

    report = route("02827", "housing")

    assert report["ambiguous"] is True
    assert report["outcome"] == "ask"
    assert report["ask"] == {"kind": "municipality", "names": ["14626110", "14626120"]}
    assert [row["key"] for row in report["candidates"]] == ["14626110", "14626120"]
    narrowed = route("02827", "housing", "--municipality", "14626120")
    assert narrowed["ambiguous"] is False
    assert narrowed["region"] == "14626120"
    assert [row["key"] for row in narrowed["candidates"]] == ["14626120"]


def test_a_place_that_does_not_matter_is_not_asked_for(route, district_office):
    report = route("02827", "housing")

    assert (report["ambiguous"], report["outcome"]) == (False, "forward")
    assert len(report["candidates"]) == 2


@pytest.mark.parametrize("key", ["14713", "14713000"])
def test_a_city_that_is_a_district_takes_either_key(route, offer_page, key):
    report = route("04109", "housing", "--municipality", key)

    assert report["candidates"] == [
        {
            "key": "14713",
            "label": "Region 14713",
            "district": "14713",
            "district_label": "Region 14713",
        }
    ]


def test_facts_that_matter_are_asked_for_and_can_be_given(route, housing_of_page):
    house, flat = make_body("house"), make_body("flat")
    routing = make_routing("14713")
    make_rule(routing, bodies=(house,), conditions=(("dwelling", "is", "house"),))
    make_rule(
        routing,
        outcome="redirect",
        text="Bitte fragen Sie dort.",
        conditions=(("dwelling", "is", "bed"), ("stay_days", "at_most", "14")),
    )
    make_rule(routing, bodies=(flat,))
    Category.objects.update(asks_period=True)
    routing_changed()

    asked = route("04109", "housing")
    assert asked["ask"] == {"kind": "facts", "names": ["dwelling", "stay_days"]}
    assert asked["ambiguous"] is False
    house_answer = route("04109", "housing", "--fact", "dwelling=house")
    assert house_answer["bodies"][0]["key"] == "house"
    bed = route("04109", "housing", "--fact", "dwelling=bed", "stay_days=3")
    assert (bed["outcome"], bed["region"]) == ("redirect", "14713")
    again = ("--fact", "dwelling=bed", "--fact", "stay_days=30")
    assert route("04109", "housing", *again)["bodies"][0]["key"] == "flat"


def test_statewide_help_needs_no_postcode(route, offer_page):
    report = route("-", "translation", "--statewide")

    assert report["postcode"] is None
    assert report["candidates"] == [
        {
            "key": "14",
            "label": "Region 14",
            "district": None,
            "district_label": None,
        }
    ]
    assert route("02826", "translation", "--statewide") == report


def test_another_day_may_be_asked_for(route, offer_page):
    office = make_body("later")
    routing = make_routing("14713")
    make_rule(routing, bodies=(office,), valid_from=date(2030, 1, 1))
    routing_changed()

    assert route("04109", "housing", "--date", "2029-12-31")["region"] is None
    assert route("04109", "housing", "--date", "2030-01-01")["region"] == "14713"


def test_several_pages_need_a_choice(route, offer_page):
    other = HelpOfferPage(title="Zweite", slug="zweite", fallback_body=make_body("b"))
    Site.objects.get(is_default_site=True).root_page.add_child(instance=other)
    other.categories = Category.objects.all()
    other.save_revision().publish()

    message = assert_refused("04109", "housing")
    assert f"{offer_page.pk} (Hilfe anbieten), {other.pk} (Zweite)" in message
    report = route("04109", "housing", "--page", str(other.pk))
    assert report["bodies"][0]["key"] == "b"


def test_translations_of_a_page_need_no_choice(route, offer_page, ukrainian_page):
    body = route("04109", "housing")["bodies"]

    assert [row["key"] for row in body] == ["fallback"]
    assert route("04109", "housing", "--page", str(ukrainian_page.pk))["bodies"] == body


def test_drafts_do_not_count(offer_page):
    assert_refused("04109", "housing", "--page", "999999")
    offer_page.unpublish()

    assert "no published offer page" in assert_refused("04109", "housing")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("99999", "housing"), "99999 is not in the register"),
        (("0282", "housing"), "not a postcode"),
        (("-", "housing"), "not a postcode"),
        (("-", "housing", "--statewide"), "bound to a place"),
        (("99999", "translation", "--statewide"), "99999 is not in the register"),
        (("02826", "gardening"), "There are: housing, translation."),
        (("02826", "housing", "--municipality", "14713"), "does not belong to 02826"),
        (("02826", "housing", "--fact", "dwelling"), "NAME=VALUE"),
        (("02826", "housing", "--fact", "dwelling=tent"), "house, flat, bed"),
        (("02826", "housing", "--fact", "quantity=0"), "a whole number from 1"),
        (("02826", "housing", "--date", "tomorrow"), "YYYY-MM-DD"),
    ],
)
def test_what_makes_no_sense_ends_with_code_2(housing_of_page, arguments, said):
    assert said in assert_refused(*arguments)


def test_a_state_that_was_not_imported_is_refused(settings, offer_page):
    settings.HILFE_UKRAINE_STATE_KEY = "09"

    assert "09 is not in" in assert_refused("-", "translation", "--statewide")


def test_nothing_is_written(route, offer_page):
    before = RoutingVersion.current()
    route("02826", "housing")

    assert RoutingVersion.current() == before
    assert not LegalText.objects.exists()


def test_drafts_count_only_where_asked_for(route, district_office):
    save_draft(RegionRouting.objects.get(), a_rule(make_body("new")))

    live, drafted = route("02826", "housing"), route("02826", "housing", "--draft")

    assert [body["key"] for body in live["bodies"]] == ["goerlitz"]
    assert [body["key"] for body in drafted["bodies"]] == ["new"]


def test_a_region_can_stand_for_the_postcode(route, district_office):
    report = route("-", "housing", "--region", "14626")

    assert report["postcode"] is None
    assert report["region"] == "14626"
    assert "not in the register" in assert_refused("-", "housing", "--region", "99999")
