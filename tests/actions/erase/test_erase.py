"""What erasing an offer leaves, and when it refuses."""

from datetime import timedelta

import pytest

from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.notes import add_note
from hilfe_ukraine.domain.errors import ForbiddenTransition, RestrictedOffer
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.models import Answer, Attempt, Delivery, HelpOffer, Note, Referral
from tests.actions.erase.erasing import erase, forward_to
from tests.database import everything_stored
from tests.factories import NOW, make_delivery, make_offer, make_referral, make_user


pytestmark = pytest.mark.django_db

States = Delivery.States
Outcomes = Attempt.Outcomes
LATER = NOW + timedelta(days=10)


def test_what_is_personal_is_gone_and_what_is_counted_stays(offer):
    before = everything_stored()

    assert erase(offer)

    row = HelpOffer.objects.get()
    assert (row.contact, row.entries) == ({}, [])
    assert row.email_index == row.phone_index == row.postcode == ""
    assert row.state == HelpOffer.States.ERASED
    assert row.erased_at == row.ended_at == LATER
    assert (row.facts, row.quantity) == ({"helper": "person"}, 3)
    assert (row.region_key, row.district_key) == ("14626110", "14626")
    assert (row.category, row.submitted_at) == (offer.category, NOW)
    assert "test:" in before
    assert "test:gAAAA" not in everything_stored()  # nothing encrypted is left


def test_everything_written_about_it_is_emptied_and_nothing_about_others(offer):
    for each in (offer, make_offer()):
        referral = make_referral(offer=each, file_number="Muster, Erika")
        Note.objects.create(offer=each, text="ruft an", created_at=NOW)
        Answer.objects.create(
            referral=referral, kind="in_contact", text="nett", answered_at=NOW
        )
        Attempt.objects.create(
            delivery=make_delivery(referral=referral, state=States.DEAD),
            lease_no=1,
            started_at=NOW,
            outcome=Outcomes.RETRY,
            address="amt@office.example",
            content="Brief",
            detail="451",
        )

    erase(offer)

    texts = [
        sorted(Note.objects.values_list("text", flat=True)),
        sorted(Answer.objects.values_list("text", flat=True)),
        sorted(Referral.objects.values_list("file_number", flat=True)),
        sorted(Attempt.objects.values_list("address", "content", "detail")),
    ]
    assert texts == [
        ["", "ruft an"],
        ["", "nett"],
        ["", "Muster, Erika"],
        [("", "", ""), ("amt@office.example", "Brief", "451")],
    ]


def test_links_are_dead_and_referrals_end(offer):
    make_referral(offer=offer, state="received", pass_on_at=LATER)
    make_referral(offer=offer, state="taken", share=2)

    erase(offer)

    live, taken = Referral.objects.order_by("pk")
    assert (live.state, live.ended_at, live.pass_on_at) == ("withdrawn", LATER, None)
    assert (taken.state, taken.share, taken.ended_at) == ("taken", 2, None)
    assert {live.link_version, taken.link_version} == {2}
    assert HelpOffer.objects.get().link_version == 2


def test_an_erasure_by_schedule_lets_referrals_lapse(offer):
    make_referral(offer=offer)

    erase(offer, ErasureCause.TOO_OLD)

    assert Referral.objects.get().state == "lapsed"


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (States.READY, States.CANCELLED),
        (States.HELD, States.CANCELLED),
        (States.DEAD, States.CANCELLED),
        (States.BOUNCED, States.CANCELLED),
        (States.INFLIGHT, States.INFLIGHT),
        (States.DELIVERED, States.DELIVERED),
        (States.HANDLED, States.HANDLED),
        (States.CANCELLED, States.CANCELLED),
    ],
)
def test_messages_that_wait_are_cancelled(offer, state, after):
    row = forward_to(offer, "office", state)

    erase(offer)

    row.refresh_from_db()
    assert (row.state, row.held_reason) == (after, "")


def test_erasing_twice_changes_nothing_more(offer):
    forward_to(offer, "office", States.DELIVERED)
    assert erase(offer)
    before = everything_stored()

    assert not erase(offer)

    assert everything_stored() == before


def test_a_restricted_offer_is_not_erased(offer):
    HelpOffer.objects.update(restricted_at=NOW)
    before = everything_stored()

    with pytest.raises(RestrictedOffer):
        erase(offer)

    assert everything_stored() == before


def test_it_is_logged_with_cause_user_and_the_state_before(offer):
    user = make_user()

    erase(offer, ErasureCause.BY_HAND, user=user)

    entry = ModelLogEntry.objects.get(action="hilfe_ukraine.erased")
    assert (entry.object_id, entry.user) == (str(offer.pk), user)
    assert entry.data == {"cause": "by_hand", "state": "referred"}


def test_it_does_not_open_what_it_erases(offer, settings):
    """A row that no key opens can be erased like any other."""
    settings.HILFE_UKRAINE_ENCRYPTION_KEYS = {
        "new": "bmV3IGtleSwgbmV3IGtleSwgbmV3IGtleSwgbmV3IDE="
    }

    assert erase(HelpOffer(pk=offer.pk))


def test_nobody_writes_a_note_about_an_erased_offer(offer):
    erase(offer)

    with pytest.raises(ForbiddenTransition):
        add_note(offer=offer, author=None, text="Erika rief an", now=LATER)

    assert not Note.objects.exists()


@pytest.mark.parametrize("bodies", [1, 7])
def test_the_number_of_statements_does_not_depend_on_the_bodies(
    offer, bodies, django_assert_num_queries
):
    for number in range(bodies):
        forward_to(offer, f"office{number}", States.DELIVERED, Outcomes.DELIVERED)
    make_referral()  # of another offer

    with django_assert_num_queries(17):
        erase(offer)
