"""Who offers the same again is told by mail, once a day, and never on the screen."""

from datetime import timedelta

import pytest

from hilfe_ukraine.actions.housekeeping import CHORES
from hilfe_ukraine.actions.offered_before import tell_of_repeats
from hilfe_ukraine.crypto import blind_index
from hilfe_ukraine.models import Category, Delivery, HelpOffer
from hilfe_ukraine.models.duplicates import offered_before
from tests.database import statements
from tests.factories import NOW, make_category, make_offer, make_region


pytestmark = pytest.mark.django_db

ERIKA = blind_index("email", "erika@muster.example")
LATER = NOW + timedelta(days=3)
STATES = HelpOffer.States


def housing():
    return Category.objects.filter(key="housing").first() or make_category("housing")


def offer(**values):
    usual = {
        "email_index": ERIKA,
        "state": STATES.REFERRED,
        "contact_check": HelpOffer.ContactChecks.NOT_ASKED,
        "category": housing(),
        "region": make_region("14626110"),
    }
    return make_offer(**{**usual, **values})


def told():
    rows = Delivery.objects.filter(kind=Delivery.Kinds.OFFERED_BEFORE)
    return [row.offer for row in rows.order_by("pk")]


def test_the_same_from_the_same_address_is_recognised():
    first, second = offer(), offer(submitted_at=LATER)

    with statements() as found:
        assert offered_before(second) == first
    assert len(found) == 1
    assert offered_before(first) is None


def test_of_several_the_last_one_is_named():
    offer()
    middle = offer(submitted_at=NOW + timedelta(days=1))

    assert offered_before(offer(submitted_at=LATER)) == middle


DIFFERENT = [
    {"email_index": blind_index("email", "otto@muster.example")},
    {"email_index": ""},
    {"statewide": True},
    {"submitted_at": NOW - timedelta(days=178)},
    {"state": STATES.UNCONFIRMED},
    {"state": STATES.WITHDRAWN},
    {"state": STATES.EXPIRED},
    {"state": STATES.ERASED},
]


@pytest.mark.parametrize("values", DIFFERENT, ids=str)
def test_what_differs_has_ended_or_is_long_ago_is_no_repeat(values):
    offer(**values)
    second = offer(submitted_at=LATER)

    assert offered_before(second) is None
    assert tell_of_repeats(now=LATER) == 0


CHECKS = HelpOffer.ContactChecks


@pytest.mark.parametrize(
    ("contact_check", "is_sound"),
    [
        (CHECKS.CONFIRMED, True),
        (CHECKS.NOT_ASKED, True),
        (CHECKS.PENDING, False),
        (CHECKS.RELEASED, False),
    ],
)
def test_an_address_that_nobody_confirmed_may_be_a_strangers(contact_check, is_sound):
    """It was mistyped: the owner of the address must get no link to this offer."""
    offer(contact_check=contact_check)
    second = offer(submitted_at=LATER)

    assert (offered_before(second) is not None) is is_sound
    assert tell_of_repeats(now=LATER) == int(is_sound)


def test_another_kind_of_help_or_place_is_no_repeat():
    offer(category=make_category("translation"))
    offer(region=make_region("14713"))
    second = offer(submitted_at=LATER)

    assert offered_before(second) is None
    assert tell_of_repeats(now=LATER) == 0


def test_without_an_address_nothing_is_looked_for():
    offer(email_index="")
    second = offer(email_index="", submitted_at=LATER)

    with statements() as found:
        assert offered_before(second) is None
    assert not found
    assert tell_of_repeats(now=LATER) == 0


def test_the_number_of_days_is_a_setting(settings):
    offer()
    second = offer(submitted_at=LATER)

    settings.HILFE_UKRAINE_DUPLICATE_DAYS = 2
    assert offered_before(second) is None
    settings.HILFE_UKRAINE_DUPLICATE_DAYS = 0
    assert tell_of_repeats(now=LATER) == 0
    settings.HILFE_UKRAINE_DUPLICATE_DAYS = 4
    assert offered_before(second) is not None


def test_who_needed_no_confirmation_is_told_once():
    offer()
    second = offer(submitted_at=LATER)

    assert tell_of_repeats(now=LATER) == 1
    assert told() == [second]
    row = Delivery.objects.get()
    assert (row.receiver, row.next_attempt_at) == ("helper", LATER)
    assert tell_of_repeats(now=LATER + timedelta(minutes=1)) == 0


def test_an_address_gets_one_such_mail_a_day_however_many_offers():
    offer()
    for minutes in range(5):
        offer(submitted_at=LATER + timedelta(minutes=minutes))
    now = LATER + timedelta(minutes=5)

    assert tell_of_repeats(now=now) == 1
    offer(submitted_at=now)
    assert tell_of_repeats(now=now + timedelta(minutes=1)) == 0
    next_day = now + timedelta(hours=25)
    offer(submitted_at=next_day - timedelta(minutes=1))
    assert tell_of_repeats(now=next_day) == 1


def test_who_is_asked_to_confirm_reads_it_there():
    offer()
    offer(
        submitted_at=LATER,
        state=STATES.UNCONFIRMED,
        contact_check=HelpOffer.ContactChecks.PENDING,
    )

    assert tell_of_repeats(now=LATER) == 0


def test_it_costs_the_same_number_of_statements_for_any_number():
    for number in range(3):
        index = blind_index("email", f"{number}@muster.example")
        offer(email_index=index)
        offer(email_index=index, submitted_at=LATER)
    with statements() as found:
        assert tell_of_repeats(now=LATER) == 3

    assert len(found) == 2, found


def test_it_is_one_of_the_chores():
    offer()
    second = offer(submitted_at=LATER)
    for chore in CHORES:
        chore(now=LATER)

    assert told() == [second]
