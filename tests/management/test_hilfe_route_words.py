"""What ``hilfe_route`` says to people."""

import pytest

from django.core.management import call_command

from hilfe_ukraine.actions.routing_changed import routing_changed
from tests.factories import make_routing, make_rule


pytestmark = pytest.mark.django_db


def test_a_fact_nobody_asks_for_is_passed_over_aloud(capsys, offer_page):
    call_command("hilfe_route", "02826", "housing", "--fact", "dwelling=bed")

    printed = capsys.readouterr()
    assert "housing, 02826: forward" in printed.out
    assert "dwelling=bed is ignored: housing asks for helper, quantity" in printed.err


def test_people_get_words(capsys, district_office, housing_of_page):
    routing = make_routing("14626110")
    make_rule(
        routing,
        title="Betten nicht",
        outcome="redirect",
        text="Bitte fragen Sie dort.",
        conditions=(("dwelling", "is", "bed"),),
    )
    routing_changed()

    call_command("hilfe_route", "02826", "housing")
    asked = capsys.readouterr().out
    call_command("hilfe_route", "02826", "housing", "--fact", "dwelling=bed")
    redirected = capsys.readouterr().out
    call_command("hilfe_route", "02826", "housing", "--fact", "dwelling=flat")
    forwarded = capsys.readouterr().out

    assert "to be known first (--fact): dwelling" in asked
    assert "possible place: Region 14626110 (14626110)" in asked
    assert "text (de): Bitte fragen Sie dort." in redirected
    assert "goes to: Landratsamt <amt@goerlitz.example> (goerlitz)" in forwarded
    assert "Region 14626110, “Betten nicht”: does not fit" in forwarded
    assert "Region 14626, “Alles ans Amt”: this rule fits and decides." in forwarded


def test_without_any_rule_the_way_is_told_too(offer_page, capsys):
    offer_page.fallback_body = None
    offer_page.save_revision().publish()
    call_command("hilfe_route", "02826", "housing")

    assert "How it came about:\n  no rule is there" in capsys.readouterr().out
