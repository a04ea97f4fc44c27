"""What an administrator does with a webhook."""

import socket

from datetime import timedelta

import pytest

from django.db import connection

from hilfe_ukraine.actions.sending import webhooks
from hilfe_ukraine.delivery.claim import Claim, claim
from hilfe_ukraine.domain.addresses import BadAddress
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import Breaker, Delivery, Webhook
from tests.actions.read import log_of
from tests.factories import (
    NOW,
    SECRET,
    make_body,
    make_delivery,
    make_referral,
    make_user,
    make_webhook,
)


pytestmark = pytest.mark.django_db

States = Delivery.States
URL = "https://amt.example/hook"
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def user():
    return make_user("change_webhook")


def pings_of(body):
    return Delivery.objects.filter(body=body, kind=Delivery.Kinds.TEST)


def waiting(webhook, **values):
    """An offer on its way by the webhook."""
    referral = make_referral(body=webhook.body)
    return make_delivery(
        referral=referral,
        dedup_key=f"referral:{referral.uuid}:forward:1",
        channel="webhook",
        carrier=webhook.carrier,
        **values,
    )


def state_of(row):
    row.refresh_from_db()
    return row.state


def test_a_new_address_gets_a_secret_and_a_test_and_nothing_else_yet(user):
    body = make_body(channel="webhook")

    secret = webhooks.set_webhook(body=body, url=URL, user=user, now=NOW)

    row = Webhook.objects.get(body=body)
    assert secret.startswith("whsec_")
    assert (row.url, row.secret, row.changed_by) == (URL, secret, user)
    assert row.state == Webhook.States.UNTESTED
    test = pings_of(body).get()
    assert (test.channel, test.state) == ("webhook", States.READY)
    assert (test.carrier, test.next_attempt_at) == ("host:amt.example", NOW)
    assert not test.possible_duplicate
    assert log_of(body) == ["webhook_set"]


def test_the_secret_is_not_readable_in_the_database(webhook):
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM hilfe_ukraine_webhook")
        [(stored,)] = cursor.fetchall()

    assert stored
    assert SECRET not in stored


def test_the_same_address_again_changes_nothing(webhook, user):
    assert (
        webhooks.set_webhook(body=webhook.body, url=webhook.url, user=user, now=LATER)
        == ""
    )

    webhook.refresh_from_db()
    assert (webhook.secret, webhook.state) == (SECRET, Webhook.States.ACTIVE)
    assert not pings_of(webhook.body)


def test_a_bad_address_is_refused_before_anything_is_written(user):
    body = make_body()
    with pytest.raises(BadAddress):
        webhooks.set_webhook(body=body, url="http://x.example/", user=user, now=NOW)

    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "0x7f.1", "[::1]", "[::ffff:10.0.0.1]", "10.20.0.1"]
)
def test_so_is_one_in_digits_that_no_webhook_may_go_to(user, host):
    with pytest.raises(BadAddress, match="forbidden"):
        webhooks.set_webhook(
            body=make_body(), url=f"https://{host}/x", user=user, now=NOW
        )

    assert not Webhook.objects.exists()
    assert not Delivery.objects.exists()


def test_a_network_that_is_allowed_may_be_named_in_digits(user, settings):
    settings.HILFE_UKRAINE_WEBHOOK_NETWORKS = ["10.20.0.0/16"]

    assert webhooks.set_webhook(
        body=make_body(), url="https://10.20.0.1/x", user=user, now=NOW
    )


def test_no_name_is_looked_up_when_it_is_saved(user, monkeypatch):
    def numbers_only(*_, flags=0, **__):
        assert flags == socket.AI_NUMERICHOST
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", numbers_only)

    assert webhooks.set_webhook(
        body=make_body(), url="https://localhost/x", user=user, now=NOW
    )


def test_what_waited_for_the_old_address_goes_by_e_mail(webhook, user):
    ready, dead = waiting(webhook), waiting(webhook, state=States.DEAD)
    gone = waiting(webhook, state=States.HELD, held_reason=Delivery.HeldReasons.GONE)
    flying = waiting(webhook, state=States.INFLIGHT, lease_until=LATER, lease_no=1)
    suspect = waiting(
        webhook, state=States.HELD, held_reason=Delivery.HeldReasons.SUSPECT
    )
    other = waiting(make_webhook())
    webhooks.test_webhook(webhook=webhook, user=user, now=NOW)
    old_test = pings_of(webhook.body).get()

    secret = webhooks.set_webhook(
        body=webhook.body, url="https://new.example/", user=user, now=LATER
    )

    assert secret != SECRET
    moved = [ready, dead, gone]
    assert [state_of(row) for row in moved] == [States.CANCELLED] * 3
    letters = Delivery.objects.filter(channel="email", body=webhook.body)
    assert {row.referral for row in letters} == {row.referral for row in moved}
    assert state_of(flying) == States.INFLIGHT
    assert state_of(suspect) == States.HELD
    assert state_of(other) == States.READY
    assert state_of(old_test) == States.CANCELLED
    new_test = pings_of(webhook.body).get(state=States.READY)
    assert new_test.carrier == "host:new.example"


def test_a_new_secret_leaves_the_old_one_valid_for_a_week(webhook, user):
    secret = webhooks.rotate_secret(webhook=webhook, user=user, now=LATER)

    webhook.refresh_from_db()
    assert webhook.secrets(LATER) == [secret, SECRET]
    assert webhook.secrets(LATER + timedelta(days=7)) == [secret]
    assert webhook.state == Webhook.States.ACTIVE
    assert log_of(webhook.body) == ["webhook_secret"]


def test_a_form_that_is_sent_twice_makes_one_secret(webhook, user):
    webhooks.rotate_secret(webhook=webhook, user=user, now=LATER)

    with pytest.raises(ForbiddenTransition):
        webhooks.rotate_secret(webhook=webhook, user=user, now=LATER)
    with pytest.raises(ForbiddenTransition):
        webhooks.remove_webhook(webhook=webhook, user=user, now=LATER)


def test_a_test_is_queued_and_one_that_waits_comes_first(webhook, user):
    webhooks.test_webhook(webhook=webhook, user=user, now=NOW)
    pings_of(webhook.body).update(next_attempt_at=NOW + timedelta(hours=5))
    webhooks.test_webhook(webhook=webhook, user=user, now=LATER)

    row = pings_of(webhook.body).get()
    assert row.next_attempt_at == LATER
    row.state = States.DELIVERED
    row.save()
    webhooks.test_webhook(webhook=webhook, user=user, now=LATER)
    assert pings_of(webhook.body).count() == 2
    assert log_of(webhook.body) == ["webhook_tested"] * 3


@pytest.mark.parametrize("state", [States.DEAD, States.HELD])
def test_a_new_test_takes_a_failed_one_off_the_work_lists(webhook, user, state):
    webhooks.test_webhook(webhook=webhook, user=user, now=NOW)
    failed = pings_of(webhook.body).get()
    pings_of(webhook.body).update(state=state)
    other = waiting(webhook, state=state)

    webhooks.test_webhook(webhook=webhook, user=user, now=LATER)

    assert state_of(failed) == States.CANCELLED
    assert pings_of(webhook.body).filter(state=States.READY).count() == 1
    assert state_of(other) == state


def broken(webhook):
    return Breaker.objects.create(
        carrier=webhook.carrier,
        failures=5,
        trips=9,
        opened_at=NOW,
        open_until=NOW + timedelta(hours=1),
    )


@pytest.mark.parametrize("waits", [False, True])
def test_a_test_does_not_wait_for_a_host_that_is_out_of_order(webhook, user, waits):
    if waits:
        webhooks.test_webhook(webhook=webhook, user=user, now=NOW)
    broken(webhook)

    webhooks.test_webhook(webhook=webhook, user=user, now=LATER)

    assert isinstance(claim(pings_of(webhook.body).get().uuid, LATER), Claim)


def test_another_address_at_a_host_that_is_out_of_order_is_tested_at_once(
    webhook, user
):
    broken(webhook)

    webhooks.set_webhook(body=webhook.body, url=URL + "2", user=user, now=LATER)

    assert Breaker.objects.get().opened_at == NOW
    assert isinstance(claim(pings_of(webhook.body).get().uuid, LATER), Claim)


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("way", ["set", "remove"])
def test_a_host_that_no_webhook_names_any_more_is_out_of_order_no_more(
    webhook, user, way, shared
):
    broken(webhook)
    if shared:
        make_webhook(url="https://AMT.example/other")

    if way == "set":
        url = "https://right.example/hook"
        webhooks.set_webhook(body=webhook.body, url=url, user=user, now=LATER)
    else:
        webhooks.remove_webhook(webhook=webhook, user=user, now=LATER)

    assert Breaker.objects.filter(opened_at=NOW).exists() is shared


def test_a_removed_webhook_leaves_nothing_behind(webhook, user):
    row = waiting(webhook)
    webhooks.test_webhook(webhook=webhook, user=user, now=NOW)

    webhooks.remove_webhook(webhook=webhook, user=user, now=LATER)

    assert not Webhook.objects.exists()
    assert state_of(row) == States.CANCELLED
    assert Delivery.objects.get(channel="email").referral == row.referral
    assert pings_of(webhook.body).get().state == States.CANCELLED
