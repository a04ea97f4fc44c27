"""What a body's system is sent: the message, its signatures, and what is left out."""

from datetime import timedelta

import pytest

from hilfe_ukraine.delivery.channels.webhook import WebhookChannel
from hilfe_ukraine.domain.errors import Unsendable
from hilfe_ukraine.domain.states import ReferralState
from hilfe_ukraine.models import Delivery, Webhook
from tests.delivery.channels.forwards import forwarded
from tests.factories import NOW, make_delivery, make_offer
from tests.schema import validate


pytestmark = pytest.mark.django_db


def write(delivery, now=NOW, **options):
    return WebhookChannel(**options).write(delivery, number=1, now=now)


def test_an_offer_as_the_body_gets_it(webhook):
    delivery = forwarded(webhook)
    data = validate(write(delivery).body)["data"]

    assert data["reference"] == delivery.offer.reference
    assert data["referral"] == str(delivery.referral.uuid)
    assert data["category"] == {"key": "housing", "label": "Wohnraum"}
    assert data["region"]["key"] == "14626110"
    facts = {fact["key"]: fact for fact in data["facts"]}
    assert facts["stay_days"]["value"] == 90
    assert facts["stay_days"]["value_label"] == "90 Tage"
    assert data["contact"] == delivery.offer.contact
    assert data["entries"] == delivery.offer.entries
    assert data["answer_url"].startswith("http://testserver/hilfe/answer/")


def test_all_tries_have_one_id_and_only_a_repeat_says_so(webhook):
    delivery = forwarded(webhook)
    first = write(delivery)
    delivery.possible_duplicate = True
    second = write(delivery, NOW + timedelta(hours=1))

    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert validate(first.body)["is_repeat"] is False
    assert validate(second.body)["is_repeat"] is True


def test_while_a_secret_is_replaced_both_sign(webhook):
    webhook.old_secret = "whsec_" + "b2xk" * 10
    webhook.old_secret_until = NOW + timedelta(days=7)
    webhook.save()
    delivery = forwarded(webhook)

    during, after = write(delivery), write(delivery, NOW + timedelta(days=8))
    assert during.headers["webhook-signature"].count("v1,") == 2
    assert after.headers["webhook-signature"].count("v1,") == 1


@pytest.mark.parametrize(
    ("offer", "referral"),
    [
        ({"restricted_at": NOW}, {}),
        ({"erased_at": NOW, "state": "erased"}, {}),
        ({}, {"state": ReferralState.WITHDRAWN}),
        ({}, {"state": ReferralState.PASSED_ON}),
    ],
)
def test_what_the_body_may_not_read_is_not_sent(webhook, offer, referral):
    offer = make_offer(
        entries=[{"key": "details", "label": "Angebot", "value": "Canary"}],
        **{"contact": {"name": "Canary"}, **offer},
    )
    message = write(forwarded(webhook, offer=offer, **referral))

    assert "Canary" not in message.content
    assert validate(message.body)["data"]["withheld"] == "not_readable"


@pytest.mark.parametrize(
    "state", [Webhook.States.UNTESTED, Webhook.States.GONE], ids=str
)
def test_nothing_but_a_test_goes_where_no_test_has_succeeded(webhook, state):
    webhook.state = state
    webhook.save()

    with pytest.raises(Unsendable, match=state):
        write(forwarded(webhook))

    test = make_delivery(
        offer=None, body=webhook.body, kind=Delivery.Kinds.TEST, channel="webhook"
    )
    assert validate(write(test).body)["type"] == "webhook.test"


def test_what_cannot_be_sent_at_all(webhook):
    with pytest.raises(Unsendable, match="no_webhook"):
        write(make_delivery())
    for kind in (Delivery.Kinds.NOBODY, Delivery.Kinds.SUSPECT, Delivery.Kinds.DIGEST):
        with pytest.raises(Unsendable, match="not_for_webhooks"):
            write(make_delivery(offer=None, body=webhook.body, kind=kind))
    with pytest.raises(Unsendable, match="no_referral"):
        write(make_delivery(offer=None, body=webhook.body))
    webhook.url = "http://amt.example/"
    webhook.save()
    with pytest.raises(Unsendable, match="address:not_https"):
        write(forwarded(webhook))


def test_a_message_shows_nothing_personal_where_it_is_printed(webhook):
    assert "Erika" not in repr(write(forwarded(webhook)))


def test_writing_costs_a_fixed_number_of_statements(
    webhook, django_assert_max_num_queries
):
    delivery = Delivery.objects.select_related("referral__offer", "body").get(
        pk=forwarded(webhook).pk
    )
    with django_assert_max_num_queries(8):
        write(delivery)
