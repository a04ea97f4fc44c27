"""Settings of people who see, read or move differently, on the longest pages."""

import pytest

from playwright.sync_api import expect

from tests.browser.portal import GOES_ON, open_portal


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

LARGE_TEXT = "html { font-size: 200% !important; }"
# WCAG 1.4.12, word by word.
WIDE_TEXT = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"""
#: If the page is wider than the screen: itself, and what reaches out of it.
TOO_WIDE = """() => [...document.querySelectorAll("*")].filter(element =>
    element.getBoundingClientRect().left + element.scrollWidth > innerWidth &&
    document.documentElement.scrollWidth > innerWidth
).map(element => element.outerHTML.slice(0, 120))"""
#: Elements whose text is cut off, apart from what only screen readers get.
CUT_OFF = """() => [...document.querySelectorAll("main *")].filter(element => {
    const style = getComputedStyle(element);
    return style.overflow === "hidden" && style.position !== "absolute" &&
        element.scrollWidth > element.clientWidth + 1;
}).map(element => element.outerHTML.slice(0, 120))"""
MOVES = """() => [...document.querySelectorAll("*")].filter(element => {
    const style = getComputedStyle(element);
    return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0;
}).map(element => element.outerHTML.slice(0, 120))"""
FOCUS = """() => {
    const element = document.activeElement, style = getComputedStyle(element);
    const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
        || style.outlineStyle === "auto";
    return [element.localName + (element.name || element.id || ""), seen];
}"""


@pytest.fixture
def pages(site, browser, live_server):
    """Return a function that opens step one and step two with a browser's settings."""
    start = open_portal(site, "de").get_url()
    contexts = []

    def open_pages(width=1280, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            base_url=live_server.url,
            **options,
        )
        contexts.append(context)
        step_one, step_two = context.new_page(), context.new_page()
        step_one.goto(start)
        step_two.goto(f"{start}?category=translation&postcode={GOES_ON}")
        return step_one, step_two

    yield open_pages
    for context in contexts:
        context.close()


def test_large_and_wide_text_breaks_nothing(pages, look):
    for step in pages():
        for style in (LARGE_TEXT, WIDE_TEXT):
            step.add_style_tag(content=style)
            assert step.evaluate(TOO_WIDE) == []
            assert step.evaluate(CUT_OFF) == []
    for step in pages(width=320):
        step.add_style_tag(content=WIDE_TEXT)
        assert step.evaluate(TOO_WIDE) == []


def test_forced_colours_keep_choice_and_focus_visible(pages, look):
    step_one, step_two = pages(forced_colors="active")
    card = step_one.locator(".hu-card").first
    card.locator("input").check()
    expect(card).not_to_have_css("outline-style", "none")
    look(step_one, "step one, forced colours")
    look(step_two, "step two, forced colours")


def test_nothing_moves(pages):
    for step in pages(reduced_motion="reduce"):
        assert step.evaluate(MOVES) == []


def test_the_focus_can_be_seen_wherever_it_is(pages):
    for step in pages():
        unseen = []
        for _ in range(60):
            step.keyboard.press("Tab")
            name, seen = step.evaluate(FOCUS)
            if name == "body":
                break
            # A player draws its own focus inside of itself.
            if not seen and not name.startswith("audio"):
                unseen.append(name)
        assert unseen == []
