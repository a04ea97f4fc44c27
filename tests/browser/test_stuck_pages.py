"""The report in a real browser: nothing axe finds, no wider than the screen."""

import pytest

from axe_playwright_python.sync_playwright import Axe

from hilfe_ukraine.actions.sending.stop import stop_sending
from hilfe_ukraine.models import Breaker, Delivery
from tests.browser.staff import make_administrator
from tests.factories import NOW, make_delivery, make_offer


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

REPORT = "/admin/hilfe-ukraine/stuck/"
# Of Wagtail's own furniture, axe's best practices find something; WCAG does not.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def page(sign_in, width):
    """An administrator, signed in."""
    return sign_in(make_administrator(), width=width)


def look(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    options = {"runOnly": {"type": "tag", "values": RULES}}
    violations = Axe().run(page, options=options).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []


def test_an_administrator_looks_stops_and_sends_again(page, width):
    rows = [make_delivery(state="dead", last_code="550 5.1.1") for _ in range(3)]
    make_offer()
    Breaker.objects.create(carrier="host:amt.example", opened_at=NOW, last_code="503")
    stop_sending(user=None, reason="Mail server moves", now=NOW)

    for address in ("/admin/", REPORT, f"{REPORT}unrouted/", f"{REPORT}stop/"):
        page.goto(address)
        look(page, width)
    page.goto(f"{REPORT}given-up/")
    look(page, width)
    for number in (0, 1):
        page.locator("[name=uuid]").nth(number).check()
    page.locator("button[value=selected]").click()
    page.wait_for_url("**/send-again/")
    look(page, width)
    page.locator("[name=confirmed]").click()
    page.wait_for_url("**/given-up/")

    assert Delivery.objects.filter(state="ready").count() == 2
    assert page.locator("[name=uuid]").count() == len(rows) - 2
