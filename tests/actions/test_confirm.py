"""Confirming an offer, and letting it go on when the waiting time is over."""

from datetime import date, timedelta

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.confirm import confirm, release_due
from hilfe_ukraine.models import Delivery, HelpOffer, Referral, Region
from tests.actions.read import change_routing, fresh
from tests.database import row_counts
from tests.factories import NOW, make_body
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

STATES = HelpOffer.States
LATER = NOW + timedelta(hours=3)


def test_a_confirmed_offer_goes_on(unconfirmed, kreis):
    assert confirm(offer=unconfirmed, now=LATER) is True

    offer = fresh(unconfirmed)
    assert (offer.state, offer.waiting_for) == (STATES.REFERRED, "")
    assert (offer.contact_check, offer.confirmed_at) == ("confirmed", LATER)
    referral = offer.referrals.get()
    assert (referral.body, referral.referred_at) == (kreis, LATER)
    assert [row.kind for row in offer.deliveries.order_by("pk")] == [
        "confirm",
        "forward",
        "received",
    ]
    assert offer.contact["name"] == "Erika Muster"
    assert offer.entries[0]["value"] == "Zimmer"


def test_the_log_says_when_and_holds_no_name(unconfirmed):
    confirm(offer=unconfirmed, now=LATER)

    entry = ModelLogEntry.objects.get(action="hilfe_ukraine.confirmed")
    assert entry.object_id == str(unconfirmed.pk)
    assert (entry.label, entry.data) == (unconfirmed.reference, {})


def test_confirming_twice_changes_nothing(unconfirmed):
    confirm(offer=unconfirmed, now=LATER)
    before = row_counts()

    assert confirm(offer=unconfirmed, now=LATER + timedelta(days=1)) is False
    assert row_counts() == before
    assert fresh(unconfirmed).confirmed_at == LATER


def test_an_unchanged_decision_is_not_written_again(unconfirmed):
    confirm(offer=unconfirmed, now=LATER)

    assert [row.cause for row in unconfirmed.decisions.all()] == ["accepted"]


def test_a_changed_decision_is_written_and_followed(unconfirmed):
    stadt = make_body("stadt")
    change_routing(bodies=(stadt,), title="Jetzt die Stadt")
    confirm(offer=unconfirmed, now=LATER)

    assert [row.cause for row in unconfirmed.decisions.all()] == [
        "accepted",
        "confirmed",
    ]
    assert unconfirmed.decisions.last().rule_text == "Jetzt die Stadt"
    assert unconfirmed.decisions.last().decided_at == LATER
    assert [row.body for row in unconfirmed.referrals.all()] == [stadt]


def test_a_body_that_was_paused_meanwhile_is_not_asked(unconfirmed, kreis):
    deputy = make_body("vertretung")
    kreis.paused_until, kreis.deputy = date(2022, 5, 1), deputy
    kreis.save()
    Region.objects.get(key="14626").routing.delete()
    route("14626", {"bodies": (kreis,)})
    confirm(offer=unconfirmed, now=LATER)

    assert [row.body for row in unconfirmed.referrals.all()] == [deputy]


def test_a_redirect_sends_nobody_away_any_more(unconfirmed):
    change_routing(outcome="redirect", text="Bitte an die Stadt.", title="Umleiten")
    confirm(offer=unconfirmed, now=LATER)

    offer = fresh(unconfirmed)
    assert (offer.state, offer.waiting_for) == (STATES.WAITING, "unrouted")
    decision = offer.decisions.last()
    assert (decision.cause, decision.outcome) == ("confirmed", "unrouted")
    assert decision.texts == {"de": "Bitte an die Stadt."}
    assert decision.rule_text == "Umleiten"
    assert decision.trace[-1]["matched"] is True
    assert not Referral.objects.exists()
    assert list(offer.deliveries.values_list("kind", flat=True).order_by("pk")) == [
        "confirm",
        "nobody",
        "received",
    ]


def test_routing_that_broke_meanwhile_loses_no_offer(unconfirmed):
    change_routing()
    confirm(offer=unconfirmed, now=LATER)

    offer = fresh(unconfirmed)
    assert (offer.state, offer.waiting_for) == (STATES.WAITING, "unrouted")
    nobody = offer.deliveries.get(kind=Delivery.Kinds.NOBODY)
    assert nobody.body == offer.owning_office


def test_an_erased_offer_cannot_be_confirmed(unconfirmed):
    HelpOffer.objects.update(erased_at=NOW, state=STATES.ERASED)

    assert confirm(offer=unconfirmed, now=LATER) is False
    assert fresh(unconfirmed).confirmed_at is None


def test_a_restricted_offer_is_confirmed_and_goes_on_when_that_is_over(unconfirmed):
    HelpOffer.objects.update(restricted_at=NOW)
    assert confirm(offer=unconfirmed, now=LATER) is True

    offer = fresh(unconfirmed)
    assert (offer.contact_check, offer.confirmed_at) == ("confirmed", LATER)
    assert (offer.state, offer.release_at) == (STATES.UNCONFIRMED, LATER)
    assert list(offer.deliveries.values_list("kind", flat=True)) == ["confirm"]
    assert release_due(now=LATER) == 0

    stadt = make_body("stadt")
    change_routing(bodies=(stadt,))
    HelpOffer.objects.update(restricted_at=None)
    assert release_due(now=LATER) == 1
    offer = fresh(unconfirmed)
    assert (offer.state, offer.contact_check) == (STATES.REFERRED, "confirmed")
    assert [row.body for row in offer.referrals.all()] == [stadt]
    assert offer.decisions.last().cause == "confirmed"
    assert offer.deliveries.filter(kind="received").count() == 1
