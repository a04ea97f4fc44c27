"""Which bodies are asked to erase an offer as well, and by what letter."""

from datetime import timedelta

import pytest

from hilfe_ukraine.actions.sending.send_again import send_again
from hilfe_ukraine.delivery.messages import write_message
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import Attempt, Delivery
from tests.actions.erase.erasing import erase, forward_to
from tests.factories import NOW, make_body, make_delivery, make_referral


pytestmark = pytest.mark.django_db

States = Delivery.States
Outcomes = Attempt.Outcomes
LATER = NOW + timedelta(days=10)


def letters():
    rows = Delivery.objects.filter(kind=Delivery.Kinds.ERASED).select_related("body")
    return {row.body.key: row for row in rows}


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (States.DELIVERED, Outcomes.DELIVERED),
        (States.BOUNCED, Outcomes.DELIVERED),
        (States.INFLIGHT, Outcomes.UNKNOWN),
        (States.HANDLED, Outcomes.PERMANENT),
        (States.READY, Outcomes.AMBIGUOUS),
        (States.DEAD, Outcomes.UNKNOWN),
        (States.CANCELLED, Outcomes.AMBIGUOUS),
    ],
)
def test_a_body_that_may_have_the_offer_is_asked_to_erase_it(offer, state, outcome):
    forward_to(offer, "office", state, outcome)

    erase(offer)

    letter = letters()["office"]
    assert (letter.state, letter.next_attempt_at) == (States.READY, LATER)
    assert (letter.offer, letter.channel) == (offer, "email")
    assert not letter.possible_duplicate


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (States.READY, None),
        (States.READY, Outcomes.RETRY),
        (States.HELD, None),
        (States.DEAD, Outcomes.PERMANENT),
        (States.CANCELLED, Outcomes.RETURNED),
    ],
)
def test_a_body_that_cannot_have_it_is_not_written_to(offer, state, outcome):
    forward_to(offer, "office", state, outcome)

    erase(offer)

    assert letters() == {}


@pytest.mark.parametrize("moment", ["opened_at", "answered_at"])
def test_a_body_that_was_here_has_it_whatever_the_mail_says(offer, moment):
    forward_to(offer, "office", States.DEAD, **{moment: NOW})

    erase(offer)

    assert list(letters()) == ["office"]


def test_a_body_gets_one_letter_although_it_had_the_offer_twice(offer):
    body = make_body("office")
    for state in ("lapsed", "open"):
        referral = make_referral(offer=offer, body=body, state=state)
        make_delivery(referral=referral, state=States.DELIVERED)
    forward_to(offer, "other", States.DELIVERED)

    erase(offer)

    assert Delivery.objects.filter(kind="erased").count() == 2
    assert sorted(letters()) == ["office", "other"]


def test_the_letter_names_the_offer_and_nobody(offer):
    forward_to(offer, "office", States.DELIVERED)
    erase(offer)

    message = write_message(letters()["office"], number=1, now=LATER)

    assert message.to == "office@office.example"
    assert message.subject.startswith(f"{offer.reference}: ")
    for text in (message.text, message.html):
        assert offer.reference in text
        assert "Muster" not in text
        assert "http" not in text


def test_only_the_letter_is_sent_again_for_an_erased_offer(offer):
    row = forward_to(offer, "office", States.DELIVERED)
    erase(offer)
    letter = letters()["office"]
    Delivery.objects.filter(pk=letter.pk).update(state=States.DELIVERED)

    with pytest.raises(ForbiddenTransition):
        send_again(delivery=row, user=None, now=LATER)
    repeat = send_again(delivery=letter, user=None, now=LATER)

    assert repeat.dedup_key.endswith(":erased:2")
    assert repeat.possible_duplicate
