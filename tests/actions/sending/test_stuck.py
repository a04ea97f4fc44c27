"""The report of what is stuck: each list holds what belongs there, and no more."""

from datetime import timedelta

import pytest

from hilfe_ukraine.actions.sending.stop import stop_sending
from hilfe_ukraine.actions.sending.stuck import (
    StuckReport,
    WorkList,
    stuck_report,
)
from hilfe_ukraine.models import (
    Attempt,
    Breaker,
    Delivery,
    HelpOffer,
    OutboxStatus,
    Referral,
    stuck,
)
from tests.actions.sending.reports import JUST_NOW, LONG_AGO, report
from tests.factories import (
    NOW,
    make_body,
    make_delivery,
    make_offer,
    make_referral,
    make_user,
)


pytestmark = pytest.mark.django_db

States, Reasons = Delivery.States, Delivery.HeldReasons


def test_where_all_is_well_there_is_nothing_to_report():
    referral = make_referral()
    make_delivery(referral=referral, state=States.DELIVERED, delivered_at=NOW)
    make_delivery(state=States.READY, first_due_at=JUST_NOW)
    make_delivery(state=States.HANDLED)
    make_delivery(state=States.CANCELLED, offer=make_offer(state="withdrawn"))
    make_offer(waiting_for=HelpOffer.WaitingFor.NEED)
    make_offer(state=HelpOffer.States.UNCONFIRMED, waiting_for="")

    assert report() == StuckReport(at=NOW, waiting_since=JUST_NOW)


def test_messages_for_people_are_counted_by_list_and_reason():
    early = NOW - timedelta(days=9)
    make_delivery(state=States.DEAD, created_at=early, claimed_at=LONG_AGO)
    make_delivery(state=States.DEAD)
    make_delivery(state=States.BOUNCED, created_at=early, bounced_at=JUST_NOW)
    for reason in (Reasons.SUSPECT, Reasons.SUSPECT, Reasons.GONE):
        make_delivery(state=States.HELD, held_reason=reason)

    found = report()

    assert found.given_up == WorkList(2, LONG_AGO)
    assert found.bounced == WorkList(1, JUST_NOW)
    assert found.held == {"suspect": WorkList(2, NOW), "gone": WorkList(1, NOW)}
    assert found.held_count == 3


def test_a_bounced_message_leaves_the_list_when_it_was_sent_once_more():
    first = make_delivery(state=States.BOUNCED)
    make_delivery(state=States.BOUNCED)
    make_delivery(referral=first.referral, state=States.DELIVERED)

    assert report().bounced.count == 1


@pytest.mark.parametrize("kind", ["digest", "address", "suspect"])
def test_so_does_one_that_is_about_no_offer(kind):
    office, other = make_body(), make_body()
    letter = {"offer": None, "body": office, "kind": kind}
    if kind == "suspect":
        letter["about_body"] = make_body()
    make_delivery(**letter, state=States.BOUNCED)
    make_delivery(**{**letter, "body": other}, state=States.DELIVERED)
    assert report().bounced.count == 1

    make_delivery(**letter, state=States.DELIVERED)

    assert report().bounced.count == 0


@pytest.mark.parametrize(
    ("kind", "state", "found"),
    [
        ("test", States.DEAD, 0),
        ("test", States.HELD, 0),
        ("address", States.DEAD, 0),
        ("address", States.BOUNCED, 1),
        ("digest", States.DEAD, 1),
    ],
)
def test_a_test_that_failed_is_work_for_nobody(kind, state, found):
    """The page of the body shows it; mail may come back when nobody looks there."""
    make_delivery(offer=None, body=make_body(), kind=kind, state=state)

    now = report()
    assert now.given_up.count + now.held_count + now.bounced.count == found


def test_that_another_address_is_in_doubt_is_another_message():
    letter = {"offer": None, "body": make_body(), "kind": "suspect"}
    make_delivery(**letter, about_body=make_body(), state=States.BOUNCED)
    make_delivery(**letter, about_body=make_body(), state=States.DELIVERED)

    assert report().bounced.count == 1


@pytest.mark.parametrize("state", [States.BOUNCED, States.DEAD])
def test_a_message_leaves_the_list_when_its_referral_ends(state):
    row = make_delivery(state=state)
    Referral.objects.update(state=Referral.States.PASSED_ON)
    assert not stuck.messages_for_people().exists()

    make_delivery(offer=row.offer, referral=None, state=state, kind="nobody")
    assert stuck.messages_for_people().count() == 1


def test_a_request_to_erase_that_bounced_stays_on_the_list():
    """The referral has ended with the offer, and the body still has the data."""
    letter = make_delivery(state=States.BOUNCED, kind=Delivery.Kinds.ERASED)
    Referral.objects.update(state=Referral.States.WITHDRAWN)
    assert report().bounced.count == 1

    make_delivery(referral=letter.referral, state=States.DELIVERED, kind=letter.kind)
    assert report().bounced.count == 0


@pytest.mark.parametrize(
    ("values", "late", "overdue"),
    [
        ({"first_due_at": LONG_AGO, "next_attempt_at": LONG_AGO}, 1, 1),
        ({"first_due_at": JUST_NOW, "next_attempt_at": JUST_NOW}, 0, 0),
        ({"first_due_at": LONG_AGO, "next_attempt_at": NOW + timedelta(hours=1)}, 1, 0),
        ({"state": "inflight", "first_due_at": LONG_AGO, "lease_until": NOW}, 1, 0),
        (
            {"state": "inflight", "first_due_at": LONG_AGO, "lease_until": LONG_AGO},
            1,
            1,
        ),
        ({"state": "delivered", "first_due_at": LONG_AGO}, 0, 0),
    ],
)
def test_what_waits_too_long_is_late_and_if_nobody_takes_it_overdue(
    values, late, overdue
):
    make_delivery(**values)

    found = report()

    assert (found.late.count, found.overdue) == (late, overdue)


def test_how_long_is_too_long_is_a_setting(settings):
    make_delivery(first_due_at=LONG_AGO, next_attempt_at=LONG_AGO)
    settings.HILFE_UKRAINE_LATE_MINUTES = 30

    assert report().late.count == 0


def test_the_age_of_the_oldest_waiting_message():
    make_delivery(first_due_at=NOW - timedelta(days=2))
    make_delivery(first_due_at=NOW)

    found = report()

    assert found.age(found.waiting_since) == timedelta(days=2)
    assert found.age(NOW + timedelta(hours=1)) == timedelta()
    assert found.age(None) is None


def test_offers_without_a_body_count_and_noted_ones_do_not():
    make_offer(submitted_at=LONG_AGO)
    make_offer()
    make_offer(waiting_for=HelpOffer.WaitingFor.NEED)

    assert report().unrouted == WorkList(2, LONG_AGO)


def test_an_offer_that_cannot_go_on_is_seen():
    unconfirmed = {"state": HelpOffer.States.UNCONFIRMED, "waiting_for": ""}
    make_offer(release_at=LONG_AGO, **unconfirmed)
    make_offer(release_at=JUST_NOW, **unconfirmed)
    make_offer(release_at=None, **unconfirmed)
    make_offer(release_at=LONG_AGO, restricted_at=LONG_AGO, **unconfirmed)

    assert report().unreleased == WorkList(1, LONG_AGO)


def test_carriers_out_of_order():
    Breaker.objects.create(carrier="relay", failures=3)
    later = NOW + timedelta(minutes=2)
    Breaker.objects.create(
        carrier="host:amt.example",
        failures=9,
        opened_at=LONG_AGO,
        open_until=later,
        last_code="http 503",
    )

    (broken,) = report().carriers

    assert (broken.name, broken.since) == ("host:amt.example", LONG_AGO)
    assert (broken.next_try, broken.code) == (later, "http 503")


def test_the_stop_with_its_person_and_reason():
    user = make_user(first_name="Levin", last_name="Leitung")
    stop_sending(user=user, reason="Mail server moves", now=NOW)

    stopped = report().stopped

    assert (stopped.since, stopped.by) == (NOW, "Levin Leitung")
    assert stopped.reason == "Mail server moves"


def test_the_last_sweep():
    OutboxStatus.objects.update_or_create(pk=1, defaults={"swept_at": LONG_AGO})

    assert report().swept_at == LONG_AGO


def test_repeats_and_late_results_of_the_last_week():
    for days in (6, 8):
        when = NOW - timedelta(days=days)
        row = make_delivery(
            state=States.DELIVERED, possible_duplicate=True, delivered_at=when
        )
        Attempt.objects.create(
            delivery=row, lease_no=1, started_at=when, finished_at=when, late=True
        )

    found = report()

    assert (found.repeats, found.late_results) == (1, 1)


def test_it_costs_the_same_however_much_is_stuck(django_assert_num_queries):
    def add(number):
        for _ in range(number):
            make_delivery(state=States.DEAD, body=make_body())
            make_delivery(state=States.HELD, held_reason=Reasons.GONE)
            make_delivery(first_due_at=LONG_AGO)
            make_offer()
            make_referral(body=make_body(contact_state="retired"))
            make_referral(due_at=LONG_AGO)

    add(1)
    with django_assert_num_queries(11):
        stuck_report(now=NOW)
    add(10)
    with django_assert_num_queries(11):
        found = stuck_report(now=NOW)
    assert (found.given_up.count, found.unrouted.count) == (11, 11)
    assert (found.with_retired.count, found.unanswered.count) == (11, 11)
