"""Confirming an offer, and letting it go on when the waiting time is over."""

from datetime import date, timedelta

import pytest

from django.db import connection
from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.confirm import confirm, release_due
from hilfe_ukraine.actions.decide import decide_again
from hilfe_ukraine.models import Delivery, HelpOffer, Referral, Region
from tests.database import row_counts, statements
from tests.factories import NOW, make_body
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

STATES = HelpOffer.States
LATER = NOW + timedelta(hours=3)
PHONE = {"email": "erika@muster.example", "phone": "+493515640"}


@pytest.fixture
def kreis():
    """A body that gets everything of the district."""
    return make_body("kreis")


@pytest.fixture
def unconfirmed(hand_in, kreis):
    """An offer that waits for its confirmation, decided for ``kreis``."""
    route("14626", {"bodies": (kreis,)})
    return hand_in(confirmation_required=True)


def change_routing(**rule):
    Region.objects.get(key="14626").routing.delete()
    route("14626", rule)


def fresh(offer):
    return HelpOffer.objects.get(pk=offer.pk)


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


# Release.


@pytest.fixture
def reachable(hand_in, kreis):
    """An unconfirmed offer with a phone number beside the e-mail address."""
    route("14626", {"bodies": (kreis,)})
    return hand_in(confirmation_required=True, contact=PHONE)


def test_an_offer_with_a_phone_number_goes_on_after_a_day(reachable, kreis):
    day = NOW + timedelta(hours=24)

    assert release_due(now=day - timedelta(seconds=1)) == 0
    assert fresh(reachable).state == STATES.UNCONFIRMED
    assert release_due(now=day) == 1

    offer = fresh(reachable)
    assert (offer.state, offer.contact_check) == (STATES.REFERRED, "released")
    assert (offer.confirmed_at, offer.release_at) == (None, None)
    assert [row.body for row in offer.referrals.all()] == [kreis]
    assert offer.contact == PHONE
    assert release_due(now=day) == 0


def test_an_offer_that_cannot_go_on_holds_up_no_other(
    hand_in, reachable, monkeypatch, caplog
):
    second = hand_in(confirmation_required=True, contact=PHONE)

    def decide(*, offer, **rest):
        if offer.pk == reachable.pk:
            raise KeyError("erika@muster.example")
        return decide_again(offer=offer, **rest)

    monkeypatch.setattr("hilfe_ukraine.actions.confirm.decide_again", decide)

    assert release_due(now=NOW + timedelta(hours=24)) == 1
    assert fresh(reachable).state == STATES.UNCONFIRMED
    assert fresh(second).state == STATES.REFERRED
    assert "KeyError" in caplog.text
    assert "erika" not in caplog.text


def test_an_email_address_alone_is_never_released(unconfirmed):
    assert release_due(now=NOW + timedelta(days=300)) == 0
    assert fresh(unconfirmed).state == STATES.UNCONFIRMED


def test_a_released_offer_can_still_be_confirmed(reachable):
    release_due(now=NOW + timedelta(hours=24))
    rows = Referral.objects.count(), Delivery.objects.count()
    assert not Delivery.objects.filter(kind="received").exists()

    assert confirm(offer=reachable, now=LATER) is False
    offer = fresh(reachable)
    assert (offer.contact_check, offer.confirmed_at) == ("confirmed", LATER)
    letter = Delivery.objects.get(kind="received")
    assert letter.receiver == "helper"
    assert (Referral.objects.count(), Delivery.objects.count() - 1) == rows


def test_a_confirmed_offer_is_not_released(reachable):
    confirm(offer=reachable, now=LATER)

    assert release_due(now=NOW + timedelta(days=2)) == 0


def test_an_offer_whose_use_is_restricted_waits_until_that_is_over(reachable):
    HelpOffer.objects.update(restricted_at=NOW)
    assert release_due(now=NOW + timedelta(days=2)) == 0
    assert fresh(reachable).state == STATES.UNCONFIRMED

    HelpOffer.objects.update(restricted_at=None)
    assert release_due(now=NOW + timedelta(days=2)) == 1


def test_a_changed_decision_is_written_at_the_release(reachable):
    change_routing()
    release_due(now=NOW + timedelta(hours=24))

    assert reachable.decisions.last().cause == "released"


def test_only_so_many_go_at_once_the_longest_waiting_first(hand_in):
    first, second = (
        hand_in(
            confirmation_required=True,
            contact=PHONE,
            now=NOW + timedelta(minutes=minutes),
        )
        for minutes in (0, 1)
    )
    later = NOW + timedelta(days=2)

    assert release_due(now=later, limit=1) == 1
    assert fresh(first).state != STATES.UNCONFIRMED
    assert fresh(second).state == STATES.UNCONFIRMED
    assert release_due(now=later) == 1


def test_many_that_cannot_go_on_keep_back_nobody(hand_in, monkeypatch):
    values = {"confirmation_required": True, "contact": PHONE}
    bad = {hand_in(**values).pk for _ in range(3)}
    good = hand_in(now=NOW + timedelta(minutes=1), **values)

    def decide(*, offer, **rest):
        if offer.pk in bad:
            raise KeyError
        return decide_again(offer=offer, **rest)

    monkeypatch.setattr("hilfe_ukraine.actions.confirm.decide_again", decide)

    assert release_due(now=NOW + timedelta(days=2), limit=1) == 1
    assert fresh(good).state != STATES.UNCONFIRMED


def test_a_row_that_no_key_opens_keeps_back_nobody(reachable, hand_in):
    second = hand_in(confirmation_required=True, contact=PHONE)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE hilfe_ukraine_helpoffer SET contact = 'lost:x' WHERE id = %s",
            [reachable.pk],
        )

    assert release_due(now=NOW + timedelta(hours=24)) == 2
    assert fresh(second).state == STATES.REFERRED


def test_with_nothing_due_a_release_is_one_statement(unconfirmed):
    with statements() as found:
        release_due(now=NOW + timedelta(days=3))

    assert len(found) == 1
