"""Deciding with what is published, for a new offer and for a stored one."""

from datetime import UTC, date, datetime

import pytest

from hilfe_ukraine.actions.decide import (
    decide_now,
    decide_stored,
    decision_row,
    local_date,
)
from hilfe_ukraine.actions.places import find_postcode
from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.domain.digest import verdict_digest
from hilfe_ukraine.domain.routing import AskFacts, AskMunicipality, Outcome
from hilfe_ukraine.models import Decision, Region, ResponsibleBody
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_offer,
    make_postcode,
    make_region,
    make_routing,
    make_rule,
    make_user,
)
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

TODAY = NOW.date()


def ask(category, postcode="02826", facts=None, fallback=None):
    table = current_table()
    return decide_now(
        table=table,
        place=find_postcode(postcode).place,
        category=table.categories[category.key],
        facts=facts or {},
        fallback=fallback,
        today=TODAY,
    )


def decided_again(offer):
    return decide_stored(table=current_table(), offer=offer, today=TODAY)


@pytest.fixture
def housing():
    return make_category("housing", asks_quantity=True)


def test_the_day_goes_by_the_clock_of_the_portal():
    assert local_date(datetime(2022, 3, 4, 22, 59, tzinfo=UTC)) == date(2022, 3, 4)
    assert local_date(datetime(2022, 3, 4, 23, 0, tzinfo=UTC)) == date(2022, 3, 5)


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


# Stored offers.


def test_a_stored_offer_is_decided_with_its_own_fallback(housing):
    fallback = make_body("fallback")
    offer = make_offer(category=housing, fallback_body=fallback, postcode="")
    make_region("14626")
    offer.region_key = "14626"

    verdict, _ = decided_again(offer)
    assert verdict.bodies == ("fallback",)


def test_a_stored_offer_keeps_the_municipality_that_was_chosen(goerlitz, housing):
    route("14626120", {"bodies": (make_body("ort"),)})
    offer = make_offer(
        category=housing, postcode="02827", region=make_region("14626120")
    )

    assert decided_again(offer)[0].bodies == ("ort",)


def test_a_stored_offer_from_an_ambiguous_postcode_stays_ambiguous(goerlitz, housing):
    route("14626", {"bodies": (make_body("kreis"),)})
    offer = make_offer(category=housing, postcode="02827", region=make_region("14626"))
    assert decided_again(offer)[0].bodies == ("kreis",)

    route("14626120", {"bodies": (make_body("ort"),)})
    assert decided_again(offer)[0].outcome is Outcome.UNROUTED


def test_a_stored_offer_for_the_state_stays_one(goerlitz, housing):
    route("14", {"bodies": (make_body("land"),)})
    offer = make_offer(
        category=housing, postcode="", statewide=True, region=make_region("14")
    )

    assert decided_again(offer)[0].bodies == ("land",)


def test_a_question_nobody_can_answer_any_more_waits_for_a_person(goerlitz, housing):
    condition = ("quantity", "at_least", "5")
    route("14626", {"bodies": (make_body("kreis"),), "conditions": (condition,)})
    verdict, trace = decided_again(make_offer(category=housing))

    assert verdict.outcome is Outcome.UNROUTED
    assert [step.matched for step in trace] == [None]


def test_a_place_that_left_the_register_waits_for_a_person(goerlitz, housing):
    offer = make_offer(category=housing)
    Region.objects.update(valid_until=date(2022, 1, 1))

    verdict, trace = decided_again(offer)
    assert (verdict.outcome, trace) == (Outcome.UNROUTED, ())


def test_a_category_the_table_does_not_know_yet_loses_no_offer(goerlitz):
    route("14626", {"bodies": (make_body("kreis"),)})
    current_table()
    new = make_category("new")

    assert decided_again(make_offer(category=new))[0].bodies == ("kreis",)


def test_a_redirect_for_a_stored_offer_waits_with_its_text(goerlitz, housing):
    route("14626", {"outcome": "redirect", "text": "Bitte an die Stadt."})
    verdict, trace = decided_again(make_offer(category=housing))

    assert (verdict.outcome, verdict.bodies) == (Outcome.UNROUTED, ())
    assert dict(verdict.texts) == {"de": "Bitte an die Stadt."}
    assert verdict.rule.region == "14626"
    assert trace[-1].matched


# The record.


def test_the_record_holds_plain_values(goerlitz, housing):
    routing = make_routing("14626")
    rule = make_rule(
        routing, title="Alles an den Kreis", bodies=(make_body("kreis"),), text="Danke"
    )
    routing.save_revision().publish()
    offer, user = make_offer(category=housing), make_user()
    table = current_table()
    verdict, trace = decided_again(offer)
    row = decision_row(
        table=table,
        offer=offer,
        verdict=verdict,
        trace=trace,
        cause=Decision.Causes.BY_HAND,
        now=NOW,
        user=user,
    )
    row.save()
    row.refresh_from_db()

    assert row.outcome == "forward"
    assert row.digest == verdict_digest(verdict)
    assert (row.region_key, row.rule_uuid) == ("14626", str(rule.uuid))
    assert row.rule_text == "Alles an den Kreis"
    routing.refresh_from_db()
    assert row.revision_id == routing.live_revision_id
    assert row.body_keys == ["kreis"]
    assert row.texts == {"de": "Danke"}
    assert row.trace[0]["title"] == "Alles an den Kreis"
    assert row.trace[0]["why"] == "matched"
    assert (row.decided_at, row.decided_by) == (NOW, user)


def test_the_record_of_nobody_and_of_a_fallback_names_no_rule(goerlitz, housing):
    offer, fallback = make_offer(category=housing), make_body("fallback")
    table = current_table()
    for offer.fallback_body in (None, fallback):
        verdict, trace = decided_again(offer)
        row = decision_row(
            table=table,
            offer=offer,
            verdict=verdict,
            trace=trace,
            cause=Decision.Causes.ACCEPTED,
            now=NOW,
        )
        assert (row.region_key, row.rule_uuid, row.rule_text) == ("", "", "")
        assert row.revision_id is None


@pytest.fixture
def merged():
    """Hirschfelde, with rules of its own, has become a part of Zittau."""
    retired = make_region("14626200")
    retired.successor, retired.valid_until = make_region("14626610"), TODAY
    retired.save()
    make_postcode("02788", "14626610")
    return retired


def test_a_rule_on_a_municipality_that_was_merged_counts_for_its_successor(
    merged, housing
):
    route("14626200", {"bodies": (make_body("dorf"),)})
    route("14626", {"bodies": (make_body("kreis"),)})

    assert ask(housing, "02788").verdict.bodies == ("dorf",)


def test_the_rules_of_the_successor_come_first(merged, housing):
    route("14626200", {"bodies": (make_body("dorf"),)})
    other = make_category("other")
    route("14626610", {"bodies": (make_body("stadt"),), "categories": (housing,)})

    assert ask(housing, "02788").verdict.bodies == ("stadt",)
    assert ask(other, "02788").verdict.bodies == ("dorf",)


def test_a_stored_offer_of_a_merged_municipality_follows_it(merged, housing):
    make_postcode("02763", "14626610", "14626110")
    route("14626610", {"bodies": (make_body("stadt"),)})
    gone = make_offer(region=merged, postcode="02788", category=housing)
    ambiguous = make_offer(region=merged, postcode="02763", category=housing)
    given_up = make_offer(region=merged, postcode="02789", category=housing)

    for offer in (gone, ambiguous, given_up):
        assert decided_again(offer)[0].bodies == ("stadt",)


def test_an_offer_of_a_district_that_became_a_municipality_follows_it(housing):
    retired = make_region("16056")
    retired.successor, retired.valid_until = make_region("16063105"), TODAY
    retired.save()
    route("16063105", {"bodies": (make_body("stadt"),)})
    offer = make_offer(region=retired, postcode="", category=housing)

    assert decided_again(offer)[0].bodies == ("stadt",)


def test_a_place_of_which_only_the_district_is_known_is_not_guessed(housing):
    route("14626", {"bodies": (make_body("kreis"),)})
    offer = make_offer(region=make_region("14626"), postcode="02789", category=housing)
    assert decided_again(offer)[0].outcome is Outcome.UNROUTED


def test_a_desk_follows_its_region_and_that_of_today_is_nearer(merged, housing):
    parent = make_body("verband")
    make_body("old_desk", parent=parent, region=merged)
    route("14626", {"bodies": (parent,)})
    assert ask(housing, "02788").verdict.bodies == ("old_desk",)

    make_body("desk", parent=parent, region=make_region("14626610"))
    routing_changed()
    assert ask(housing, "02788").verdict.bodies == ("desk",)


def test_a_place_in_another_state_is_decided_like_any_other(housing, settings):
    make_postcode("07922", "16075099")
    fallback = make_body("fallback")
    assert ask(housing, "07922").verdict.outcome is Outcome.UNROUTED
    assert ask(housing, "07922", fallback=fallback).verdict.bodies == ("fallback",)

    route("16", {"outcome": "redirect", "text": "Bitte in Thüringen anbieten."})
    assert ask(housing, "07922").verdict.outcome is Outcome.REDIRECT
