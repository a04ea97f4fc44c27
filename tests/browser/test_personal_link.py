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


#: What people write, and what must neither widen the page nor turn it around.
WRITTEN = ["Donaudampfschiff" * 30, "שלום, אני יכול לעזור", "Гарно 😀👨‍👩‍👧", "Ї" * 200]


def test_whatever_was_written_stays_within_the_screen(citizen, look, offer):
    offer.contact = {"helper": "person", "name": WRITTEN[3], "street": WRITTEN[0]}
    texts = [{"key": str(n), "label": "?", "value": w} for n, w in enumerate(WRITTEN)]
    offer.entries = [*offer.entries, *texts]
    offer.save()
    referral = offer.referrals.get()
    personal = reverse("hilfe_ukraine:manage", args=[token_of(offer, Purpose.MANAGE)])
    office = reverse("hilfe_ukraine:answer", args=[token_of(referral, Purpose.ANSWER)])
    for path in (personal, office):
        citizen.goto(path)
        for words in WRITTEN:
            assert words in citizen.content()
        look(citizen)


def test_a_helper_reads_on_in_another_language(citizen, look, offer):
    token = token_of(offer, Purpose.MANAGE)
    citizen.goto(reverse("hilfe_ukraine:correct", args=[token]))
    citizen.fill("[name=details]", "Ein Zimmer, ruhig")
    citizen.get_by_role("button", name="Українська").click()

    assert citizen.evaluate("document.documentElement.lang") == "uk"
    assert citizen.input_value("[name=details]") == "Ein Zimmer, ruhig"
    look(citizen)
    citizen.locator("#hu-offer button").last.click()
    assert citizen.url.endswith("?done=corrected&language=uk")
    assert citizen.evaluate("document.documentElement.lang") == "uk"
    look(citizen)


def token_of(row, purpose):
    end = timezone.now() + timedelta(days=1)
    return make_token(purpose, row.uuid, version=row.link_version, expires_at=end)
