"""The pages behind the personal link, as readers with any needs see them."""

from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone

from hilfe_ukraine.links import Purpose, make_token
from tests.factories import make_offer, make_referral


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def offer(site):
    offer = make_offer(
        state="referred",
        waiting_for="",
        category=site.categories.get(key="housing"),
        entries=[{"key": "details", "label": "Beschreibung", "value": "Zimmer"}],
        quantity=2,
        valid_until=timezone.localdate() + timedelta(days=30),
    )
    make_referral(offer=offer)
    return offer


@pytest.mark.parametrize("language", ["de", "uk"])
def test_all_pages_fit_and_axe_finds_nothing(citizen, look, offer, language):
    offer.language = language
    offer.save()
    token = make_token(
        Purpose.MANAGE,
        offer.uuid,
        version=1,
        expires_at=timezone.now() + timedelta(days=1),
    )
    for name in ("manage", "correct", "pause", "withdraw", "erase"):
        path = reverse(f"hilfe_ukraine:{name}", args=[token])
        citizen.goto(path)
        look(citizen)
    citizen.goto(reverse("hilfe_ukraine:links"))
    look(citizen)
