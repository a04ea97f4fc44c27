"""A browser that speaks German, and somebody who takes pictures with it."""

import io
import os

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from services.chromium import STANDARD_ADDRESS, VARIABLE


IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
WIDE, NARROW = {"width": 1100, "height": 900}, {"width": 375, "height": 812}
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

    def signed_in(self, name: str, password: str) -> Page:
        page = self.window()
        self.open(page, "/admin/login/")
        page.locator("[name=username]").fill(name)
        page.locator("[name=password]").fill(password)
        page.locator("button[type=submit]").click()
        page.wait_for_url("**/admin/")
        return page

    def open(self, page: Page, address: str) -> None:
        answer = page.goto(address, wait_until="networkidle")
        if answer is None or not answer.ok:
            raise SystemExit(f"{address} cannot be shown; is the demo running?")

    def take(self, page: Page, name: str, above: Locator | None = None) -> None:
        """Keep what fits into the window, or is ``above`` a bar, in few colours."""
        options = {"runOnly": {"type": "tag", "values": WCAG}}
        # The rich text fields of Wagtail's own editor are not ours to mend.
        context = {"exclude": [[".Draftail-Editor"]]}
        violations = Axe().run(page, context, options).response["violations"]
        self.findings += [f"{name}: {one['id']}" for one in violations]
        picture = Image.open(io.BytesIO(page.screenshot()))
        if above:
            picture = picture.crop(
                (0, 0, picture.width, int(above.bounding_box()["y"]))
            )
        file = IMAGES / f"{name}.png"
        picture.convert("RGB").quantize(96).save(file, optimize=True)
        print(f"  {file.name}: {file.stat().st_size // 1024} kB", flush=True)


@contextmanager
def photographer(base_url: str) -> Iterator[Photographer]:
    """Start Chromium with German buttons and dates.

    They come with the package ``chromium-l10n`` of Debian; without it they are English.
    """
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get(VARIABLE) or STANDARD_ADDRESS,
            args=["--no-sandbox", "--lang=de"],
            env={**os.environ, "LANGUAGE": "de"},
        )
        yield Photographer(browser, base_url)
        browser.close()
