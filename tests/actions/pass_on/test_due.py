"""An offer goes on one working day after its body turned out to be unreachable."""

from datetime import timedelta

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.answer import answer_received
from hilfe_ukraine.actions.decide import decide_again
from hilfe_ukraine.actions.housekeeping import keep_house
from hilfe_ukraine.actions.openings import note_opening_by_link
from hilfe_ukraine.actions.pass_on import pass_on_due
from hilfe_ukraine.actions.sending.doubt import hold_for_suspects
from hilfe_ukraine.actions.sending.stop import resume_sending, stop_sending
from hilfe_ukraine.models import Delivery, HelpOffer, OutboxStatus
from tests.actions.pass_on.returned import (
    change,
    come_back,
    first,
    holders,
    the_letter_has_left,
)
from tests.database import row_counts
from tests.factories import NOW, make_body


pytestmark = pytest.mark.django_db

States = Delivery.States
DAY = timedelta(days=1)
MONDAY = NOW + 3 * DAY  # NOW is a Friday


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
        assert not first(offer).is_readable
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
        note_opening_by_link(referral=first(offer), now=NOW)

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
