"""While the use of an offer is restricted, it is kept, and nothing uses it."""

from datetime import timedelta

import pytest

from django.db import connection
from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.answer import answer_received
from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.housekeeping import keep_house
from hilfe_ukraine.actions.pause import pause
from hilfe_ukraine.actions.restrict import lift, restrict
from hilfe_ukraine.actions.sending.forward import forward_due
from hilfe_ukraine.actions.sending.send_again import send_again
from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import Delivery
from tests.database import row_counts, statements
from tests.factories import (
    NOW,
    make_body,
    make_delivery,
    make_offer,
    make_referral,
    make_user,
)
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)


@pytest.fixture
def offer(hand_in):
    route("14626", {"bodies": (make_body("kreis", email="amt@kreis.example"),)})
    return hand_in()


def sent(now):
    forward_due(now=now, limit=20, clock=lambda: now)
    rows = Delivery.objects.filter(state="delivered").order_by("kind")
    return list(rows.values_list("kind", flat=True))


def test_what_waits_goes_only_when_the_restriction_is_lifted(offer):
    assert restrict(offer=offer, now=NOW)
    for hours in (0, 7, 49):
        assert "forward" not in sent(NOW + timedelta(hours=hours))

    assert lift(offer=offer, now=LATER)
    forward = offer.deliveries.get(kind="forward")
    assert forward.next_attempt_at == forward.first_due_at == LATER
    assert "forward" in sent(LATER)


def test_a_body_that_has_it_is_told_both_times(offer):
    sent(NOW)

    restrict(offer=offer, now=NOW)
    assert sent(NOW).count("changed") == 1

    lift(offer=offer, now=LATER)
    assert sent(LATER).count("changed") == 2


def test_the_body_reads_that_it_must_not_use_it(offer, mailoutbox):
    sent(NOW)
    restrict(offer=offer, now=NOW)
    sent(NOW)
    assert "darf derzeit nicht verwendet werden" in mailoutbox[-1].body

    lift(offer=offer, now=LATER)
    sent(LATER)
    assert "darf derzeit nicht" not in mailoutbox[-1].body


def test_a_body_where_it_is_over_is_told_too_and_then_not_that_it_may_use_it(
    offer, mailoutbox
):
    sent(NOW)
    offer.referrals.update(state="not_needed", ended_at=NOW)
    restrict(offer=offer, now=NOW)
    sent(NOW)
    assert "darf derzeit nicht verwendet werden" in mailoutbox[-1].body

    lift(offer=offer, now=LATER)
    sent(LATER)
    told = mailoutbox[-1].body
    assert "das Ihnen vorlag" in told
    assert "Bitte verwenden Sie es nicht mehr" in told


def test_a_body_that_had_it_twice_is_told_once_about_what_it_has_in_hand(offer):
    sent(NOW)
    has = offer.referrals.get()
    make_referral(offer=offer, body=has.body, state="not_needed", opened_at=NOW)

    restrict(offer=offer, now=NOW)

    assert offer.deliveries.get(kind="changed").referral == has


def test_a_body_that_was_not_reached_yet_is_told_nothing(offer):
    restrict(offer=offer, now=NOW)

    assert not offer.deliveries.filter(kind="changed").exists()


def test_what_is_sent_again_meanwhile_waits_as_well(offer):
    sent(NOW)
    restrict(offer=offer, now=NOW)
    row = send_again(delivery=offer.deliveries.get(kind="forward"), user=None, now=NOW)

    sent(NOW)

    row.refresh_from_db()
    assert (row.state, row.attempts) == ("ready", 0)


def test_lost_links_reach_the_person_who_asks_for_them(offer):
    restrict(offer=offer, now=NOW)
    make_delivery(
        offer=offer, kind="links", receiver="helper", dedup_key="offer:x:links:1"
    )

    assert "links" in sent(NOW)


def test_other_offers_go_on(hand_in, offer):
    other = hand_in()

    restrict(offer=offer, now=NOW)

    sent(NOW)
    assert not other.deliveries.exclude(state="delivered").exists()


def test_what_was_paused_waits_until_the_pause_is_over(offer):
    until = (NOW + timedelta(days=30)).date()
    pause(offer=offer, until=until, now=NOW)
    restrict(offer=offer, now=NOW)
    lift(offer=offer, now=LATER)

    assert "forward" not in sent(LATER)
    assert "forward" in sent(NOW + timedelta(days=30))


@pytest.mark.parametrize("act", [restrict, lift])
def test_doing_it_again_changes_nothing(offer, act):
    restrict(offer=offer, now=NOW)
    act(offer=offer, now=NOW)
    before = row_counts()

    assert act(offer=offer, now=LATER) is False
    assert row_counts() == before


@pytest.mark.parametrize("act", [restrict, lift])
def test_of_an_erased_offer_there_is_nothing_to_restrict(act):
    offer = make_offer(state="erased", erased_at=NOW)

    with pytest.raises(ForbiddenTransition):
        act(offer=offer, now=NOW)


def test_both_are_logged_with_who_did_it(offer):
    user = make_user("act_on_helpoffer")
    restrict(offer=offer, now=NOW, user=user)
    lift(offer=offer, now=LATER, user=user)

    entries = ModelLogEntry.objects.filter(action__contains="restrict", user=user)
    assert [entry.action for entry in entries.order_by("pk")] == [
        "hilfe_ukraine.restricted",
        "hilfe_ukraine.restriction_lifted",
    ]


def test_what_would_have_expired_meanwhile_ends_only_after_the_question(offer):
    offer.valid_until = NOW.date() + timedelta(days=2)
    offer.save(update_fields=["valid_until"])
    restrict(offer=offer, now=NOW)
    later = NOW + timedelta(days=60)

    lift(offer=offer, now=later)
    offer.refresh_from_db()
    assert offer.valid_until == local_date(later) + conf.still_valid_before
    keep_house(now=later)
    offer.refresh_from_db()
    assert offer.state == "referred"
    assert offer.deliveries.filter(kind="still_valid").exists()


def test_a_last_day_far_enough_away_stays(offer):
    before = offer.valid_until
    restrict(offer=offer, now=NOW)
    lift(offer=offer, now=LATER)

    offer.refresh_from_db()
    assert offer.valid_until == before


def test_nothing_happens_to_it_for_years_and_all_when_it_is_lifted(offer):
    restrict(offer=offer, now=NOW)
    much_later = NOW + timedelta(days=1000)
    keep_house(now=much_later)
    offer.refresh_from_db()
    assert (offer.state, offer.erased_at) == ("referred", None)

    lift(offer=offer, now=much_later)
    keep_house(now=much_later)
    offer.refresh_from_db()
    assert offer.erased_at == much_later


def test_no_worker_takes_up_a_message_while_it_is_read_who_has_the_offer(offer):
    with statements() as found:
        restrict(offer=offer, now=NOW)

    table = '"hilfe_ukraine_delivery"'
    first = next(words for words in found if f"FROM {table}" in words)
    assert first.startswith(f'SELECT {table}."id" AS "pk" FROM {table}')
    assert first.endswith("FOR UPDATE") == (connection.vendor == "postgresql")


def test_a_body_cannot_confirm_the_receipt_of_what_it_may_not_read(offer):
    restrict(offer=offer, now=NOW)

    with pytest.raises(ForbiddenTransition):
        answer_received(referral=offer.referrals.get(), now=NOW)

    lift(offer=offer, now=LATER)
    answer_received(referral=offer.referrals.get(), now=LATER)
    assert offer.referrals.get().state == "received"
