"""The routing's form in a real browser: autosave keeps what is half-filled."""

from contextlib import contextmanager

import pytest

from playwright.sync_api import expect

from hilfe_ukraine.models import RegionRouting
from tests.browser.staff import make_administrator
from tests.factories import (
    make_body,
    make_category,
    make_region,
    make_routing,
    make_rule,
)


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

FORM = "/admin/snippets/hilfe_ukraine/regionrouting/"


@pytest.fixture
def open_page(sign_in):
    """Sign an administrator in, who reads English: ``open_page()`` gives the page."""
    return lambda: sign_in(make_administrator("en"))


#: Whether the form is being watched, by Wagtail and then by us, who count what is kept.
#: Wagtail compares with what stood in the form when its own widgets had filled it. What
#: is typed before that counts as having been there, and is not saved by itself.
IS_WATCHED = """() => {
    const form = document.querySelector("form[data-controller~='w-autosave']");
    const app = window.wagtail && window.wagtail.app;
    if (!form || !app) return false;
    const get = (name) => app.getControllerForElementAndIdentifier(form, name);
    const watched = { unsaved: get("w-unsaved"), autosave: get("w-autosave"), kept: 0 };
    if (!watched.autosave || !watched.unsaved?.initialFormData) return false;
    window.watched = watched;
    document.addEventListener("w-autosave:success", () => { watched.kept += 1; });
    return true;
}"""
#: The same holds for what is typed between an autosave and its success: so wait for the
#: success, and until nothing is left that differs or is on its way.
IS_QUIET = """(before) => {
    const { unsaved, autosave, kept } = window.watched;
    return kept > before && !autosave.submitPromise &&
        unsaved.formData === unsaved.initialFormData;
}"""


@contextmanager
def saved(page):
    """Do one thing, and wait until Wagtail has kept it and looks for the next one."""
    before = page.evaluate("window.watched.kept")
    yield
    page.wait_for_function(IS_QUIET, arg=before)


def open_form(page, address):
    """Open it as a person does, who types after Wagtail has noted what is in it."""
    page.goto(f"{FORM}{address}", wait_until="networkidle")
    page.wait_for_function(IS_WATCHED)


def choose(page, region):
    """Pick a region in Wagtail's chooser."""
    page.locator("#id_region-chooser [data-chooser-action-choose]:visible").click()
    page.locator(".modal-body").get_by_role("link", name=region.label).click()
    page.locator(".modal-body").wait_for(state="detached")


def unheard_autosave():
    """Handle requests: one autosave is stored, but no answer to any comes back.

    A second one that got through might still be at work when the button's own request
    is answered and the test has emptied the database behind it.
    """
    stored = []

    def handle(route):
        if route.request.headers.get("accept") != "application/json":
            route.continue_()
            return
        if not stored:
            stored.append(route.fetch())
        route.abort()

    return handle


def draft():
    return RegionRouting.objects.get().get_latest_revision_as_object()


def test_a_half_filled_new_routing_is_kept_and_published(open_page):
    first, second = make_region("14626"), make_region("14625")
    body = make_body(name="Landratsamt")
    make_category("housing", title="Wohnraum", asks_quantity=True)
    page = open_page()
    open_form(page, "add/")

    with saved(page):
        choose(page, first)
    page.wait_for_url("**/edit/*/")
    with saved(page):
        page.locator("#id_rules-0-title").fill("Flats to the office")
    with saved(page):
        page.locator("#id_rules-0-conditions-ADD").click()
    with saved(page):
        page.locator("#id_rules-0-conditions-0-fact").select_option("quantity")
    with saved(page):
        page.locator("#id_region").evaluate(
            "(field, key) => { field.value = key; field.dispatchEvent("
            "new Event('change', {bubbles: true})); }",
            str(second.pk),
        )

    stored = draft()
    assert stored.region == second
    (rule,) = stored.rules.all()
    assert rule.title == "Flats to the office"
    assert [row.fact for row in rule.conditions.all()] == ["quantity"]

    page.locator("button[name=action-publish]").first.evaluate("e => e.click()")
    expect(page.get_by_text("Choose at least one body to forward to.")).to_be_visible()
    assert not RegionRouting.objects.get().live
    page.locator("#id_rules-0-conditions-0-value").fill("2")
    page.locator(f"input[name=rules-0-bodies][value='{body.pk}']").check()
    page.locator("button[name=action-publish]").first.evaluate("e => e.click()")
    page.wait_for_url("**/regionrouting/")

    routing = RegionRouting.objects.get()
    assert routing.live
    assert routing.rules.count() == 1


def test_a_button_pressed_before_autosave_answers_loses_nothing(open_page):
    region = make_region("14626")
    body = make_body()
    page = open_page()
    open_form(page, "add/")
    # The first draft is stored, but the page never hears of it.
    page.route(f"**{FORM}add/", unheard_autosave())
    with page.expect_event("requestfailed"):
        choose(page, region)
    page.locator("#id_rules-0-title").fill("All of it")
    page.locator(f"input[name=rules-0-bodies][value='{body.pk}']").check()
    assert not RegionRouting.objects.get().live
    page.locator("button[name=action-publish]").first.evaluate("e => e.click()")
    page.wait_for_url("**/regionrouting/")

    routing = RegionRouting.objects.get()
    assert routing.live
    assert [rule.title for rule in routing.rules.all()] == ["All of it"]


def test_autosave_on_what_is_published_changes_only_the_draft(open_page):
    routing = make_routing("14626")
    make_rule(routing, bodies=(make_body(),), title="As it was")
    page = open_page()
    open_form(page, f"edit/{routing.pk}/")
    with saved(page):
        page.locator("#id_rules-ADD").click()
    with saved(page):
        page.locator("#id_rules-1-title").fill("Half")
    for _ in range(2):
        with saved(page):
            page.locator("#id_rules-1-texts-ADD").click()
    with saved(page):
        page.locator("#id_rules-1-note").evaluate(
            "e => { e.value = 'to ask'; e.dispatchEvent(new Event('change', "
            "{bubbles: true})); }"
        )
    page.locator(
        "button:not([name=action-publish])[type=submit].action-save"
    ).first.click()
    page.wait_for_load_state()

    assert [rule.title for rule in routing.rules.all()] == ["As it was"]
    assert [rule.title for rule in draft().rules.all()] == ["As it was", "Half"]
