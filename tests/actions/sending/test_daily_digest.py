"""The daily digest: to whom, when, and how often."""

from datetime import UTC, datetime, timedelta

import pytest

from django.core import mail

from hilfe_ukraine.actions.housekeeping import keep_house
from hilfe_ukraine.actions.sending.daily_digest import send_digests
from hilfe_ukraine.actions.sending.forward import forward_due
from hilfe_ukraine.actions.sending.stop import stop_sending
from hilfe_ukraine.models import Delivery, OutboxStatus
from tests.factories import NOW, make_body, make_delivery, make_offer, make_referral


pytestmark = pytest.mark.django_db

# Seven in the morning in Berlin is six by UTC in winter, and five in summer.
SEVEN = datetime(2022, 3, 4, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def office():
    return make_body("office", name="Landesdirektion")


@pytest.fixture
def unrouted(office):
    return make_offer(owning_office=office)


def digests():
    return Delivery.objects.filter(kind=Delivery.Kinds.DIGEST).order_by("pk")


def about(office, **values):
    offer = make_offer(owning_office=office, state="referred", waiting_for="")
    return make_delivery(referral=make_referral(offer=offer), **values)


def referred(office, **values):
    offer = make_offer(owning_office=office, state="referred", waiting_for="")
    return make_referral(offer=offer, **values)


@pytest.mark.parametrize(
    "make",
    [
        lambda office: make_offer(owning_office=office),
        lambda office: about(office, state="dead"),
        lambda office: about(office, state="bounced"),
        lambda office: about(office, state="held", held_reason="suspect"),
        lambda office: about(office, first_due_at=SEVEN - timedelta(hours=4)),
        lambda office: referred(office, body=make_body(contact_state="retired")),
        lambda office: referred(office, due_at=SEVEN - timedelta(minutes=1)),
    ],
    ids=[
        "unrouted",
        "given up",
        "bounced",
        "held",
        "not reached",
        "body retired",
        "not answered",
    ],
)
def test_an_office_hears_of_each_kind_of_trouble(office, make):
    make(office)

    assert send_digests(now=SEVEN) == 1

    row = digests().get()
    assert row.body == office
    assert row.dedup_key.startswith(f"digest:{office.uuid}:2022-03-04")
    assert (row.receiver, row.state) == ("administrator", "ready")
    assert (row.offer, row.referral) == (None, None)


@pytest.mark.parametrize(
    "make",
    [
        lambda office: None,
        lambda office: make_offer(owning_office=office, waiting_for="keep"),
        lambda office: about(office, state="delivered"),
        lambda office: about(office, state="handled"),
        lambda office: about(office, first_due_at=SEVEN - timedelta(hours=3)),
        lambda office: make_offer(owning_office=None),
        lambda office: referred(office, due_at=SEVEN + timedelta(minutes=1)),
    ],
)
def test_where_there_is_nothing_to_say_nothing_is_sent(office, make):
    make(office)

    assert send_digests(now=SEVEN) == 0
    assert not digests().exists()


def test_not_before_the_hour_by_the_clock_of_the_portal(unrouted, settings):
    assert send_digests(now=SEVEN - timedelta(minutes=1)) == 0
    assert send_digests(now=SEVEN) == 1
    summer = datetime(2022, 7, 4, 5, 0, tzinfo=UTC)
    Delivery.objects.update(state="delivered")
    assert send_digests(now=summer - timedelta(minutes=1)) == 0
    assert send_digests(now=summer) == 1


def test_later_if_nobody_worked_at_that_hour(unrouted, settings):
    settings.HILFE_UKRAINE_DIGEST_HOUR = 9

    assert send_digests(now=SEVEN) == 0
    assert send_digests(now=SEVEN + timedelta(hours=9)) == 1


def test_whom_to_tell_is_asked_once_an_hour(office, django_assert_num_queries):
    send_digests(now=SEVEN)
    make_offer(owning_office=office)

    with django_assert_num_queries(1):
        assert send_digests(now=SEVEN + timedelta(minutes=59)) == 0
    assert send_digests(now=SEVEN + timedelta(minutes=60)) == 1


def test_once_per_office_and_day(unrouted):
    other = make_offer(owning_office=make_body("other"))
    assert send_digests(now=SEVEN) == 2
    Delivery.objects.update(state=Delivery.States.DELIVERED)

    assert send_digests(now=SEVEN + timedelta(hours=16)) == 0
    assert send_digests(now=SEVEN + DAY) == 2

    bodies = [row.body for row in digests()]
    assert bodies.count(unrouted.owning_office) == 2
    assert bodies.count(other.owning_office) == 2


def test_the_day_is_that_of_the_portal(unrouted, settings):
    settings.HILFE_UKRAINE_DIGEST_HOUR = 0
    send_digests(now=datetime(2022, 3, 4, 22, 59, tzinfo=UTC))
    Delivery.objects.update(state=Delivery.States.DELIVERED)

    assert send_digests(now=datetime(2022, 3, 4, 23, 1, tzinfo=UTC)) == 1


def test_two_at_once_write_it_once(unrouted, monkeypatch):
    send_digests(now=SEVEN)
    monkeypatch.setattr(
        "hilfe_ukraine.actions.sending.daily_digest._told", lambda _: set()
    )

    OutboxStatus.objects.update(digests_at=None)
    send_digests(now=SEVEN)

    assert digests().count() == 1


def test_while_one_has_not_left_no_other_is_written(unrouted):
    send_digests(now=SEVEN)

    assert send_digests(now=SEVEN + DAY) == 0
    Delivery.objects.update(state=Delivery.States.DEAD)
    assert send_digests(now=SEVEN + 2 * DAY) == 1


def test_none_during_a_stop(unrouted):
    stop_sending(user=None, reason="", now=SEVEN)

    assert send_digests(now=SEVEN) == 0


def test_an_office_without_an_address_has_no_digest(unrouted):
    unrouted.owning_office.email = ""
    unrouted.owning_office.save()

    assert send_digests(now=SEVEN) == 0
    assert not digests().exists()


def test_it_is_one_of_the_chores_and_arrives(unrouted):
    keep_house(now=NOW)

    forward_due(now=NOW, limit=10, clock=lambda: NOW)

    row = digests().get()
    (letter,) = (
        one for one in mail.outbox if row.message_id in one.message().as_string()
    )
    assert letter.to == ["office@office.example"]
    assert unrouted.reference in letter.body


def test_it_costs_the_same_for_many_offices(django_assert_num_queries):
    for number in range(3):
        make_offer(owning_office=make_body(f"office_{number}"))
    OutboxStatus.the_one()
    with django_assert_num_queries(6):
        assert send_digests(now=SEVEN) == 3
    Delivery.objects.update(state=Delivery.States.DELIVERED)
    for number in range(30):
        make_offer(owning_office=make_body(f"more_{number}"))
    with django_assert_num_queries(6):
        assert send_digests(now=SEVEN + DAY) == 33
