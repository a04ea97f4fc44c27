"""A real Chromium on a live server. Without one the tests are left out, by name."""

import os
import shutil

import pytest

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright


# As root in a closed network; see the machine notes of any CI.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: What WCAG 2.2 AA asks for, as axe names it.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser():
    # Playwright runs an event loop; Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    program = os.environ.get("HILFE_TEST_CHROMIUM") or shutil.which("chromium")
    if not program:
        pytest.skip("no Chromium on this machine (HILFE_TEST_CHROMIUM)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=_ARGUMENTS, headless=True
        )
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(params=[1280, 320], ids=["desktop", "320px"])
def width(request) -> int:
    """A desktop, and the narrowest screen (or 400 % zoom) of WCAG 1.4.10."""
    return request.param


@pytest.fixture
def citizen(browser, width, live_server):
    """A person without JavaScript."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        java_script_enabled=False,
        base_url=live_server.url,
        locale="de-DE",
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def site(live_server, django_db_serialized_rollback, settings, offer_page):
    """The page on a live server, with Wagtail's first rows in the database."""
    settings.HILFE_UKRAINE_BASE_URL = live_server.url
    return offer_page


@pytest.fixture
def look(browser, live_server):
    """Return a function that looks at a page as readers with any needs would.

    The citizen's page runs no scripts, so a copy of it is measured: no wider than the
    screen, and nothing that axe finds against WCAG 2.2 AA.
    """

    def examine(page: Page) -> None:
        context = browser.new_context(viewport=page.viewport_size)
        copy = context.new_page()
        copy.goto(live_server.url + "/static/hilfe_ukraine/hilfe_ukraine.css")
        copy.set_content(page.content())
        wide = copy.evaluate("document.documentElement.scrollWidth")
        findings = _axe(copy)
        context.close()
        assert wide <= page.viewport_size["width"], f"too wide: {page.url}"
        assert findings == [], f"{page.url}\n" + "\n".join(findings)

    return examine


def _axe(page: Page) -> list[str]:
    options = {"runOnly": {"type": "tag", "values": _RULES}}
    violations = Axe().run(page, options=options).response["violations"]
    return [
        f"{found['id']}: {node['html'][:160]}"
        for found in violations
        for node in found["nodes"]
    ]
