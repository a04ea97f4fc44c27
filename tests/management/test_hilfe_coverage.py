"""``hilfe_coverage`` finds gaps; scripts rely on its JSON and exit codes."""

import json

import pytest

from django.core.management import call_command

from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.pages.models import HelpOfferPage
from tests.factories import make_body, make_category, make_routing, make_rule


pytestmark = pytest.mark.django_db


@pytest.fixture
def gaps(offer_page):
    """Nobody to fall back to, and one office for one kind of help."""
    HelpOfferPage.objects.update(fallback_body=None)
    housing = offer_page.categories.get(key="housing")
    make_rule(make_routing("14626"), bodies=(make_body("amt"),), categories=(housing,))
    routing_changed()


def run(capsys, *arguments, code=0):
    """Run the command; returns what it printed."""
    if code:
        with pytest.raises(SystemExit) as ended:
            call_command("hilfe_coverage", *arguments)
        assert ended.value.code == code
    else:
        call_command("hilfe_coverage", *arguments)
    return capsys.readouterr().out


def test_json_has_every_cell_and_exit_code_1_with_gaps(capsys, gaps):
    report = json.loads(run(capsys, "--json", code=1))

    assert list(report) == ["regions", "categories", "cells", "gaps", "warnings"]
    assert (report["regions"], report["categories"], report["gaps"]) == (5, 2, 6)
    assert len(report["cells"]) == 10
    assert report["cells"][:3] == [
        {"region": "14", "category": "housing", "state": "unneeded", "bodies": []},
        {"region": "14", "category": "translation", "state": "nobody", "bodies": []},
        {"region": "14626", "category": "housing", "state": "own", "bodies": ["amt"]},
    ]


def test_without_gaps_the_exit_code_is_0(capsys, offer_page):
    report = json.loads(run(capsys, "--json"))

    assert (report["gaps"], report["warnings"]) == (0, [])
    assert {cell["state"] for cell in report["cells"]} == {"fallback"}
    assert "No gaps." in run(capsys)


def test_people_get_the_gaps_in_words(capsys, gaps):
    said = run(capsys, code=1)

    assert "5 regions, 2 categories:" in said
    assert "  14626 Region 14626: translation (nobody)\n    and 2 municipal" in said
    assert "  14713 Region 14713: housing (nobody), translation (nobody)\n" in said


def test_odd_rules_are_warned_of_without_failing(capsys, offer_page):
    routing = make_routing("14626")
    make_rule(routing, bodies=(make_body("amt"),), title="Alles")
    make_rule(routing, bodies=(make_body("late"),), title="Nichts")
    routing_changed()

    (warning,) = json.loads(run(capsys, "--json"))["warnings"]
    assert warning.startswith("Region 14626, “Nichts”: can never match")
    assert f"Warnings:\n  {warning}" in run(capsys)


def test_without_a_page_there_is_nothing_to_cover(capsys, goerlitz):
    make_category("housing")
    report = json.loads(run(capsys, "--json"))

    assert (report["regions"], report["categories"], report["cells"]) == (5, 0, [])
