"""Deciding again for an offer that is stored, and the record of it."""

from datetime import date

import pytest

from hilfe_ukraine.actions.decide import decision_row
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.domain.digest import verdict_digest
from hilfe_ukraine.domain.routing import Outcome
from hilfe_ukraine.models import Decision, Region
from tests.actions.decide.decided import decided_again
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_offer,
    make_region,
    make_routing,
    make_rule,
    make_user,
)
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db


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


def recorded(offer, cause, **values):
    """What would be kept of deciding the offer again; not saved yet."""
    verdict, trace = decided_again(offer)
    return decision_row(
        table=current_table(),
        offer=offer,
        verdict=verdict,
        trace=trace,
        cause=cause,
        now=NOW,
        **values,
    )


def test_the_record_holds_plain_values(goerlitz, housing):
    routing = make_routing("14626")
    rule = make_rule(
        routing, title="Alles an den Kreis", bodies=(make_body("kreis"),), text="Danke"
    )
    routing.save_revision().publish()
    offer, user = make_offer(category=housing), make_user()
    row = recorded(offer, Decision.Causes.BY_HAND, user=user)
    row.save()
    row.refresh_from_db()

    assert row.outcome == "forward"
    assert row.digest == verdict_digest(decided_again(offer)[0])
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
    for offer.fallback_body in (None, fallback):
        row = recorded(offer, Decision.Causes.ACCEPTED)
        assert (row.region_key, row.rule_uuid, row.rule_text) == ("", "", "")
        assert row.revision_id is None
