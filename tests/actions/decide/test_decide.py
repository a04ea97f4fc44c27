"""Deciding with what is published."""

from datetime import UTC, date, datetime

import pytest

from django.utils import timezone

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.domain.routing import AskFacts, AskMunicipality, Outcome
from hilfe_ukraine.models import ResponsibleBody
from tests.actions.decide.decided import ask
from tests.factories import make_body
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db


def test_the_day_goes_by_the_clock_of_the_portal():
    assert local_date(datetime(2022, 3, 4, 22, 59, tzinfo=UTC)) == date(2022, 3, 4)
    assert local_date(datetime(2022, 3, 4, 23, 0, tzinfo=UTC)) == date(2022, 3, 5)


def test_the_day_is_that_of_the_portal_whoever_is_logged_in():
    with timezone.override("Pacific/Auckland"):
        assert local_date(datetime(2022, 3, 4, 22, 59, tzinfo=UTC)) == date(2022, 3, 4)


def test_the_most_specific_rule_decides(goerlitz, housing):
    route("14", {"bodies": (make_body("land"),)})
    route("14626", {"bodies": (make_body("kreis"),)})

    assert ask(housing).verdict.bodies == ("kreis",)
    assert ask(housing, "04109").verdict.bodies == ("land",)


def test_questions_come_back_as_such(goerlitz, housing):
    body = make_body("stadt")
    route("14626110", {"bodies": (body,)})
    route("14713", {"bodies": (body,), "conditions": (("quantity", "at_least", "5"),)})

    assert isinstance(ask(housing, "02827"), AskMunicipality)
    assert ask(housing, "04109") == AskFacts(("quantity",), ask(housing, "04109").trace)
    assert ask(housing, "04109", {"quantity": 6}).verdict.bodies == ("stadt",)


def test_one_decision_costs_two_statements_however_much_is_configured(
    goerlitz, housing, django_assert_num_queries
):
    for number in range(40):
        body = make_body()
        rules = [
            {"bodies": (body,), "conditions": (("quantity", "at_least", str(count)),)}
            for count in range(10)
        ]
        route(f"146{number + 10}", *rules)
    current_table()

    with django_assert_num_queries(2):
        assert ask(housing, facts={"quantity": 3}).verdict.bodies


# Broken routing never loses an offer.


def no_rules(body):
    route("14626")


def a_rule_without_a_body(body):
    route("14626", {})


def a_body_that_was_deleted(body):
    route("14626", {"bodies": (body,)})
    ResponsibleBody.objects.filter(pk=body.pk).delete()


def a_body_that_is_retired(body):
    body.contact_state = "retired"
    body.save()
    route("14626", {"bodies": (body,)})


def a_condition_without_values(body):
    condition = ("quantity", "is_not", "")
    route("14626", {"bodies": (body,), "conditions": (condition,)})


def a_condition_on_a_fact_that_is_gone(body):
    condition = ("dwelling", "is", "house")
    route("14626", {"bodies": (body,), "conditions": (condition,)})


def an_unknown_outcome(body):
    route("14626", {"outcome": "?", "bodies": (body,)})


BROKEN = [
    no_rules,
    a_rule_without_a_body,
    a_body_that_was_deleted,
    a_body_that_is_retired,
    a_condition_without_values,
    a_condition_on_a_fact_that_is_gone,
    an_unknown_outcome,
]


@pytest.mark.parametrize("broken", BROKEN)
def test_broken_routing_ends_at_the_fallback_or_at_nobody(goerlitz, housing, broken):
    broken(make_body("weg"))

    fallback = make_body("fallback")

    assert ask(housing).verdict.outcome is Outcome.UNROUTED
    verdict = ask(housing, fallback=fallback).verdict
    assert (verdict.outcome, verdict.bodies) == (Outcome.FORWARD, ("fallback",))
