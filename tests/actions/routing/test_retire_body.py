"""What a retired body has not answered: passed on at once, or told on a list."""

from datetime import timedelta

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions import pass_on_many
from hilfe_ukraine.actions.routing import replace_body
from hilfe_ukraine.actions.routing.replace_body import retire_body
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.models import (
    Delivery,
    HelpOffer,
    Referral,
    ResponsibleBody,
    RoutingVersion,
    stuck,
)
from tests.actions.pass_on.returned import first, holders
from tests.factories import NOW, make_body, make_user
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db

States = Delivery.States


@pytest.fixture
def old():
    return make_body("old")


@pytest.fixture
def new():
    return make_body("new")


@pytest.fixture
def offer(hand_in, old):
    """An offer of which the body was told, and that nobody there has opened."""
    route("14626", {"bodies": (old,)})
    offer = hand_in()
    offer.deliveries.update(state=States.DELIVERED, delivered_at=NOW)
    return offer


def retire(old, new, **values):
    defaults = {
        "note": "Aufgelöst",
        "user": None,
        # As for somebody who may change no routing: the deputy is enough.
        "may": lambda *_: False,
        "now": NOW,
        "pass_on": True,
    }
    return retire_body(body=old, by=new, **{**defaults, **values})


def test_it_is_passed_on_in_the_same_step_and_logged(offer, old, new):
    user = make_user("act_on_helpoffer")

    done = retire(old, new, user=user)

    assert (done.passed_on, done.left_open) == (1, 0)
    assert holders(offer) == ["new"]
    assert first(offer).state == Referral.States.PASSED_ON
    entry = ModelLogEntry.objects.get(action="hilfe_ukraine.passed_on")
    assert entry.user == user
    assert not stuck.referrals_to_retired().exists()


@pytest.mark.parametrize("without", ["tick", "other body"])
def test_otherwise_it_stays_and_stands_on_a_list(offer, old, new, without):
    values = {"pass_on": False} if without == "tick" else {}
    done = retire(old, None if without == "other body" else new, **values)

    assert (done.passed_on, done.left_open) == (0, 1)
    assert holders(offer) == ["old"]
    assert stuck.referrals_to_retired().get() == first(offer)


def test_what_is_restricted_stays_until_that_is_lifted(offer, old, new):
    HelpOffer.objects.update(restricted_at=NOW)

    assert retire(old, new).passed_on == 0
    assert holders(offer) == ["old"]

    HelpOffer.objects.update(restricted_at=None)
    assert stuck.referrals_to_retired().exists()


def test_what_is_paused_goes_to_the_other_body_when_the_pause_is_over(offer, old, new):
    until = timezone.localdate(NOW) + timedelta(days=7)
    HelpOffer.objects.update(paused_until=until)

    assert retire(old, new).passed_on == 1

    letter = Delivery.objects.get(kind="forward", body=new)
    assert timezone.localdate(letter.next_attempt_at) == until


@pytest.mark.parametrize("state", ["received", "in_contact"])
def test_what_it_has_answered_stays_with_it(offer, old, new, state):
    offer.referrals.update(state=state)

    assert retire(old, new).passed_on == 0
    assert holders(offer) == ["old"]


def test_one_that_is_being_sent_does_not_hold_up_the_others(hand_in, offer, old, new):
    other = hand_in()
    offer.deliveries.filter(kind="forward").update(state=States.INFLIGHT)

    done = retire(old, new)

    assert (done.passed_on, done.left_open) == (1, 1)
    assert (holders(offer), holders(other)) == (["old"], ["new"])


def test_of_very_many_the_oldest_go_at_once(hand_in, offer, old, new, monkeypatch):
    monkeypatch.setattr(pass_on_many, "AT_ONCE", 1)
    later = hand_in(now=NOW + timedelta(hours=1))

    done = retire(old, new, now=NOW + timedelta(hours=2))

    assert (done.passed_on, done.left_open) == (1, 1)
    assert (holders(offer), holders(later)) == (["new"], ["old"])


def test_where_it_fails_nothing_is_done_and_no_table_of_it_is_kept(
    offer, old, new, monkeypatch
):
    version = RoutingVersion.current()

    def fail(*args, **values):
        pass_on_many.pass_on_many(*args, **values)
        raise RuntimeError

    monkeypatch.setattr(replace_body, "pass_on_many", fail)
    with pytest.raises(RuntimeError):
        retire(old, new)

    assert holders(offer) == ["old"]
    assert ResponsibleBody.objects.get(pk=old.pk).contact_state == "confirmed"
    # The next change has the number that the one that failed had.
    RoutingVersion.raise_it()
    assert RoutingVersion.current() == version + 1
    assert current_table().body_rows["old"].contact_state == "confirmed"


def test_each_offer_costs_the_same(hand_in, old, new, offer):
    def statements(number):
        rows = list(Referral.objects.filter(body=old, state="open")[:number])
        with CaptureQueriesContext(connection) as found:
            done = pass_on_many.pass_on_many(rows, user=None, now=NOW)
        assert done.number == number
        return len(found)

    for _ in range(4):
        hand_in()
    retire(old, new, pass_on=False)
    statements(1)
    one = statements(1)
    assert statements(3) <= 3 * one
    assert one < 40
