"""Accepting an offer: all of it or nothing, once, and never lost."""

import uuid

from datetime import date, timedelta

import pytest

from django.db import connection

from hilfe_ukraine.actions.submit import CaptchaRefused
from hilfe_ukraine.crypto import blind_index
from hilfe_ukraine.domain.reference import parse_reference
from hilfe_ukraine.domain.routing import UNROUTED, Outcome, Verdict
from hilfe_ukraine.domain.routing import Decision as Decided
from hilfe_ukraine.models import Decision, Delivery, HelpOffer, Referral
from hilfe_ukraine.signals import offer_accepted
from tests.database import row_counts, statements
from tests.factories import NOW, make_body
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

STATES = HelpOffer.States


def deliveries(offer):
    return [(row.kind, row.receiver, row.body_id) for row in offer.deliveries.all()]


def test_an_offer_goes_to_every_body_of_the_rule(hand_in):
    first, second = make_body("kreis", reaction_days=5), make_body("verein")
    route("14626", {"bodies": (first, second), "title": "An beide"})
    offer = hand_in()

    assert (offer.state, offer.waiting_for) == (STATES.REFERRED, "")
    referrals = {row.body: row for row in offer.referrals.all()}
    assert referrals.keys() == {first, second}
    assert referrals[first].referred_at == NOW
    assert referrals[first].due_at == NOW + timedelta(days=7)
    to_bodies = [row for row in deliveries(offer) if row[0] == "forward"]
    assert sorted(to_bodies) == sorted(
        ("forward", "body", body.pk) for body in (first, second)
    )
    letter = offer.deliveries.get(kind="received")
    assert (letter.receiver, letter.body, letter.referral) == ("helper", None, None)
    for row in offer.deliveries.filter(kind="forward"):
        assert (row.state, row.next_attempt_at) == ("ready", NOW)
        assert row.dedup_key == f"referral:{row.referral.uuid}:forward:1"
    decision = offer.decisions.get()
    assert (decision.cause, decision.outcome) == ("accepted", "forward")
    assert decision.rule_text == "An beide"


def test_the_columns_follow_from_place_contact_and_day(hand_in):
    offer = hand_in(
        facts={"helper": "person", "quantity": 3},
        contact={"email": "Erika@muster.example", "phone": "+493515640"},
        available_from=date(2022, 4, 1),
    )
    offer.refresh_from_db()

    assert parse_reference(offer.reference) == offer.reference
    assert (offer.region.key, offer.district_key) == ("14626110", "14626")
    assert offer.quantity == 3
    assert offer.email_index == blind_index("email", "erika@muster.example")
    assert offer.phone_index == blind_index("phone", "+493515640")
    assert offer.valid_until == date(2022, 12, 4)
    assert offer.submitted_at == NOW
    assert offer.available_from == date(2022, 4, 1)
    assert offer.contact["email"] == "Erika@muster.example"


def test_without_email_and_phone_there_is_nothing_to_be_found_by(hand_in):
    offer = hand_in(contact={"name": "Erika", "street": "Ring 1", "city": "Görlitz"})

    assert (offer.email_index, offer.phone_index) == ("", "")


def test_nobody_in_charge_is_told_to_the_owning_office(hand_in):
    offer = hand_in()

    assert (offer.state, offer.waiting_for) == (STATES.WAITING, "unrouted")
    assert set(deliveries(offer)) == {
        ("nobody", "administrator", offer.owning_office_id),
        ("received", "helper", None),
    }
    assert offer.decisions.get().outcome == "unrouted"


def test_without_an_owning_office_it_waits_all_the_same(hand_in):
    offer = hand_in(owning_office=None)

    assert (offer.state, offer.waiting_for) == (STATES.WAITING, "unrouted")
    assert [row.kind for row in Delivery.objects.all()] == ["received"]


def test_what_is_kept_waits_and_nobody_is_told(hand_in):
    route("14626", {"outcome": "keep", "text": "Wir melden uns."})
    offer = hand_in()

    assert (offer.state, offer.waiting_for) == (STATES.WAITING, "keep")
    assert [row.kind for row in Delivery.objects.all()] == ["received"]
    assert offer.decisions.get().texts == {"de": "Wir melden uns."}


def test_a_redirect_is_refused(hand_in):
    route("14626", {"outcome": "redirect"})
    before = row_counts()

    with pytest.raises(ValueError, match="redirected"):
        hand_in()
    assert row_counts() == before


# Confirmation.


def test_an_email_address_alone_waits_for_its_confirmation(hand_in):
    route("14626", {"bodies": (make_body("kreis"),)})
    offer = hand_in(confirmation_required=True)

    assert (offer.state, offer.waiting_for) == (STATES.UNCONFIRMED, "")
    assert offer.contact_check == "pending"
    assert offer.release_at is None
    assert not offer.referrals.exists()
    assert deliveries(offer) == [("confirm", "helper", None)]
    assert offer.decisions.get().outcome == "forward"


def test_with_a_phone_number_beside_it_the_waiting_ends(hand_in, settings):
    settings.HILFE_UKRAINE_RELEASE_HOURS = 36
    offer = hand_in(
        confirmation_required=True,
        contact={"email": "erika@muster.example", "phone": "+493515640"},
    )

    assert offer.state == STATES.UNCONFIRMED
    assert offer.release_at == NOW + timedelta(hours=36)


@pytest.mark.parametrize(
    "contact", [{"phone": "+493515640"}, {"street": "Ring 1", "city": "Görlitz"}]
)
def test_without_an_email_address_nothing_is_waited_for(hand_in, contact):
    route("14626", {"bodies": (make_body("kreis"),)})
    offer = hand_in(confirmation_required=True, contact=contact)

    assert (offer.state, offer.contact_check) == (STATES.REFERRED, "not_asked")
    assert [row.kind for row in offer.deliveries.all()] == ["forward"]


def test_where_no_confirmation_is_asked_an_email_address_waits_for_nothing(hand_in):
    route("14626", {"bodies": (make_body("kreis"),)})
    offer = hand_in(confirmation_required=False)

    assert (offer.state, offer.contact_check) == (STATES.REFERRED, "not_asked")


# All or nothing, and once.


def test_a_refused_captcha_leaves_nothing_behind(hand_in):
    before = row_counts()

    with pytest.raises(CaptchaRefused):
        hand_in(spend=lambda: False)
    assert row_counts() == before


def test_the_same_token_is_the_same_offer(hand_in):
    token = uuid.uuid4()
    first = hand_in(token=token)
    before = row_counts()

    assert hand_in(token=token) == first
    assert hand_in(token=token, spend=lambda: False) == first
    assert row_counts() == before


def test_a_captcha_is_not_spent_for_an_offer_that_exists(hand_in):
    token = uuid.uuid4()
    hand_in(token=token)

    def spend():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM hilfe_ukraine_region WHERE key = '14713'")
        return True

    before = row_counts()
    hand_in(token=token, spend=spend)
    assert row_counts() == before


def test_what_fails_halfway_leaves_nothing_behind(hand_in):
    to_a_body_that_is_gone = Decided(Verdict(Outcome.FORWARD, ("gone",)), ())
    before = row_counts()

    with pytest.raises(KeyError):
        hand_in(decided=to_a_body_that_is_gone)
    assert row_counts() == before


def test_other_apps_hear_of_an_accepted_offer_and_cannot_stop_it(
    hand_in, django_capture_on_commit_callbacks
):
    heard = []

    def listen(sender, offer_uuid, **_):
        heard.append((sender, offer_uuid))
        raise RuntimeError("a host's own trouble")

    offer_accepted.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            offer = hand_in()
            hand_in(token=offer.submission_token)
    finally:
        offer_accepted.disconnect(listen)
    assert heard == [(HelpOffer, offer.uuid)]


def test_each_offer_has_a_reference_of_its_own(hand_in):
    references = {hand_in().reference for _ in range(5)}

    assert len(references) == 5


def test_a_submission_costs_four_statements(hand_in):
    route("14626", {"bodies": (make_body("kreis"),)})
    hand_in()
    with statements() as found:
        hand_in()

    # Besides: version of routing and place, which the form has read already.
    assert len(found) == 2 + 4, "\n".join(found)
    assert Referral.objects.count() == Decision.objects.count() == 2


def test_a_verdict_without_a_rule_can_be_stored(hand_in):
    offer = hand_in(decided=Decided(UNROUTED, ()))

    assert offer.decisions.get().trace == []
