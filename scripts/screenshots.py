"""``make screenshots``: the pictures of the documentation, from a demo of its own.

    .venv/bin/python scripts/screenshots.py [PORT FOLDER]

With port and folder of a demo that is running already, that one is used. Writes to
``docs/images``, and prints what axe finds on each page. Three offers are sent, and the
routing of the whole demo is changed.
"""

import argparse
import re
import sys
import tempfile

from pathlib import Path

from afternoon import take_afternoon
from demo_check import ANSWERS, DemoUnderTest, end, four_free_ports, send_offer
from photographer import NARROW, WIDE, Photographer, photographer
from playwright.sync_api import Page


FORM = "/hilfe-ukraine/"
OURS = "/admin/hilfe-ukraine"
SNIPPETS = "/admin/snippets/hilfe_ukraine"
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
    "admin-bodies": f"{SNIPPETS}/responsiblebody/",
    "admin-stuck": f"{OURS}/stuck/",
}
#: Of the two newest offers one message was given up, and one is held.
STUCK = """
from hilfe_ukraine.models import Delivery
newest = Delivery.objects.filter(kind="forward").order_by("-pk")
states = ({"state": "dead"}, {"state": "held", "held_reason": "gone"})
for delivery, state in zip(newest, states):
    Delivery.objects.filter(pk=delivery.pk).update(delivered_at=None, **state)
"""
#: What an editor copies names the portal, and not the demo on this machine.
NAMED = """(html, demo) => {
    html.value = html.value.replaceAll(demo, "https://portal.example.org");
}"""


def public(camera: Photographer) -> None:
    page = camera.window()
    for name, address in PUBLIC.items():
        camera.open(page, address)
        camera.take(page, name)
    phone = camera.window(NARROW)
    camera.open(phone, PUBLIC["offer-page"])
    camera.take(phone, "phone")
    port = int(camera.base_url.rpartition(":")[2]) + 3
    camera.open(page, f"http://localhost:{port}/")
    camera.take(page, "other-website")


def offer(camera: Photographer, demo: DemoUnderTest) -> None:
    """Send an offer, and see what helper and body get to see."""
    page = camera.window()
    camera.open(page, PUBLIC["offer-page"])
    page.locator(".hu-form [type=submit]").first.click()
    camera.take(page, "errors")
    page.locator("[name=details]").fill(ANSWERS["textarea"])
    page.locator("[name=name]").fill(ANSWERS["name"])
    page.locator("[name=email]").fill(ANSWERS["email"])
    page.locator("[name=spoken-uk]").select_option("native")
    page.locator("[name=privacy]").check()
    key = page.locator("[name=captcha_0]").input_value()
    page.locator("[name=captcha_1]").fill(demo.captcha_answer(key))
    page.locator(".hu-form [type=submit]").first.click()
    camera.take(page, "thanks")
    reference = page.locator(".hu-reference").inner_text()
    text = demo.mail_with(reference, demo.right_addresses())
    camera.open(page, re.search(rf"{re.escape(demo.url)}\S+/answer/\S+", text)[0])
    camera.take(page, "body")


def admin(camera: Photographer, demo: DemoUnderTest) -> None:
    """What administrators see, and at last what they do in an afternoon."""
    let_something_be_stuck(demo)
    page = camera.signed_in(*ACCOUNT)
    for name, address in ADMIN.items():
        camera.open(page, address)
        camera.take(page, name)
    routing(camera, page)
    take_afternoon(camera, page)


def let_something_be_stuck(demo: DemoUnderTest) -> None:
    for _ in range(2):
        reference = send_offer(demo, PUBLIC["offer-page"])
        demo.mail_with(reference, demo.right_addresses())
    demo.manage("shell", "--command", STUCK)


def routing(camera: Photographer, page: Page) -> None:
    """The rules of the state, and what a draft of them would change."""
    camera.open(page, f"{SNIPPETS}/regionrouting/")
    page.locator("main table a").first.click()
    page.wait_for_load_state("networkidle")
    # High enough for a whole rule; the bar to save it would cover some of it.
    page.set_viewport_size({**WIDE, "height": 1306})
    camera.take(page, "admin-routing", above=page.locator("footer").last)
    page.set_viewport_size(WIDE)
    page.get_by_label("Koordinierungsstelle Ukrainehilfe").first.check()
    with page.expect_navigation(wait_until="networkidle"):
        page.get_by_role("button", name="Entwurf speichern").first.click()
    key = re.search(r"/edit/([^/]+)/", page.url)[1]
    camera.open(page, f"{SNIPPETS}/regionrouting/what-if/{key}/")
    camera.take(page, "admin-what-would-change")


def editor(camera: Photographer) -> None:
    page = camera.signed_in(*EDITOR)
    key = help_offer_page(camera, page)
    camera.open(page, f"/admin/pages/{key}/edit/")
    html = page.locator("#hilfe-embed")
    html.evaluate(NAMED, camera.base_url)
    html.scroll_into_view_if_needed()
    camera.take(page, "admin-html-to-copy")


def help_offer_page(camera: Photographer, page: Page) -> str:
    """Find the German help offer page by Wagtail's search."""
    camera.open(page, "/admin/pages/search/?q=Menschen")
    address = page.locator("main a[href*='/edit/']").first.get_attribute("href")
    return re.search(r"/pages/(\d+)/edit/", address or "")[1]


def photograph(demo: DemoUnderTest) -> list[str]:
    """Take all pictures; return what axe found."""
    with photographer(demo.url) as camera:
        public(camera)
        offer(camera, demo)
        admin(camera, demo)
        editor(camera)
        return camera.findings


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
