"""A message that comes back."""

import logging

from datetime import timedelta

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.sending.bounce import (
    Noted,
    find_delivery,
    note_bounce,
    note_refusal,
)
from hilfe_ukraine.actions.sending.doubt import lock_body
from hilfe_ukraine.delivery.bounce_address import envelope_sender
from hilfe_ukraine.domain.delivery_status import Report, ReportKind, read_report
from hilfe_ukraine.models import Attempt, Delivery, RoutingVersion
from tests.actions.read import contact_state
from tests.factories import NOW, make_body, make_delivery, make_offer, make_referral
from tests.returned_mail import notification, recipient


pytestmark = pytest.mark.django_db

States, Kinds, Receivers = Delivery.States, Delivery.Kinds, Delivery.Receivers
MONDAY = NOW + timedelta(days=3)  # NOW is a Friday


def bounce(row, *, hard=True, code="5.1.1", now=NOW):
    return note_bounce(delivery_uuid=row.uuid, hard=hard, code=code, now=now)


def sent(**values):
    return make_delivery(state=States.DELIVERED, delivered_at=NOW, **values)


class TestFinding:
    def test_by_the_address_it_came_back_to(self, settings):
        settings.HILFE_UKRAINE_BOUNCE_ADDRESS = "bounces@example.org"
        row = sent()
        report = read_report(notification(recipient(), to=envelope_sender(row.uuid)))

        assert find_delivery(report) == row.uuid

    def test_by_the_message_that_came_back(self):
        row = sent()
        report = Report(
            ReportKind.HARD, addresses=("x@y.example",), message_id=row.message_id
        )

        assert find_delivery(report) == row.uuid

    def test_a_forged_address_is_no_address(self, settings):
        settings.HILFE_UKRAINE_BOUNCE_ADDRESS = "bounces@example.org"
        forged = f"bounces+{sent().uuid.hex}-aaaaaaaaaaaa@example.org"

        assert find_delivery(Report(ReportKind.HARD, addresses=(forged,))) is None


class TestHardBounce:
    def test_the_message_leaves_the_delivered_ones_with_a_code(self):
        row = sent()

        later = NOW + timedelta(days=2)
        assert bounce(row, now=later) is Noted.BOUNCED

        row.refresh_from_db()
        assert (row.state, row.last_code) == (States.BOUNCED, "5.1.1")
        assert (row.delivered_at, row.bounced_at) == (NOW, later)

    def test_the_bodys_address_is_in_doubt_and_routing_knows_it_at_once(self):
        row = sent()
        before = RoutingVersion.current()

        bounce(row)

        assert contact_state(row) == "suspect"
        assert RoutingVersion.current() > before

    def test_the_offer_goes_on_one_working_day_later(self):
        row = sent()

        bounce(row)

        row.referral.refresh_from_db()
        assert (row.referral.state, row.referral.pass_on_at) == ("open", MONDAY)

    def test_it_is_logged_with_ids_and_codes_only(self):
        row = sent()

        bounce(row)

        at_offer, at_body = ModelLogEntry.objects.order_by("pk")
        assert at_offer.action == "hilfe_ukraine.bounced"
        assert at_offer.data == {"delivery": str(row.uuid), "code": "5.1.1"}
        assert at_body.action == "hilfe_ukraine.address_doubted"
        assert "@" not in f"{at_offer.data}{at_body.data}"

    def test_the_second_note_of_the_same_does_nothing(self):
        row = sent()
        bounce(row)
        Delivery.objects.filter(kind=Kinds.SUSPECT).delete()
        row.body.contact_state = "confirmed"
        row.body.save()

        assert bounce(row) is Noted.NOTHING
        assert contact_state(row) == "confirmed"

    @pytest.mark.parametrize("code", ["5.2.2", "5.3.4", "5.6.1", "5.7.1", "5.7.509"])
    def test_another_reason_than_the_address_marks_only_the_row(self, code):
        row = sent()

        assert bounce(row, code=code) is Noted.BOUNCED

        row.refresh_from_db()
        assert (row.state, row.last_code) == (States.BOUNCED, code)
        assert contact_state(row) == "confirmed"

    @pytest.mark.parametrize("code", ["", "5.0.0", "5.1.10", "5.2.1", "4.4.7", "5.4.1"])
    def test_any_other_end_leaves_the_address_in_doubt(self, code):
        row = sent()

        bounce(row, code=code)

        assert contact_state(row) == "suspect"

    def test_what_changed_until_the_body_was_locked_counts(self, monkeypatch):
        row = make_delivery(state=States.DEAD, last_code="550 5.1.1")

        def meanwhile(pk):
            Delivery.objects.filter(pk=row.pk).update(state=States.HANDLED)
            return lock_body(pk)

        monkeypatch.setattr("hilfe_ukraine.actions.sending.bounce.lock_body", meanwhile)

        assert not note_refusal(delivery_uuid=row.uuid, now=NOW)
        assert contact_state(row) == "confirmed"

    def test_a_helpers_mail_only_marks_the_row(self):
        row = sent(
            offer=make_offer(), kind=Kinds.CONFIRM, receiver=Receivers.HELPER, body=None
        )

        assert bounce(row) is Noted.BOUNCED

        row.refresh_from_db()
        assert row.state == States.BOUNCED
        assert Delivery.objects.count() == 1

    def test_a_letter_to_an_office_counts_as_well(self):
        row = sent(
            offer=make_offer(),
            kind=Kinds.NOBODY,
            receiver=Receivers.ADMINISTRATOR,
            body=make_body(),
        )

        bounce(row)

        assert contact_state(row) == "suspect"

    def test_a_retired_body_stays_retired(self):
        row = sent(referral=make_referral(body=make_body(contact_state="retired")))

        bounce(row)

        assert contact_state(row) == "retired"
        row.referral.refresh_from_db()
        assert row.referral.pass_on_at == MONDAY

    @pytest.mark.parametrize("state", ["received", "taken", "not_needed"])
    def test_a_body_that_has_answered_keeps_the_offer(self, state):
        row = sent(referral=make_referral(state=state))

        bounce(row)

        row.referral.refresh_from_db()
        assert row.referral.pass_on_at is None

    def test_a_body_that_has_opened_the_offer_keeps_it(self):
        row = sent(referral=make_referral(opened_at=NOW))

        bounce(row)

        assert contact_state(row) == "suspect"
        row.referral.refresh_from_db()
        assert row.referral.pass_on_at is None

    @pytest.mark.parametrize(
        "state",
        [s for s in States if s not in (States.DELIVERED, States.INFLIGHT)],
    )
    def test_what_does_not_count_as_delivered_cannot_come_back(self, state):
        row = make_delivery(state=state)

        assert bounce(row) is Noted.NOTHING
        assert contact_state(row) == "confirmed"

    def test_while_it_is_being_sent_the_note_has_to_wait(self):
        row = make_delivery(state=States.INFLIGHT)

        assert bounce(row) is Noted.LATER

        Delivery.objects.update(state=States.DELIVERED)
        assert bounce(row) is Noted.BOUNCED

    def test_a_message_nobody_knows_is_nothing(self):
        row = make_delivery()
        Delivery.objects.all().delete()

        assert bounce(row) is Noted.NOTHING

    def test_an_address_corrected_meanwhile_is_not_in_doubt(self):
        row = sent()
        Attempt.objects.create(
            delivery=row, lease_no=1, started_at=NOW, address="old@office.example"
        )

        bounce(row)

        assert contact_state(row) == "confirmed"
        again = Delivery.objects.get(state=States.READY)
        assert (again.referral, again.kind) == (row.referral, Kinds.FORWARD)

    def test_the_same_address_in_other_letters_is_the_same(self):
        row = sent()
        address = row.body.email.upper()
        Attempt.objects.create(
            delivery=row, lease_no=1, started_at=NOW, address=address
        )

        bounce(row)

        assert contact_state(row) == "suspect"


def test_a_soft_bounce_changes_nothing_but_a_line_in_the_log(caplog):
    row = sent()

    with caplog.at_level(logging.INFO, logger="hilfe_ukraine"):
        assert bounce(row, hard=False, code="4.4.1") is Noted.DELAYED

    row.refresh_from_db()
    assert row.state == States.DELIVERED
    assert contact_state(row) == "confirmed"
    assert caplog.messages == [f"delivery {row.uuid} is delayed: 4.4.1"]
