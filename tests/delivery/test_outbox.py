"""A row of the outbox as it is put in."""

import pytest

from django.db import IntegrityError, transaction

from hilfe_ukraine.delivery.outbox import new_delivery
from hilfe_ukraine.models import Delivery
from tests.factories import NOW, make_offer, make_referral


pytestmark = pytest.mark.django_db


def put(referral, **values):
    return new_delivery(
        **{
            "kind": Delivery.Kinds.FORWARD,
            "receiver": Delivery.Receivers.BODY,
            "language": "de",
            "now": NOW,
            "offer": referral.offer,
            "referral": referral,
            "body": referral.body,
            **values,
        }
    )


def test_it_is_due_at_once_and_saved_by_the_caller():
    row = put(make_referral())

    assert row.pk is None
    assert row.first_due_at == row.next_attempt_at == row.created_at == NOW
    assert row.state == Delivery.States.READY
    assert row.message_id == f"<{row.uuid}@example.org>"
    assert not row.possible_duplicate


def test_the_channel_is_that_of_the_body():
    referral = make_referral()
    referral.body.channel = "webhook"

    assert put(referral).channel == "webhook"
    assert put(referral, body=None).channel == "email"


def test_the_same_message_cannot_be_put_in_twice():
    referral = make_referral()
    put(referral).save()

    with pytest.raises(IntegrityError), transaction.atomic():
        put(referral).save()


def test_a_deliberate_repeat_has_the_next_number_and_says_so():
    referral = make_referral()

    row = put(referral, number=2)

    assert row.dedup_key == f"referral:{referral.uuid}:forward:2"
    assert row.possible_duplicate


def test_without_a_referral_it_is_about_the_offer():
    offer = make_offer()

    row = new_delivery(
        kind=Delivery.Kinds.CONFIRM,
        receiver=Delivery.Receivers.HELPER,
        language="uk",
        now=NOW,
        offer=offer,
    )

    assert row.dedup_key == f"offer:{offer.uuid}:confirm:1"
