"""What the answers to a webhook do to it."""

from datetime import timedelta

import pytest

from hilfe_ukraine.actions.sending import webhooks
from hilfe_ukraine.delivery.record import Happened
from hilfe_ukraine.models import Attempt, Delivery, Webhook
from tests.actions.read import log_of
from tests.factories import NOW, make_delivery, make_webhook


pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


def tried(webhook, url=None, **values):
    """A message with one finished try that went to this address."""
    row = make_delivery(
        offer=None,
        body=webhook.body,
        channel="webhook",
        **{"kind": Delivery.Kinds.TEST, **values},
    )
    Attempt.objects.create(
        delivery=row, lease_no=1, started_at=NOW, address=url or webhook.url
    )
    return row


def heed(row, happened):
    webhooks.heed_webhook_result(delivery=row, happened=happened, now=LATER)


@pytest.mark.parametrize("before", [Webhook.States.UNTESTED, Webhook.States.GONE])
def test_a_test_that_succeeds_takes_the_webhook_into_use(before):
    webhook = make_webhook(state=before, tested_at=None)
    row = tried(webhook)

    for _ in range(2):
        heed(row, Happened.DELIVERED)

    webhook.refresh_from_db()
    assert (webhook.state, webhook.tested_at) == (Webhook.States.ACTIVE, LATER)
    assert log_of(webhook.body) == ["webhook_active"]


def test_a_test_of_another_address_proves_nothing():
    webhook = make_webhook(state=Webhook.States.UNTESTED)

    heed(tried(webhook, "https://old.example/"), Happened.DELIVERED)

    webhook.refresh_from_db()
    assert webhook.state == Webhook.States.UNTESTED


def test_an_offer_that_is_delivered_is_no_test():
    webhook = make_webhook(state=Webhook.States.GONE)

    heed(tried(webhook, kind=Delivery.Kinds.FORWARD), Happened.DELIVERED)

    webhook.refresh_from_db()
    assert webhook.state == Webhook.States.GONE


def test_a_receiver_that_is_gone_gets_no_more(webhook):
    row = tried(webhook, kind=Delivery.Kinds.FORWARD)

    for _ in range(2):
        heed(row, Happened.GONE)

    webhook.refresh_from_db()
    assert webhook.state == Webhook.States.GONE
    assert log_of(webhook.body) == ["webhook_gone"]


def test_that_the_old_address_is_gone_says_nothing_about_the_new_one(webhook):
    heed(tried(webhook, "https://old.example/"), Happened.GONE)

    webhook.refresh_from_db()
    assert webhook.state == Webhook.States.ACTIVE


def test_an_answer_to_a_webhook_that_was_removed_changes_nothing(webhook):
    row = tried(webhook)
    webhook.delete()

    heed(row, Happened.DELIVERED)

    assert not Webhook.objects.exists()
