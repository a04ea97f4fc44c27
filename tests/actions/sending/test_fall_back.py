"""An offer that does not get through by webhook goes by e-mail, once, and says so."""

from datetime import date, timedelta

import pytest

from django.core import mail
from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.housekeeping import keep_house
from hilfe_ukraine.actions.pause import pause
from hilfe_ukraine.actions.sending.fall_back import (
    fall_back_for,
    fall_back_if_given_up,
    fall_back_when_due,
)
from hilfe_ukraine.actions.sending.forward import forward
from hilfe_ukraine.actions.sending.stop import resume_sending, stop_sending
from hilfe_ukraine.delivery.claim import Claim, Refused, claim
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.domain.states import ReferralState
from hilfe_ukraine.models import Attempt, Breaker, Delivery, OutboxStatus, Webhook
from tests.factories import NOW, make_delivery, make_offer, make_referral, make_webhook


pytestmark = pytest.mark.django_db

States = Delivery.States
LATE = NOW + timedelta(hours=4)


def offer_on_its_way(webhook, *, referral=None, **values):
    referral = referral or make_referral(body=webhook.body)
    return make_delivery(
        referral=referral,
        dedup_key=f"referral:{referral.uuid}:forward:1",
        channel="webhook",
        carrier=webhook.carrier,
        **{"attempts": 3, **values},
    )


def gone(webhook, **values):
    return offer_on_its_way(
        webhook,
        state=States.HELD,
        held_reason=Delivery.HeldReasons.GONE,
        **values,
    )


def letters():
    return Delivery.objects.filter(channel="email")


def test_what_was_given_up_goes_by_e_mail_at_once(webhook):
    row = offer_on_its_way(webhook, state=States.DEAD)

    assert fall_back_when_due(now=NOW) == 1

    row.refresh_from_db()
    letter = letters().get()
    assert row.state == States.CANCELLED
    assert letter.referral == row.referral
    assert (letter.state, letter.carrier) == (States.READY, "relay")
    assert letter.dedup_key.endswith(":forward:2")
    assert not letter.possible_duplicate
    logged = ModelLogEntry.objects.for_instance(row.offer).get()
    assert logged.action == "hilfe_ukraine.fell_back"


def test_what_fails_for_too_long_goes_by_e_mail_and_not_before(webhook):
    rows = [offer_on_its_way(webhook), gone(webhook)]

    assert fall_back_when_due(now=LATE - timedelta(seconds=1)) == 0
    assert fall_back_when_due(now=LATE) == 2
    assert fall_back_when_due(now=LATE) == 0
    assert {row.referral for row in letters()} == {row.referral for row in rows}


def test_a_host_that_is_out_of_order_has_failed_before_any_try(webhook):
    offer_on_its_way(webhook, attempts=0)
    assert fall_back_when_due(now=LATE) == 0

    Breaker.objects.create(carrier=webhook.carrier, failures=5)
    assert fall_back_when_due(now=LATE) == 1


def test_what_only_waits_since_all_is_stopped_has_not_failed(webhook):
    offer_on_its_way(webhook)
    OutboxStatus.objects.update_or_create(pk=1, defaults={"stopped_at": NOW})

    assert fall_back_when_due(now=LATE) == 0


def test_after_a_stop_one_failure_of_its_host_is_not_too_long(webhook):
    row = offer_on_its_way(webhook, attempts=0)
    stop_sending(user=None, reason="", now=NOW)
    resume_sending(user=None, now=LATE)
    Breaker.objects.create(carrier=row.carrier, failures=1)

    assert fall_back_when_due(now=LATE + timedelta(minutes=1)) == 0
    assert fall_back_when_due(now=LATE + timedelta(hours=4)) == 1


@pytest.mark.parametrize(
    ("outcome", "is_repeat"),
    [
        (Attempt.Outcomes.UNKNOWN, True),
        (Attempt.Outcomes.AMBIGUOUS, True),
        (Attempt.Outcomes.DELIVERED, True),
        (Attempt.Outcomes.RETRY, False),
        (Attempt.Outcomes.PERMANENT, False),
        (Attempt.Outcomes.RETURNED, False),
        (Attempt.Outcomes.GONE, False),
    ],
)
def test_the_letter_is_a_repeat_only_if_a_try_may_have_got_through(
    webhook, outcome, is_repeat
):
    row = offer_on_its_way(webhook, state=States.DEAD)
    Attempt.objects.create(
        delivery=row, lease_no=1, started_at=NOW, outcome=outcome.value
    )

    fall_back_when_due(now=NOW)

    assert letters().get().possible_duplicate is is_repeat


def test_after_a_restore_the_letter_is_a_repeat_though_no_try_is_left(webhook):
    offer_on_its_way(webhook, state=States.DEAD, possible_duplicate=True)

    fall_back_when_due(now=NOW)

    assert letters().get().possible_duplicate


def test_what_a_worker_holds_is_left_to_him(webhook):
    row = offer_on_its_way(webhook)
    assert isinstance(claim(row.uuid, LATE), Claim)

    assert fall_back_when_due(now=LATE) == 0
    assert not letters()


def test_what_nobody_would_read_stays_on_the_list(webhook):
    mute = make_webhook()
    mute.body.email = ""
    mute.body.save()
    rows = [
        offer_on_its_way(mute, state=States.DEAD),
        offer_on_its_way(
            webhook,
            state=States.DEAD,
            referral=make_referral(body=webhook.body, state=ReferralState.WITHDRAWN),
        ),
        offer_on_its_way(
            webhook,
            state=States.DEAD,
            referral=make_referral(
                body=webhook.body, offer=make_offer(erased_at=NOW, state="erased")
            ),
        ),
        make_delivery(
            offer=None,
            body=webhook.body,
            kind=Delivery.Kinds.TEST,
            channel="webhook",
            state=States.DEAD,
        ),
        offer_on_its_way(
            webhook, state=States.HELD, held_reason=Delivery.HeldReasons.SUSPECT
        ),
        offer_on_its_way(webhook, state=States.HANDLED),
        make_delivery(state=States.DEAD),
    ]
    before = [row.state for row in rows]

    assert fall_back_when_due(now=LATE) == 0
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == before


def test_the_letter_takes_the_next_number(webhook):
    row = offer_on_its_way(webhook, state=States.DEAD)
    make_delivery(
        referral=row.referral,
        dedup_key=f"referral:{row.referral.uuid}:forward:7",
        state=States.CANCELLED,
    )

    fall_back_when_due(now=NOW)

    assert letters().filter(dedup_key__endswith=":forward:8").exists()


def test_only_what_was_given_up_falls_back_at_once(webhook):
    row = offer_on_its_way(webhook)

    assert not fall_back_if_given_up(delivery=row, now=LATE)
    Delivery.objects.update(state=States.DEAD)
    assert fall_back_if_given_up(delivery=row, now=LATE)
    assert not fall_back_if_given_up(delivery=row, now=LATE)
    assert letters().count() == 1


def test_one_bad_row_does_not_hold_up_the_others(webhook, caplog):
    bad = offer_on_its_way(webhook, state=States.DEAD)
    # A row of another offer took the number, which cannot be.
    make_delivery(dedup_key=f"referral:{bad.referral.uuid}:forward:2")
    good = offer_on_its_way(webhook, state=States.DEAD)

    assert fall_back_when_due(now=LATE) == 1
    assert letters().filter(referral=good.referral).exists()
    bad.refresh_from_db()
    assert bad.state == States.DEAD
    assert f"{bad.uuid}: IntegrityError" in caplog.text


def test_the_chore_makes_up_for_a_process_that_ended_too_early(webhook):
    offer_on_its_way(webhook, state=States.DEAD)

    keep_house(now=NOW)

    assert letters().count() == 1


def test_an_offer_to_an_untested_webhook_arrives_by_e_mail_in_the_end():
    webhook = make_webhook(state=Webhook.States.UNTESTED)
    row = offer_on_its_way(webhook, attempts=0)

    assert forward(row.uuid, now=NOW, clock=lambda: NOW) is Happened.GIVEN_UP
    letter = letters().get()
    assert forward(letter.uuid, now=NOW, clock=lambda: NOW) is Happened.DELIVERED

    row.refresh_from_db()
    assert (row.state, row.last_code) == (States.CANCELLED, "untested")
    assert [sent.to for sent in mail.outbox] == [[webhook.body.email]]


def test_a_letter_about_a_paused_offer_waits_until_the_pause_is_over(webhook):
    row = offer_on_its_way(webhook, attempts=0)
    pause(offer=row.offer, until=date(2022, 4, 1), now=NOW)

    assert fall_back_for(body=webhook.body, now=LATE) == 1

    letter = letters().get()
    assert letter.next_attempt_at == LATE
    assert claim(letter.uuid, LATE) is Refused.NOT_DUE
    letter.refresh_from_db()
    assert letter.next_attempt_at > NOW + timedelta(days=27)


def test_looking_costs_one_statement_when_there_is_nothing(
    webhook, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert fall_back_when_due(now=LATE) == 0
