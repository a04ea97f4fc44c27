"""The whole way in four languages, in every way one can go it, page after page.

A page that comes to the app is added to the walk, under a name of its own: the table of
``make test-browser`` shows it then.
"""

import itertools
import re

import pytest

from django.core import mail
from django.utils import timezone

from hilfe_ukraine.actions.sending.forward import forward_due
from hilfe_ukraine.models import HelpOffer, Referral
from tests.browser.citizen import Citizen
from tests.browser.findings import WCAG
from tests.browser.portal import (
    ASKS_WHERE,
    ELSEWHERE,
    GOES_ON,
    LANGUAGES,
    UNKNOWN,
    open_portal,
)


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

BUTTON = ".hu-form [type=submit]"
#: One way through the pages in each language; the others are for `make test-browser`.
CHOSEN = {
    ("de", False, 320, False),
    ("en", True, 1280, True),
    ("uk", False, 320, True),
    ("ru", True, 320, False),
}
WAYS = [
    pytest.param(
        *way,
        id="-".join(
            (
                way[0],
                "scripts" if way[1] else "no-scripts",
                str(way[2]),
                "keyboard" if way[3] else "mouse",
            )
        ),
        marks=[] if way in CHOSEN else [pytest.mark.browser_long],
    )
    for way in itertools.product(LANGUAGES, (False, True), (320, 1280), (False, True))
]


@pytest.fixture
def open_browser(browser, live_server):
    """Return a function that opens a window: ``open_browser(320, scripts=False)``."""
    contexts = []

    def open_window(width, *, scripts, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            base_url=live_server.url,
            **options,
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def look_at_mails(open_browser, look):
    """Return a function that sends what is due and looks at it; gives the texts."""

    def send(name):
        mail.outbox.clear()
        forward_due(now=timezone.now(), limit=10)
        window = open_browser(320, scripts=True)
        for message in mail.outbox:
            (html,) = [body for body, kind in message.alternatives if "html" in kind]
            window.set_content(html)
            # A mail has no landmarks: what stands around it is the mail program's.
            look(window, f"mail: {name}", WCAG)
        window.close()
        return [message.body for message in mail.outbox]

    return send


def link_in(texts, place):
    return re.search(rf"https?://\S+/{place}/\S+", "\n".join(texts)).group()


@pytest.mark.parametrize(("language", "scripts", "width", "keyboard"), WAYS)
def test_every_page_can_be_used_by_everybody(
    site, open_browser, look, look_at_mails, language, scripts, width, keyboard
):
    page = open_browser(width, scripts=scripts)
    citizen = Citizen(page, keyboard=keyboard)
    start = open_portal(site, language).get_url()

    _walk_to_step_two(citizen, start, look)
    _send_the_offer(citizen, look)
    link = link_in(look_at_mails("please confirm"), "confirm")
    _confirm(citizen, link, look)
    link = link_in(look_at_mails("offer for the body"), "answer")
    _answer(citizen, link, look)
    assert page.context.cookies() == []


def _ask(citizen, start, category, postcode):
    """Fill in step one and send it."""
    page = citizen.page
    page.goto(start)
    citizen.choose(page.locator(f"[name=category][value={category}]"))
    citizen.write(page.locator("[name=postcode]"), postcode)
    citizen.press(page.locator(BUTTON).first)


def _walk_to_step_two(citizen, start, look):
    page = citizen.page
    page.goto(start)
    look(page, "step one")
    citizen.press(page.locator(BUTTON).first)
    look(page, "step one, empty")
    _ask(citizen, start, "translation", UNKNOWN)
    look(page, "unknown postcode")
    _ask(citizen, start, "housing", ELSEWHERE)
    look(page, "redirect elsewhere")
    _ask(citizen, start, "housing", GOES_ON)
    look(page, "question: a fact")
    _ask(citizen, start, "translation", ASKS_WHERE)
    look(page, "question: municipality")
    citizen.press(page.locator(BUTTON).first)
    look(page, "question, not answered")
    citizen.choose(page.locator("[name=municipality][value='14626120']"))
    citizen.press(page.locator(BUTTON).first)
    look(page, "step two")


def _send_the_offer(citizen, look):
    page = citizen.page
    citizen.press(page.locator(BUTTON).first)
    look(page, "step two, empty")
    citizen.write(page.locator("[name=details]"), "Ich helfe gern. Я допоможу. 🙂")
    citizen.write(page.locator("[name=name]"), "Оксана Приклад-Muster")
    citizen.write(page.locator("[name=email]"), "oksana@example.org")
    citizen.choose(page.locator("[name=privacy]"))
    citizen.solve()
    citizen.press(page.locator(BUTTON).first)
    look(page, "thanks: one more step")
    assert page.locator(".hu-reference").inner_text() == _offer().reference


def _offer():
    return HelpOffer.objects.get()


def _confirm(citizen, link, look):
    page = citizen.page
    page.goto(link[:-2])
    look(page, "link that does not work")
    page.goto(link)
    look(page, "confirm")
    citizen.press(page.locator(BUTTON).first)
    look(page, "confirmed")
    assert _offer().confirmed_at


def _answer(citizen, link, look):
    page = citizen.page
    page.goto(link)
    look(page, "body: the offer")
    citizen.press(page.locator(BUTTON).first)
    look(page, "body: answered")
    assert Referral.objects.get().state == Referral.States.RECEIVED
