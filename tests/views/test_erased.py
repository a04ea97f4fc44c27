"""Every public page that shows an offer can show one that was erased."""

import pytest

from django.utils import timezone

from hilfe_ukraine.actions.erase import erase_offer
from hilfe_ukraine.delivery.message_links import answer_link, confirm_link
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.models import Answer, Delivery, Referral
from hilfe_ukraine.views.submit import thanks_url
from tests.database import row_counts
from tests.factories import make_offer, make_referral
from tests.offer_page.read import says


pytestmark = pytest.mark.django_db


@pytest.fixture
def referral():
    now = timezone.now()
    offer = make_offer(submitted_at=now, confirmed_at=now, state="referred")
    return make_referral(offer=offer, referred_at=now)


def erase(referral):
    erase_offer(offer=referral.offer, cause=ErasureCause.REQUEST, now=timezone.now())


@pytest.mark.parametrize(
    "link",
    [
        lambda row: confirm_link(row.offer),
        lambda row: thanks_url(row.offer),
    ],
    ids=["confirm", "thanks"],
)
def test_links_from_before_have_ended(client, referral, link):
    old = link(referral)
    assert client.get(old).status_code == 200
    erase(referral)

    response = client.get(old)

    assert response.status_code == 410
    assert says(response, "This link has ended")
    assert "Muster" not in response.content.decode()


def test_the_last_link_of_a_body_asks_it_to_erase_as_well_and_shows_nothing(
    client, referral
):
    """A clerk opens the mail that is at hand, perhaps weeks later."""
    category = referral.offer.category.key
    last = answer_link(referral)
    erase(referral)
    before = row_counts(besides=("wagtailcore_modellogentry",))

    for page in (
        client.get(last),
        client.post(last, {"answer": "received"}, follow=True),
    ):
        assert page.status_code == 200
        text = page.content.decode()
        assert 'data-state="erased"' in text
        assert referral.offer.reference in text
        for gone in ("Muster", category, "Region 14626110", "<form", "<dl"):
            assert gone not in text
    assert row_counts(besides=("wagtailcore_modellogentry",)) == before


def test_links_of_a_body_that_had_ended_before_stay_so(client, referral):
    earlier = answer_link(referral)
    Referral.objects.update(link_version=2)
    erase(referral)

    assert client.get(earlier).status_code == 410


def test_a_link_of_now_shows_a_body_that_it_was_erased(client, referral):
    erase(referral)
    referral = Referral.objects.get()

    response = client.get(answer_link(referral))

    assert response.status_code == 200
    assert 'data-state="erased"' in response.content.decode()
    assert client.post(answer_link(referral), {"answer": "received"}).status_code == 303
    assert not Answer.objects.exists()


def test_a_confirmation_by_a_link_of_now_changes_nothing(client, referral):
    erase(referral)
    offer = Referral.objects.get().offer

    assert client.post(confirm_link(offer)).status_code == 410

    assert not Delivery.objects.exists()
