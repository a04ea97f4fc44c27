"""``make screenshots``: the pictures of the documentation, from a demo of its own.

    .venv/bin/python scripts/screenshots.py [PORT FOLDER]

With port and folder of a demo that is running already, that one is used. Writes to
``docs/images``, and prints what axe finds on each page. One offer is sent.
"""

import argparse
import io
import os
import re
import sys
import tempfile

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from demo_check import ANSWERS, DemoUnderTest, end, four_free_ports
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from services.chromium import STANDARD_ADDRESS, VARIABLE


IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
FORM = "/hilfe-ukraine/"
OURS = "/admin/hilfe-ukraine"
SNIPPETS = "/admin/snippets/hilfe_ukraine"
WIDE, NARROW = {"width": 1100, "height": 900}, {"width": 375, "height": 812}
ACCOUNT = ("leitung", "demo-leitung")
EDITOR = ("redaktion", "demo-redaktion")
#: Pictures to addresses, seen by everybody.
PUBLIC = {
    "home-page": "/",
    "step-one": FORM,
    "offer-page": f"{FORM}?category=translation&postcode=02826",
    "question": f"{FORM}?category=housing&postcode=04109",
}
#: The same, seen by an administrator.
ADMIN = {
    "admin-routings": f"{SNIPPETS}/regionrouting/",
    "admin-matrix": f"{OURS}/matrix/",
    "admin-coverage": "/admin/reports/hilfe-ukraine-coverage/",
    "admin-try": f"{OURS}/try/?category=housing&postcode=02826",
    "admin-table": f"{OURS}/table/",
    "admin-bodies": f"{SNIPPETS}/responsiblebody/",
    "admin-stuck": f"{OURS}/stuck/",
}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Photographer:
    """Takes pictures, keeps them small, and counts what axe finds."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.browser, self.base_url = browser, base_url.rstrip("/")
        self.findings: list[str] = []

    def window(self, size: dict[str, int] = WIDE) -> Page:
        page = self.browser.new_page(
            viewport=size, locale="de-DE", base_url=self.base_url
        )
        page.set_default_timeout(60_000)
        return page

    def open(self, page: Page, address: str) -> None:
        answer = page.goto(address, wait_until="networkidle")
        if answer is None or not answer.ok:
            raise SystemExit(f"{address} cannot be shown; is the demo running?")

    def take(self, page: Page, name: str) -> None:
        """Keep what fits into the window, in few colours."""
        options = {"runOnly": {"type": "tag", "values": WCAG}}
        # The rich text fields of Wagtail's own editor are not ours to mend.
        context = {"exclude": [[".Draftail-Editor"]]}
        violations = Axe().run(page, context, options).response["violations"]
        self.findings += [f"{name}: {one['id']}" for one in violations]
        picture = Image.open(io.BytesIO(page.screenshot()))
        file = IMAGES / f"{name}.png"
        picture.convert("RGB").quantize(96).save(file, optimize=True)
        print(f"  {file.name}: {file.stat().st_size // 1024} kB", flush=True)

    def public(self) -> None:
        page = self.window()
        for name, address in PUBLIC.items():
            self.open(page, address)
            self.take(page, name)
        phone = self.window(NARROW)
        self.open(phone, PUBLIC["offer-page"])
        self.take(phone, "phone")
        port = int(self.base_url.rpartition(":")[2]) + 3
        self.open(page, f"http://localhost:{port}/")
        self.take(page, "other-website")

    def offer(self, demo: DemoUnderTest) -> None:
        """Send an offer, and see what helper and body get to see."""
        page = self.window()
        self.open(page, PUBLIC["offer-page"])
        page.locator(".hu-form [type=submit]").first.click()
        self.take(page, "errors")
        page.locator("[name=details]").fill(ANSWERS["textarea"])
        page.locator("[name=name]").fill(ANSWERS["name"])
        page.locator("[name=email]").fill(ANSWERS["email"])
        page.locator("[name=spoken-uk]").select_option("native")
        page.locator("[name=privacy]").check()
        key = page.locator("[name=captcha_0]").input_value()
        page.locator("[name=captcha_1]").fill(demo.captcha_answer(key))
        page.locator(".hu-form [type=submit]").first.click()
        self.take(page, "thanks")
        reference = page.locator(".hu-reference").inner_text()
        text = demo.mail_with(reference, demo.right_addresses())
        self.open(page, re.search(rf"{re.escape(demo.url)}\S+/answer/\S+", text)[0])
        self.take(page, "body")

    def admin(self) -> None:
        page = self._signed_in(*ACCOUNT)
        for name, address in ADMIN.items():
            self.open(page, address)
            self.take(page, name)
        self.open(page, f"{SNIPPETS}/regionrouting/")
        page.locator("main table a").first.click()
        page.wait_for_load_state("networkidle")
        self.take(page, "admin-routing")
        key = re.search(r"/edit/([^/]+)/", page.url)[1]
        self.open(page, f"{SNIPPETS}/regionrouting/what-if/{key}/")
        self.take(page, "admin-what-would-change")
        page = self._signed_in(*EDITOR)
        self.open(page, "/admin/pages/")
        self.open(page, f"/admin/pages/{self._page_key(page)}/edit/")
        page.locator("#hilfe-embed").scroll_into_view_if_needed()
        self.take(page, "admin-html-to-copy")

    def _signed_in(self, name: str, password: str) -> Page:
        page = self.browser.new_context(
            viewport=WIDE, locale="de-DE", base_url=self.base_url
        ).new_page()
        page.set_default_timeout(60_000)
        self.open(page, "/admin/login/")
        page.locator("[name=username]").fill(name)
        page.locator("[name=password]").fill(password)
        page.locator("button[type=submit]").click()
        page.wait_for_url("**/admin/")
        return page

    def _page_key(self, page: Page) -> str:
        """Find the German help offer page by Wagtail's search."""
        self.open(page, "/admin/pages/search/?q=Menschen")
        address = page.locator("main a[href*='/edit/']").first.get_attribute("href")
        return re.search(r"/pages/(\d+)/edit/", address or "")[1]


def photograph(demo: DemoUnderTest) -> list[str]:
    """Take all pictures; return what axe found."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get(VARIABLE) or STANDARD_ADDRESS,
            args=["--no-sandbox"],
        )
        photographer = Photographer(browser, demo.url)
        photographer.public()
        photographer.offer(demo)
        photographer.admin()
        browser.close()
    return photographer.findings


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", nargs="?", type=int, help="of a demo that is running")
    parser.add_argument("folder", nargs="?", default="var", help="of that demo")
    options = parser.parse_args(arguments)
    if options.port:
        findings = photograph(DemoUnderTest(Path(options.folder), options.port))
    else:
        findings = _with_own_demo()
    print(*(findings or ["axe finds nothing on any of these pages."]), sep="\n")
    return int(bool(findings))


def _with_own_demo() -> list[str]:
    with tempfile.TemporaryDirectory(prefix="hilfe-demo-") as folder:
        demo = DemoUnderTest(Path(folder), four_free_ports())
        try:
            demo.start()
            return photograph(demo)
        finally:
            end(demo)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
