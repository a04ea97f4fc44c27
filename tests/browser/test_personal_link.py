"""The pages behind the personal link, as readers with any needs see them."""

from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone, translation

from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.offer_page.embed import embedded_form, snippet
from hilfe_ukraine.views.submit import thanks_url
from tests.browser.findings import WCAG
from tests.browser.portal import GOES_ON, open_portal
from tests.browser.portal import LANGUAGES as ALL_LANGUAGES
from tests.factories import make_offer, make_referral


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

BUTTON = ".hu-form [type=submit]"
WEEK = timedelta(days=7)
SPOKEN = {
    "key": "languages",
    "label": "Sprachen",
    "value": ["Ukrainisch: Muttersprache", "Polnisch: gut (B1 oder B2)"],
    "languages": [
        {"language": "uk", "level": "native"},
        {"language": "pl", "level": "good"},
    ],
}
#: German each time; the others are for `make test-browser`.
LANGUAGES = [
    pytest.param(code, marks=[] if code == "de" else [pytest.mark.browser_long])
    for code in ALL_LANGUAGES
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


@pytest.fixture(params=LANGUAGES)
def read_in(request, site, offer):
    """The offer, made in each of the languages on the page that is written in it."""
    language = request.param
    offer.category = site.categories.get(key="translation")
    offer.language, offer.page_id = language, open_portal(site, language).pk
    offer.submitted_at = timezone.now()
    offer.entries = [*offer.entries, SPOKEN]
    offer.save()
    return offer


def test_all_pages_fit_and_axe_finds_nothing(citizen, look, read_in):
    token = token_of(read_in, Purpose.MANAGE)
    for name in ("manage", "correct", "pause", "withdraw", "erase"):
        citizen.goto(reverse(f"hilfe_ukraine:{name}", args=[token]))
        assert language_of(citizen) == read_in.language
        look(citizen, f"personal link: {name}")


def test_what_was_forgotten_is_said_and_what_was_done(citizen, look, read_in):
    token = token_of(read_in, Purpose.MANAGE)
    citizen.goto(reverse("hilfe_ukraine:correct", args=[token]))
    citizen.fill("[name=details]", "")
    _send_and_look(citizen, look, "correct, refused")
    citizen.goto(reverse("hilfe_ukraine:pause", args=[token]))
    _send_and_look(citizen, look, "pause, refused")
    citizen.fill("[name=until]", (timezone.localdate() + WEEK).isoformat())
    _send_and_look(citizen, look, "paused")
    citizen.goto(reverse("hilfe_ukraine:withdraw", args=[token]))
    _send_and_look(citizen, look, "withdrawn")
    assert citizen.locator("[role=status]").count() == 1
    citizen.goto(reverse("hilfe_ukraine:erase", args=[token]))
    _send_and_look(citizen, look, "erased")
    citizen.goto(reverse("hilfe_ukraine:manage", args=[token]))
    look(citizen, "personal link that has ended")


def test_a_lost_link_is_asked_for(citizen, look, read_in):
    citizen.goto(f"{reverse('hilfe_ukraine:links')}?language={read_in.language}")
    look(citizen, "lost links")
    citizen.locator(BUTTON).click()
    look(citizen, "lost links, empty")
    citizen.fill("[name=email]", "oksana@example.org")
    citizen.locator(BUTTON).click()
    assert language_of(citizen) == read_in.language
    look(citizen, "lost links, sent")


def test_something_else_is_offered_and_the_confirmation_printed(citizen, look, read_in):
    citizen.goto(thanks_url(read_in))
    citizen.emulate_media(media="print")
    look(citizen, "thanks, in print")
    assert not citizen.locator(".hu-aside").is_visible()
    assert citizen.get_by_text("0351 00000").is_visible()
    citizen.emulate_media(media="screen")

    citizen.locator("a.hu-button").click()
    look(citizen, "again: step one")
    citizen.check("[name=category][value=translation]")
    citizen.fill("[name=postcode]", GOES_ON)
    citizen.locator(BUTTON).first.click()
    assert citizen.locator("[name=name]").count() == 0
    look(citizen, "again: step two")
    citizen.locator(BUTTON).first.click()
    assert language_of(citizen) == read_in.language
    look(citizen, "again: step two, empty")


def test_step_one_fits_on_other_pages(citizen, look, read_in):
    page = read_in.page.specific
    with translation.override(read_in.language):
        embedded = embedded_form(page)
    for name, html in (("embedded form", embedded), ("copied form", snippet(page))):
        citizen.goto(page.url)
        citizen.locator(".hu").first.evaluate("(e, html) => e.innerHTML = html", html)
        assert citizen.locator("form [type=submit]").count() == 1
        look(citizen, name, WCAG)


def _send_and_look(citizen, look, name):
    citizen.locator(BUTTON).last.click()
    look(citizen, f"personal link: {name}")


def language_of(page):
    # A locator waits for a page that is on its way.
    return page.locator("html").get_attribute("lang")


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

    assert language_of(citizen) == "uk"
    assert citizen.input_value("[name=details]") == "Ein Zimmer, ruhig"
    look(citizen)
    citizen.locator("#hu-offer button").last.click()
    assert citizen.url.endswith("?done=corrected&language=uk")
    assert language_of(citizen) == "uk"
    look(citizen)


def token_of(row, purpose):
    end = timezone.now() + timedelta(days=1)
    return make_token(purpose, row.uuid, version=row.link_version, expires_at=end)
