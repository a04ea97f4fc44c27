"""“Try it” gives receiver or question, the rule that won, and how it came about."""

import json
import shlex

from datetime import timedelta

import pytest

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from hilfe_ukraine.actions.roles import ADMINISTRATOR, FIGURES_ONLY, REGIONAL_EDITOR
from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.models import (
    Category,
    RegionGrant,
    RegionRouting,
    RoutingRule,
)
from hilfe_ukraine.pages.models import HelpOfferPage
from tests.actions.routing.drafts import a_rule, save_draft
from tests.factories import make_body, make_region, make_routing, make_rule
from tests.wagtail_admin.forms import url


pytestmark = pytest.mark.django_db

ADDRESS = "/admin/hilfe-ukraine/try/"


@pytest.fixture
def routing(housing_of_page) -> RegionRouting:
    """Görlitz: flats go to the office, beds are redirected."""
    routing = make_routing()
    office = make_body("office", name="Wohnungsamt", contact_state="unconfirmed")
    make_rule(
        routing,
        title="Wohnungen",
        bodies=(office,),
        conditions=(("dwelling", "is", "flat"),),
    )
    make_rule(
        routing,
        title="Betten",
        outcome="redirect",
        text="Bitte woanders.",
        conditions=(("dwelling", "is", "bed"),),
    )
    routing_changed()
    return routing


def ask(client, **query):
    response = client.get(reverse("hilfe_try:index"), query)
    assert response.status_code == 200
    return response


def shown(client, **query) -> str:
    return ask(client, **query).content.decode()


def same_by_command(response, capsys) -> dict:
    """Run the command that the page names; returns what it reports."""
    words = shlex.split(response.context["answer"].command)
    call_command(*words, "--json")
    return json.loads(capsys.readouterr().out)


def test_an_empty_form_answers_nothing(superuser, routing):
    response = ask(superuser)

    assert "answer" not in response.context
    assert 'type="date"' in response.content.decode()


def test_a_decision_names_receiver_rule_and_trace(superuser, routing, capsys):
    query = {"category": "housing", "postcode": "02826", "fact-dwelling": "flat"}
    response = ask(superuser, **query, date="2022-03-04")
    page = response.content.decode()

    assert "Wohnungsamt (not confirmed yet)" in page
    assert f'<a href="{url("regionrouting", "edit", routing.pk)}">' in page
    assert "Region 14626: Wohnungen" in page
    assert "this rule fits and decides." in page
    report = same_by_command(response, capsys)
    rule = RoutingRule.objects.get(title="Wohnungen")
    assert [body["key"] for body in report["bodies"]] == ["office"]
    assert report["trace"][-1]["rule"] == str(rule.uuid)


def test_a_redirect_shows_its_text(superuser, routing, capsys):
    response = ask(
        superuser,
        **{"category": "housing", "postcode": "02826", "fact-dwelling": "bed"},
        date="2022-03-04",
    )

    assert "Bitte woanders." in response.content.decode()
    assert same_by_command(response, capsys)["outcome"] == "redirect"


def test_what_is_asked_first_is_said(superuser, routing, capsys):
    response = ask(superuser, category="housing", postcode="02826", date="2022-03-04")

    assert response.context["answer"].facts == ["dwelling"]
    assert same_by_command(response, capsys)["ask"]["names"] == ["dwelling"]


def test_the_trace_calls_facts_by_their_words(superuser, routing):
    Category.objects.filter(key="translation").update(asks_period=True)
    short = {"title": "Kurz", "conditions": (("stay_days", "at_most", "14"),)}
    make_rule(routing, bodies=(make_body("short"),), **short)
    routing_changed()
    response = ask(superuser, category="translation", postcode="02826")

    (sentence,) = [text for text in response.context["answer"].trace if "Kurz" in text]
    assert sentence.endswith("cannot be judged before this is known: Length of stay.")


def test_an_ambiguous_postcode_offers_its_places(superuser, routing, capsys):
    make_rule(make_routing("14626120"), bodies=(make_body("town", name="Stadt"),))
    routing_changed()
    query = {"category": "translation", "postcode": "02827", "date": "2022-03-04"}

    response = ask(superuser, **query)
    places = response.context["answer"].places
    assert [place.text for place in places] == ["Region 14626110", "Region 14626120"]
    assert same_by_command(response, capsys)["ambiguous"]

    response = superuser.get(reverse("hilfe_try:index") + places[1].url)
    assert "Stadt" in response.content.decode()
    assert same_by_command(response, capsys)["region"] == "14626120"


@pytest.mark.parametrize("region", ["14626", "Region 14626"])
def test_a_region_can_stand_for_the_postcode(superuser, routing, region, capsys):
    query = {"category": "housing", "region": region, "fact-dwelling": "flat"}
    response = ask(superuser, **query, date="2022-03-04")

    assert "Wohnungsamt" in response.content.decode()
    assert same_by_command(response, capsys)["region"] == "14626"


def test_help_anywhere_goes_to_the_fallback_of_the_page(superuser, routing, capsys):
    query = {"category": "translation", "statewide": "on", "date": "2022-03-04"}
    response = ask(superuser, **query)

    assert "Landesdirektion" in response.content.decode()
    assert "the fallback of the page" in response.content.decode()
    assert same_by_command(response, capsys)["postcode"] is None


def test_nobody_is_said_aloud(superuser, housing_of_page):
    HelpOfferPage.objects.update(fallback_body=None)
    page = shown(superuser, category="housing", postcode="04109")

    assert "Nobody: no rule fits" in page
    assert "No rule is there to look at." in page


def test_the_day_counts(superuser, housing_of_page):
    later = timezone.localdate() + timedelta(days=10)
    make_rule(make_routing(), bodies=(make_body(name="Später"),), valid_from=later)
    routing_changed()
    query = {"category": "housing", "postcode": "02826"}

    assert "Später" not in shown(superuser, **query, date=timezone.localdate())
    assert "Später" in shown(superuser, **query, date=later)


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"postcode": "2826"}, "A postcode has five digits"),
        ({"postcode": "99999"}, "99999 is not in the register."),
        ({"region": "Nirgendwo"}, "Nirgendwo is not in the register."),
        ({}, "Enter a postcode or a region."),
        ({"postcode": "02826", "date": "soon"}, "Enter a valid date."),
        ({"postcode": "02826", "fact-dwelling": "tent"}, "Please choose one of"),
        ({"postcode": "02827", "municipality": "1"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_complained_about(superuser, housing_of_page, query, complaint):
    response = ask(superuser, **{"category": "housing", "date": "2022-03-04", **query})

    assert complaint in response.content.decode()
    assert "answer" not in response.context


def test_without_a_page_there_is_nothing_to_try(superuser, db):
    assert "There is no published help offer page yet." in shown(superuser)


class TestDrafts:
    @pytest.fixture
    def drafted(self, routing):
        save_draft(routing, a_rule(make_body("new", name="Neues Amt")))

    query = {"category": "housing", "postcode": "02826", "date": "2022-03-04"}

    def test_count_only_where_asked_for(self, superuser, drafted, capsys):
        assert "Neues Amt" not in shown(superuser, **self.query)
        response = ask(superuser, **self.query, drafts="on")

        assert "Neues Amt" in response.content.decode()
        assert "Taken as drafted: Region 14626" in response.content.decode()
        report = same_by_command(response, capsys)
        assert [body["key"] for body in report["bodies"]] == ["new"]

    def test_of_other_regions_stay_hidden(self, person, browser, drafted):
        user = person(REGIONAL_EDITOR)
        RegionGrant.objects.create(group=user.groups.get(), region=make_region("14713"))

        page = shown(browser(user), **self.query, drafts="on")
        assert "Neues Amt" not in page
        assert "There are no drafts" in page
        assert "/regionrouting/edit/" not in page


class TestWhoMay:
    def test_whoever_configures_routing(self, person, browser, routing):
        for role in (ADMINISTRATOR, REGIONAL_EDITOR):
            client = browser(person(role))
            assert ADDRESS in client.get("/admin/").content.decode(), role
            assert client.get(reverse("hilfe_try:index")).status_code == 200

    def test_nobody_else(self, person, browser, routing):
        client = browser(person(FIGURES_ONLY))
        assert client.get(reverse("hilfe_try:index")).status_code == 302
        assert ADDRESS not in client.get("/admin/").content.decode()


def test_a_name_that_is_not_complete_gets_links_to_those_that_are_meant(
    administrator, routing
):
    make_region("14628270", label="Neustadt in Sachsen", name="Neustadt in Sachsen")
    make_region("14523260", label="Neustadt/Vogtl.", name="Neustadt/Vogtl.")

    page = ask(administrator, category="housing", region="Neustadt")

    names = [link.text for link in page.context["meant"]]
    assert names == ["Neustadt in Sachsen", "Neustadt/Vogtl."]
    html = page.content.decode()
    assert "Neustadt is not the full name of a region." in html
    assert "Do you mean:" in html
    assert "region=Neustadt+in+Sachsen" in html
