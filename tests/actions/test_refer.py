"""Handing an offer to bodies, or to the list of an office."""

from datetime import timedelta

import pytest

from hilfe_ukraine.actions.refer import refer, stand_after, tell_nobody
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.domain.routing import UNROUTED, Outcome, Verdict
from hilfe_ukraine.models import Delivery, HelpOffer, Referral
from tests.factories import NOW, make_body, make_offer


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("outcome", "state", "waiting_for"),
    [
        (Outcome.FORWARD, "referred", ""),
        (Outcome.KEEP, "waiting", "keep"),
        (Outcome.UNROUTED, "waiting", "unrouted"),
        (Outcome.REDIRECT, "waiting", "unrouted"),
    ],
)
def test_where_an_offer_stands_follows_from_the_outcome(outcome, state, waiting_for):
    stand = stand_after(Verdict(outcome))

    assert (stand.state, stand.waiting_for) == (state, waiting_for)


def test_each_body_gets_a_referral_with_its_own_clock_and_a_message():
    bodies = [make_body("slow", reaction_days=7), make_body("quick", reaction_days=1)]
    verdict = Verdict(Outcome.FORWARD, ("slow", "quick"))
    referrals = refer(
        table=current_table(), offer=make_offer(), verdict=verdict, now=NOW
    )

    assert [referral.body for referral in referrals] == bodies
    assert [referral.due_at - NOW for referral in referrals] == [
        # Working days: the fourth of March 2022 is a Friday.
        timedelta(days=11),
        timedelta(days=3),
    ]
    rows = Delivery.objects.order_by("pk")
    assert [row.referral for row in rows] == referrals
    assert {row.language for row in rows} == {"de"}
    assert {row.kind for row in rows} == {"forward"}


def test_forwarding_costs_two_statements(django_assert_num_queries):
    for key in ("one", "two", "three"):
        make_body(key)
    table, offer = current_table(), make_offer()
    with django_assert_num_queries(2):
        refer(
            table=table,
            offer=offer,
            verdict=Verdict(Outcome.FORWARD, ("one", "two", "three")),
            now=NOW,
        )


def test_what_is_kept_tells_nobody():
    offer = make_offer(owning_office=make_body())
    table = current_table()

    assert not refer(table=table, offer=offer, verdict=Verdict(Outcome.KEEP), now=NOW)
    assert not Delivery.objects.exists()


def test_nobody_is_told_once_per_offer():
    office = make_body("office")
    offer, other = (make_offer(owning_office=office) for _ in range(2))
    table = current_table()
    for again in (offer, offer, other):
        refer(table=table, offer=again, verdict=UNROUTED, now=NOW)

    assert not Referral.objects.exists()
    told = Delivery.objects.order_by("pk")
    assert [row.offer for row in told] == [offer, other]
    assert {(row.kind, row.receiver, row.body) for row in told} == {
        ("nobody", "administrator", office)
    }


def test_without_an_office_nobody_can_be_told():
    tell_nobody(offer=make_offer(owning_office=None), now=NOW)

    assert not Delivery.objects.exists()
    assert HelpOffer.objects.get().waiting_for == "unrouted"
