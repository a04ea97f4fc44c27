"""Two programs that hear of bounces at the same moment."""

from datetime import timedelta

import pytest

from hilfe_ukraine.actions.pass_on import pass_on_due
from hilfe_ukraine.actions.sending.bounce import Noted, note_bounce
from hilfe_ukraine.models import Delivery, Referral
from tests.at_once import at_once
from tests.factories import NOW, make_body, make_delivery, make_offer, make_referral
from tests.offer_page.site import route


pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

MONDAY = NOW + timedelta(days=3)


def bounced(row):
    return lambda: note_bounce(delivery_uuid=row.uuid, hard=True, code="5.1.1", now=NOW)


@pytest.fixture
def rows(goerlitz):
    """Messages to one body, about offers of one office."""
    office, body = make_body("office"), make_body("kreis", deputy=make_body("deputy"))
    route("14626", {"bodies": (body,)})
    offers = [make_offer(state="referred", owning_office=office) for _ in range(6)]
    return [
        make_delivery(
            referral=make_referral(offer=offer, body=body),
            state="delivered" if number % 2 else "ready",
        )
        for number, offer in enumerate(offers)
    ]


def letters():
    return Delivery.objects.filter(kind="suspect").count()


def test_two_notes_of_one_bounce_are_one(rows, file_database):
    results = at_once(*[bounced(rows[1])] * 6)

    assert sorted(results) == [Noted.BOUNCED] + [Noted.NOTHING] * 5
    assert letters() == 1


def test_many_bounces_of_one_body_raise_one_doubt(rows, file_database):
    results = at_once(*[bounced(row) for row in rows])

    assert sorted(results) == [Noted.BOUNCED] * 3 + [Noted.NOTHING] * 3
    assert letters() == 1
    assert set(Delivery.objects.filter(kind="forward").values_list("state")) == {
        ("bounced",),
        ("held",),
    }
    assert not Referral.objects.filter(pass_on_at=None).exists()


def test_two_sweeps_pass_each_offer_on_once(rows, file_database):
    bounced(rows[1])()
    Delivery.objects.filter(kind="suspect").update(state="delivered")

    results = at_once(*[lambda: pass_on_due(now=MONDAY)] * 3)

    # Three wait; of the two others nothing came back.
    assert sum(results) == 4
    assert Referral.objects.filter(body__key="deputy").count() == 4
    assert Referral.objects.filter(state="passed_on").count() == 4
