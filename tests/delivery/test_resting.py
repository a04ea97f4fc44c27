"""A message rests with its offer, whoever made it due."""

from datetime import UTC, date, datetime, timedelta

import pytest

from django.utils import timezone

from hilfe_ukraine.delivery.channels.base import Outcome, Result
from hilfe_ukraine.delivery.claim import Claim, Refused, claim
from hilfe_ukraine.delivery.outbox import make_due
from hilfe_ukraine.delivery.record import record
from hilfe_ukraine.delivery.resting import is_paused
from hilfe_ukraine.delivery.turns import due_ids
from hilfe_ukraine.domain.retry import EMAIL
from hilfe_ukraine.models import Delivery
from tests.factories import NOW, make_delivery, make_referral


pytestmark = pytest.mark.django_db

States, Kinds = Delivery.States, Delivery.Kinds
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
LEASE = timedelta(seconds=180)
# Midnight in Germany.
END = datetime(2022, 3, 31, 22, tzinfo=UTC)


@pytest.fixture
def referral():
    return make_referral()


def change(referral, **values):
    for name, value in values.items():
        setattr(referral.offer, name, value)
    referral.offer.save(update_fields=list(values))


def paused(referral):
    change(referral, paused_until=date(2022, 4, 1))


def restricted(referral):
    change(referral, restricted_at=NOW)


def moments(row):
    row.refresh_from_db()
    return row.state, row.next_attempt_at, row.first_due_at


class TestAPausedOffer:
    def test_is_forwarded_when_the_pause_is_over_and_is_not_late(self, referral):
        row = make_delivery(referral=referral)
        paused(referral)

        assert claim(row.uuid, NOW) is Refused.NOT_DUE
        assert moments(row) == (States.READY, END, END)
        assert due_ids(END - SECOND, 10) == []
        assert isinstance(claim(row.uuid, END), Claim)

    def test_waits_although_its_message_was_under_way_when_it_was_paused(
        self, referral
    ):
        row = make_delivery(referral=referral)
        claimed = claim(row.uuid, NOW)
        paused(referral)
        later = Result(Outcome.RETRY, "451")
        record(claimed, later, plan=EMAIL, now=NOW, spread=0)

        assert claim(row.uuid, NOW + HOUR) is Refused.NOT_DUE
        assert moments(row) == (States.READY, END, END)

    def test_waits_although_a_worker_left_it_and_may_have_sent_it(self, referral):
        row = make_delivery(referral=referral)
        claim(row.uuid, NOW)
        paused(referral)

        assert claim(row.uuid, NOW + LEASE + SECOND) is Refused.NOT_DUE
        assert moments(row) == (States.READY, END, END)
        assert row.possible_duplicate
        assert isinstance(claim(row.uuid, END), Claim)

    def test_rests_until_the_portals_day_is_over_whoever_is_logged_in(self, referral):
        paused(referral)

        with timezone.override("Pacific/Auckland"):
            assert is_paused(referral.offer, END - SECOND)
            assert not is_paused(referral.offer, END)

    @pytest.mark.parametrize("kind", [Kinds.CHANGED, Kinds.ENDED, Kinds.RECEIVED])
    def test_other_messages_about_it_go(self, referral, kind):
        row = make_delivery(referral=referral, kind=kind)
        paused(referral)

        assert isinstance(claim(row.uuid, NOW), Claim)

    def test_that_was_erased_has_nothing_to_wait_for(self, referral):
        row = make_delivery(referral=referral)
        paused(referral)
        change(referral, erased_at=NOW)

        assert isinstance(claim(row.uuid, NOW), Claim)


class TestARestrictedOffer:
    KINDS = (Kinds.FORWARD, Kinds.REMINDER, Kinds.STILL_VALID)

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_not_made_use_of_and_nothing_is_lost_or_late(self, referral, kind):
        row = make_delivery(referral=referral, kind=kind)
        restricted(referral)

        for hours in (0, 6, 12):
            assert claim(row.uuid, NOW + hours * HOUR) is Refused.NOT_DUE
        assert moments(row) == (States.READY, NOW + 18 * HOUR, NOW + 18 * HOUR)
        assert (row.attempts, row.lease_no) == (0, 0)

    @pytest.mark.parametrize(
        "kind", [Kinds.CHANGED, Kinds.ENDED, Kinds.ERASED, Kinds.LINKS]
    )
    def test_what_happened_may_be_said_and_helpers_get_their_link(self, referral, kind):
        row = make_delivery(referral=referral, kind=kind)
        restricted(referral)

        assert isinstance(claim(row.uuid, NOW), Claim)

    def test_goes_on_as_soon_as_that_is_lifted(self, referral):
        row = make_delivery(referral=referral)
        restricted(referral)
        claim(row.uuid, NOW)
        change(referral, restricted_at=None)

        assert make_due(referral.offer, NOW + HOUR) == 1
        assert moments(row) == (States.READY, NOW + HOUR, NOW + HOUR)
        assert isinstance(claim(row.uuid, NOW + HOUR), Claim)

    def test_that_is_paused_as_well_waits_for_the_end_of_both(self, referral):
        row = make_delivery(referral=referral)
        paused(referral)
        restricted(referral)
        claim(row.uuid, NOW)
        change(referral, restricted_at=None)
        make_due(referral.offer, NOW + HOUR)

        assert claim(row.uuid, NOW + HOUR) is Refused.NOT_DUE
        assert moments(row) == (States.READY, END, END)


def test_making_due_leaves_alone_what_did_not_wait_for_it(referral):
    other = make_delivery()
    letter = make_delivery(referral=referral, kind=Kinds.RECEIVED)
    sent = make_delivery(referral=referral, state=States.DELIVERED)

    assert make_due(referral.offer, NOW + HOUR) == 0
    assert {moments(row)[1] for row in (other, letter, sent)} == {NOW}
