"""An offer whose body cannot be reached goes to somebody else."""

from datetime import timedelta

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.answer import answer_received, may_read, open_referral
from hilfe_ukraine.actions.bounce import note_bounce
from hilfe_ukraine.actions.decide import decide_again
from hilfe_ukraine.actions.doubt import hold_for_suspects
from hilfe_ukraine.actions.housekeeping import keep_house
from hilfe_ukraine.actions.pass_on import pass_on, pass_on_due, to_pass_on
from hilfe_ukraine.actions.route_again import route_again
from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.actions.stop import resume_sending, stop_sending
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import Delivery, HelpOffer, OutboxStatus, Referral
from tests.database import row_counts
from tests.factories import NOW, make_body, make_user
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

States = Delivery.States
DAY = timedelta(days=1)
MONDAY = NOW + 3 * DAY  # NOW is a Friday


@pytest.fixture
def deputy():
    return make_body("deputy")


@pytest.fixture
def kreis(deputy):
    return make_body("kreis", deputy=deputy)


@pytest.fixture
def routing(kreis):
    return route("14626", {"bodies": (kreis,)})


@pytest.fixture
def offer(hand_in, routing):
    """An offer that was sent to the body, and came back."""
    offer = hand_in()
    come_back(offer.referrals.get())
    return offer


def come_back(referral, now=NOW):
    row = referral.deliveries.get()
    Delivery.objects.filter(pk=row.pk).update(state=States.DELIVERED)
    note_bounce(delivery_uuid=row.uuid, hard=True, code="5.1.1", now=now)
    the_letter_has_left()


def the_letter_has_left():
    Delivery.objects.filter(kind="suspect").update(state=States.DELIVERED)


def first(offer):
    return offer.referrals.order_by("pk")[0]


def change(body, **values):
    type(body).objects.filter(pk=body.pk).update(**values)
    routing_changed()


def holders(offer):
    """Who has the offer in hand now."""
    return [referral.body.key for referral in offer.referrals.live()]


class TestDue:
    def test_never_at_once(self, offer):
        keep_house(now=NOW)
        assert pass_on_due(now=MONDAY - timedelta(seconds=1)) == 0
        assert holders(offer) == ["kreis"]

    def test_after_a_working_day_the_deputy_has_it(self, offer, deputy):
        assert pass_on_due(now=MONDAY) == 1

        old, new = offer.referrals.order_by("pk")
        assert (old.state, old.ended_at) == ("passed_on", MONDAY)
        assert (new.state, new.body, new.passed_on_from) == ("open", deputy, old)
        assert (new.referred_at, new.due_at) == (MONDAY, MONDAY + timedelta(days=3))
        row = new.deliveries.get()
        assert (row.kind, row.body, row.state) == ("forward", deputy, "ready")
        assert row.next_attempt_at == MONDAY
        offer.refresh_from_db()
        assert offer.state == "referred"

    def test_it_is_decided_and_logged(self, offer, deputy):
        pass_on_due(now=MONDAY)

        decision = offer.decisions.last()
        assert (decision.cause, decision.body_keys) == ("passed_on", ["deputy"])
        entry = ModelLogEntry.objects.get(action="hilfe_ukraine.passed_on")
        assert entry.data == {
            "referral": str(first(offer).uuid),
            "decision": str(decision.uuid),
        }

    def test_the_old_body_loses_link_and_message(self, offer):
        version = first(offer).link_version

        pass_on_due(now=MONDAY)

        assert first(offer).link_version == version + 1
        assert not may_read(first(offer))
        assert first(offer).deliveries.get().state == States.CANCELLED

    def test_done_again_it_does_nothing(self, offer):
        pass_on_due(now=MONDAY)
        before = row_counts()

        assert pass_on_due(now=MONDAY + timedelta(days=9)) == 0
        assert row_counts() == before

    def test_new_offers_go_to_the_deputy_at_once(self, offer, hand_in):
        assert holders(hand_in()) == ["deputy"]

    def test_what_was_held_goes_on_too(self, hand_in, routing, kreis):
        offer = hand_in()
        change(kreis, contact_state="suspect")
        hold_for_suspects(now=NOW)
        the_letter_has_left()

        assert pass_on_due(now=MONDAY) == 1
        assert holders(offer) == ["deputy"]

    def test_a_body_that_answered_by_its_link_keeps_the_offer(self, offer):
        answer_received(referral=first(offer), now=NOW)

        assert pass_on_due(now=MONDAY) == 0
        assert holders(offer) == ["kreis"]

    def test_a_body_that_reads_the_offer_keeps_it(self, offer):
        open_referral(referral=first(offer), now=NOW)

        assert pass_on_due(now=MONDAY) == 0
        assert holders(offer) == ["kreis"]

    def test_an_address_that_is_right_again_gets_the_offer(self, offer, kreis):
        change(kreis, contact_state="confirmed")

        keep_house(now=MONDAY)

        assert holders(offer) == ["kreis"]
        assert first(offer).deliveries.filter(state=States.READY).count() == 1

    def test_a_body_retired_meanwhile_is_passed_over(self, offer, kreis):
        change(kreis, contact_state="retired")

        assert pass_on_due(now=MONDAY) == 1
        assert holders(offer) == ["deputy"]

    @pytest.mark.parametrize("field", ["restricted_at", "erased_at"])
    def test_data_that_must_not_be_used_stays(self, offer, field):
        HelpOffer.objects.update(**{field: NOW})

        assert pass_on_due(now=MONDAY) == 0

    def test_nothing_is_passed_on_while_everything_is_stopped(self, offer):
        OutboxStatus.objects.update_or_create(pk=1, defaults={"stopped_at": NOW})

        assert pass_on_due(now=MONDAY) == 0
        assert holders(offer) == ["kreis"]

    def test_the_office_has_a_working_day_after_a_stop(self, offer):
        stop_sending(user=None, reason="", now=NOW)

        resume_sending(user=None, now=MONDAY)

        assert pass_on_due(now=MONDAY + DAY - timedelta(seconds=1)) == 0
        assert pass_on_due(now=MONDAY + DAY) == 1

    @pytest.mark.parametrize("state", ["ready", "inflight"])
    def test_the_office_has_a_working_day_after_its_letter_has_left(self, offer, state):
        letter = Delivery.objects.filter(kind="suspect")
        letter.update(state=state)
        for hours in (0, 12, 24):
            assert pass_on_due(now=MONDAY + timedelta(hours=hours)) == 0

        letter.update(state=States.DELIVERED)

        assert pass_on_due(now=MONDAY + 2 * DAY - timedelta(seconds=1)) == 0
        assert pass_on_due(now=MONDAY + 2 * DAY) == 1

    def test_a_letter_to_another_office_holds_up_nothing(self, offer):
        letter = Delivery.objects.filter(kind="suspect")
        letter.update(state=States.READY, body=make_body("other"))

        assert pass_on_due(now=MONDAY) == 1

    def test_an_offer_that_ended_stays(self, offer):
        HelpOffer.objects.update(state="expired")

        assert pass_on_due(now=MONDAY) == 0

    def test_a_message_that_got_through_after_all_is_left(self, offer):
        Delivery.objects.filter(referral=first(offer)).update(state=States.DELIVERED)

        assert pass_on_due(now=MONDAY) == 0

    def test_one_that_cannot_go_does_not_hold_up_the_others(
        self, hand_in, routing, monkeypatch, caplog
    ):
        offers = [hand_in(), hand_in()]
        for each in offers:
            come_back(each.referrals.get())

        def fail(*, offer, **others):
            if offer.pk == offers[0].pk:
                raise RuntimeError("Erika Muster")
            return decide_again(offer=offer, **others)

        monkeypatch.setattr("hilfe_ukraine.actions.pass_on.decide_again", fail)

        assert pass_on_due(now=MONDAY) == 1
        assert [holders(each) for each in offers] == [["kreis"], ["deputy"]]
        assert "Muster" not in caplog.text


class TestWhoIsNext:
    def test_without_a_deputy_the_rule_above(self, hand_in):
        land = make_body("land")
        route("14", {"bodies": (land,)})
        route("14626", {"bodies": (make_body("alone"),)})
        offer = hand_in()
        come_back(first(offer))

        pass_on_due(now=MONDAY)

        assert holders(offer) == ["land"]

    def test_one_after_the_other_and_then_nobody(self, offer):
        pass_on_due(now=MONDAY)
        come_back(offer.referrals.live().get(), now=MONDAY)
        assert pass_on_due(now=MONDAY) == 0

        assert pass_on_due(now=MONDAY + timedelta(days=1)) == 1

        offer.refresh_from_db()
        assert holders(offer) == []
        assert (offer.state, offer.waiting_for) == ("waiting", "unrouted")
        letter = Delivery.objects.get(kind="nobody")
        assert (letter.body.key, letter.offer) == ("office", offer)

    def test_the_office_is_told_again_if_it_was_told_long_ago(self, hand_in, kreis):
        offer = hand_in()  # no rule yet
        route("14626", {"bodies": (make_body("alone"),)})
        route_again(offer=offer, user=None, now=NOW)
        come_back(offer.referrals.get())

        pass_on_due(now=MONDAY)

        letters = Delivery.objects.filter(kind="nobody").order_by("pk")
        assert [letter.dedup_key[-2:] for letter in letters] == [":1", ":2"]
        assert not any(letter.possible_duplicate for letter in letters)

    def test_a_body_that_has_the_offer_does_not_get_it_twice(self, hand_in, kreis):
        stadt = make_body("stadt")
        route("14626", {"bodies": (kreis, stadt)})
        offer = hand_in()
        come_back(offer.referrals.get(body=kreis))

        pass_on_due(now=MONDAY)

        assert sorted(holders(offer)) == ["deputy", "stadt"]
        assert offer.referrals.filter(body=stadt).count() == 1

    def test_a_body_that_did_not_need_it_is_not_asked_again(self, hand_in, kreis):
        stadt = make_body("stadt")
        change(kreis, deputy=None)
        route("14626", {"bodies": (kreis, stadt)})
        offer = hand_in()
        offer.referrals.filter(body=stadt).update(state="not_needed")
        come_back(offer.referrals.get(body=kreis))

        pass_on_due(now=MONDAY)

        offer.refresh_from_db()
        assert (offer.state, offer.waiting_for) == ("waiting", "unrouted")
        assert offer.ended_at is None
        assert offer.referrals.count() == 2

    def test_a_rule_that_keeps_lets_it_wait_for_a_need(self, offer, routing):
        routing.delete()
        route("14626", {"outcome": "keep"})

        pass_on_due(now=MONDAY)

        offer.refresh_from_db()
        assert (offer.state, offer.waiting_for) == ("waiting", "keep")
        assert not Delivery.objects.filter(kind="nobody").exists()


class TestByHand:
    def test_it_goes_at_once(self, offer, deputy):
        user = make_user("act_on_helpoffer")

        (new,) = pass_on(referral=first(offer), user=user, now=NOW)

        assert (new.body, new.passed_on_from) == (deputy, first(offer))
        assert offer.decisions.last().decided_by == user
        entry = ModelLogEntry.objects.get(action="hilfe_ukraine.passed_on")
        assert entry.user == user

    def test_also_what_got_through_before_the_doubt(self, hand_in, routing, kreis):
        offer = hand_in()
        Delivery.objects.update(state=States.DELIVERED)
        change(kreis, contact_state="suspect")

        pass_on(referral=first(offer), user=None, now=NOW)

        assert holders(offer) == ["deputy"]

    def test_also_what_somebody_of_the_body_has_opened(self, offer):
        open_referral(referral=first(offer), now=NOW)

        pass_on(referral=first(offer), user=None, now=NOW)

        assert holders(offer) == ["deputy"]

    @pytest.mark.parametrize("state", ["confirmed", "unconfirmed"])
    def test_not_from_a_body_that_can_be_reached(self, offer, kreis, state):
        change(kreis, contact_state=state)

        self.refused(offer)

    @pytest.mark.parametrize(
        "state", [state for state in Referral.States if state != "open"]
    )
    def test_not_when_the_body_has_answered_or_it_has_ended(self, offer, state):
        offer.referrals.update(state=state)

        self.refused(offer)

    def test_not_while_a_message_is_under_way(self, offer):
        Delivery.objects.update(state=States.INFLIGHT)

        self.refused(offer)

    def refused(self, offer):
        before = row_counts()
        assert not to_pass_on().exists()
        with pytest.raises(ForbiddenTransition):
            pass_on(referral=first(offer), user=None, now=NOW)
        assert row_counts() == before
