"""Offers that nobody at a body looks at stand on the lists of what is stuck."""

from datetime import timedelta

import pytest

from django.utils import timezone

from hilfe_ukraine.actions.sending.stuck import (
    WorkList,
)
from hilfe_ukraine.models import (
    Delivery,
    HelpOffer,
    Referral,
)
from tests.actions.sending.reports import LONG_AGO, report
from tests.factories import (
    NOW,
    make_body,
    make_delivery,
    make_referral,
)


pytestmark = pytest.mark.django_db

States = Delivery.States


def with_body(state="retired", **values):
    return make_referral(body=make_body(contact_state=state), **values)


def changed(referral, **values):
    HelpOffer.objects.filter(pk=referral.offer_id).update(**values)
    return referral


def test_an_offer_that_a_retired_body_has_not_answered_is_seen_though_it_arrived():
    arrived = with_body(referred_at=LONG_AGO)
    make_delivery(referral=arrived, state=States.DELIVERED, delivered_at=NOW)
    with_body(opened_at=NOW)

    assert report().with_retired == WorkList(2, LONG_AGO)


@pytest.mark.parametrize(
    "make",
    [
        lambda: with_body("confirmed"),
        # Its messages are held, and it is passed on after a working day.
        lambda: with_body("suspect"),
        lambda: make_referral(
            body=make_body(contact_state="retired"), state=Referral.States.RECEIVED
        ),
        lambda: changed(with_body(), restricted_at=NOW),
        lambda: changed(with_body(), state=HelpOffer.States.TAKEN),
    ],
    ids=["in use", "in doubt", "answered", "restricted", "taken by another"],
)
def test_no_other_one_is(make):
    make()

    assert report().with_retired.count == 0


def test_an_answer_that_was_due_is_missed_from_then_on():
    due = NOW - timedelta(days=3)
    make_referral(due_at=due)
    make_referral(due_at=LONG_AGO, opened_at=LONG_AGO)
    make_referral(due_at=NOW)
    make_referral(due_at=None)

    assert report().unanswered == WorkList(2, due)


@pytest.mark.parametrize(
    "make",
    [
        lambda: make_referral(due_at=LONG_AGO, state=Referral.States.RECEIVED),
        lambda: make_referral(due_at=LONG_AGO, state=Referral.States.PASSED_ON),
        lambda: changed(make_referral(due_at=LONG_AGO), restricted_at=NOW),
        lambda: with_body(due_at=LONG_AGO),
        lambda: changed(
            make_referral(due_at=LONG_AGO),
            paused_until=timezone.localdate(NOW) + timedelta(days=1),
        ),
    ],
    ids=["answered", "ended", "restricted", "with a retired body", "paused"],
)
def test_no_answer_is_missed_where_none_is_to_come(make):
    make()

    assert report().unanswered.count == 0


def test_a_pause_that_is_over_counts_no_more():
    today = timezone.localdate(NOW)
    changed(make_referral(due_at=LONG_AGO), paused_until=today)

    assert report().unanswered.count == 1
