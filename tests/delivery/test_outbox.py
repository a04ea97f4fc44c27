"""A row of the outbox as it is put in."""

import pytest

from django.db import IntegrityError, transaction

from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.delivery.channels.registry import channels
from hilfe_ukraine.delivery.outbox import new_delivery, repeat_of
from hilfe_ukraine.models import RELAY, Delivery
from tests.factories import NOW, make_offer, make_referral


pytestmark = pytest.mark.django_db


def put(referral, **values):
    return new_delivery(
        **{
            "kind": Delivery.Kinds.FORWARD,
            "receiver": Delivery.Receivers.BODY,
            "about": referral,
            "now": NOW,
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


@pytest.fixture
def pigeon():
    """A channel of the host that reaches only bodies with an address."""

    class Pigeon(EmailChannel):
        id = "pigeon"

        def carrier(self, body):
            return "loft"

        def takes(self, body):
            return bool(body.email)

    channels.register(Pigeon())
    yield
    channels._channels.pop("pigeon")


def test_an_offer_goes_by_the_channel_of_the_body(pigeon):
    referral = make_referral()
    referral.body.channel = "pigeon"

    row = put(referral)

    assert (row.channel, row.carrier) == ("pigeon", "loft")
    assert put(referral, body=None).channel == "email"


def test_letters_go_by_mail_whatever_the_channel_of_the_body(pigeon):
    referral = make_referral()
    referral.body.channel = "pigeon"

    row = put(referral, kind=Delivery.Kinds.NOBODY)

    assert (row.channel, row.carrier) == ("email", RELAY)


@pytest.mark.parametrize("values", [{"channel": "gone"}, {"email": ""}])
def test_a_channel_that_cannot_reach_the_body_gives_way_to_mail(pigeon, values):
    referral = make_referral()
    for name, value in {"channel": "pigeon", **values}.items():
        setattr(referral.body, name, value)

    assert put(referral).channel == "email"


def test_the_language_is_that_of_the_helper_or_of_the_portal():
    offer = make_offer(language="uk")
    to_helper = {"receiver": Delivery.Receivers.HELPER, "about": offer, "body": None}

    assert put(make_referral(offer=offer), **to_helper).language == "uk"
    assert put(make_referral(offer=offer)).language == "de"


def test_a_message_about_no_offer_is_unique_by_its_words():
    row = put(make_referral(), about="digest:1:2022-03-04", kind=Delivery.Kinds.DIGEST)

    assert row.dedup_key == "digest:1:2022-03-04:digest:1"
    assert row.offer is None


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


@pytest.mark.parametrize(("there", "number"), [([], 1), ([1, 9, 10], 11)])
def test_without_a_number_it_takes_the_one_after_the_highest(there, number):
    referral = make_referral()
    for earlier in there:
        put(referral, number=earlier).save()
    put(make_referral(), number=77).save()

    row = put(referral, number=None)

    assert row.dedup_key == f"referral:{referral.uuid}:forward:{number}"
    assert repeat_of(row, now=NOW).dedup_key == row.dedup_key
    row.save()
    repeat = repeat_of(row, now=NOW)
    assert repeat.dedup_key == f"referral:{referral.uuid}:forward:{number + 1}"


def test_without_a_referral_it_is_about_the_offer():
    offer = make_offer()

    row = new_delivery(
        kind=Delivery.Kinds.CONFIRM,
        receiver=Delivery.Receivers.HELPER,
        about=offer,
        now=NOW,
    )

    assert row.dedup_key == f"offer:{offer.uuid}:confirm:1"
