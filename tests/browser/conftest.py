"""A real Chromium on a live server. Without one the tests are left out, by name."""

import os
import re
import shutil

from urllib.parse import urlsplit

import pytest

from django.db import connection
from django.test import Client
from playwright.sync_api import Page, sync_playwright

from tests.browser import findings


# As root in a closed network; see the machine notes of any CI.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Scripts of the page itself; what a test evaluates runs in any case.
RUNS_SCRIPTS = """() => {
    const probe = document.createElement("script");
    probe.textContent = "document.documentElement.dataset.probe = 1";
    (document.head || document.documentElement).append(probe);
    probe.remove();
    const runs = "probe" in document.documentElement.dataset;
    delete document.documentElement.dataset.probe;
    return runs;
}"""
#: Set by ``make test-browser``: everything in every way, and a table at the end.
FULL = "HILFE_TEST_BROWSER_FULL"


def pytest_collection_modifyitems(items):
    """Leave what takes long to ``make test-browser``."""
    skip = pytest.mark.skip(reason="only part of `make test-browser`")
    for item in items:
        if item.get_closest_marker("browser_long") and not os.environ.get(FULL):
            item.add_marker(skip)


def pytest_terminal_summary(terminalreporter):
    if os.environ.get(FULL) and findings.counts:
        terminalreporter.section("What axe finds, by page and language")
        for line in findings.table():
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def browser():
    # Playwright runs an event loop; Django would refuse the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    program = os.environ.get("HILFE_TEST_CHROMIUM") or shutil.which("chromium")
    if not program:
        pytest.skip("no Chromium on this machine (HILFE_TEST_CHROMIUM)")
    rows = getattr(connection, "_test_serialized_contents", None)
    with sync_playwright() as playwright:
        # Beside an event loop Django keeps another connection, which knows nothing of
        # the rows that each test begins with if the database was made before.
        if rows is not None:
            connection._test_serialized_contents = rows
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
def sign_in(browser, live_server):
    """Open a browser for a user: ``sign_in(user, width=320)`` gives its page.

    ``scripts=False`` is without JavaScript.
    """
    contexts = []

    def open_page(user, *, width=1280, scripts=True):
        client = Client()
        client.force_login(user)
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            base_url=live_server.url,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(60_000)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        context.add_cookies([{**cookie, "url": live_server.url}])
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def site(live_server, django_db_serialized_rollback, settings, offer_page):
    """The page on a live server, with Wagtail's first rows in the database."""
    settings.HILFE_UKRAINE_BASE_URL = live_server.url
    return offer_page


@pytest.fixture
def look(browser, live_server):
    """Return a function that looks at a page as readers with any needs would.

    ``look(page, name)`` asks that it is no wider than the screen, and that axe finds
    nothing against WCAG 2.2 AA. A page that runs no scripts is measured on a copy.
    """

    def examine(page: Page, name: str = "", rules: list[str] = findings.ALL) -> None:
        page.wait_for_load_state("domcontentloaded")
        if page.evaluate(RUNS_SCRIPTS):
            _examine(page, name or _place(page.url), rules)
            return
        context = browser.new_context(viewport=page.viewport_size)
        copy = context.new_page()
        copy.goto(live_server.url + "/static/hilfe_ukraine/hilfe_ukraine.css")
        copy.set_content(page.content())
        try:
            _examine(copy, name or _place(page.url), rules)
        finally:
            context.close()

    return examine


def _place(url: str) -> str:
    """The address without what is another one in each test: server, ids and tokens."""
    return re.sub(r"[\w:-]{20,}", "…", urlsplit(url).path)


def _examine(page: Page, name: str, rules: list[str]) -> None:
    language = page.evaluate("document.documentElement.lang")
    found = findings.find(page, rules)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > page.viewport_size["width"]:
        found.append(f"wider than the screen: {wide} px")
    findings.note(name, language, found)
    assert found == [], f"{name} ({language}), {page.url}\n" + "\n".join(found)
