"""The matrix in a real browser: with the keyboard, with and without JavaScript."""

import pytest

from axe_playwright_python.sync_playwright import Axe

from hilfe_ukraine.models import RegionRouting
from tests.browser.staff import make_administrator
from tests.factories import make_body, make_category, make_region


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

MATRIX = "/admin/hilfe-ukraine/matrix/"
# Of Wagtail's own furniture, axe's best practices find something; WCAG does not.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def open_page(sign_in, width):
    """Sign an administrator in; ``open_page(scripts=False)`` is without JavaScript."""
    make_districts()
    user = make_administrator()
    return lambda **options: sign_in(user, width=width, **options)


def make_districts():
    for key, label in (("14625", "Bautzen"), ("14626", "Görlitz")):
        make_region(key, label=label)
    make_category("housing", title="Wohnraum")
    make_category("care", title="Betreuung")
    make_body("mission", name="Stadtmission")


def look(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    options = {"runOnly": {"type": "tag", "values": RULES}}
    violations = Axe().run(page, options=options).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []


def publish(page):
    page.locator("select[name=body]").select_option("mission")
    page.locator(".hilfe-grid-bar button").press("Enter")
    page.wait_for_url("**/preview/")


def test_a_column_is_ticked_with_the_keyboard_and_published(open_page, width):
    page = open_page()
    page.goto(MATRIX)
    look(page, width)
    page.locator("input[name=column][value=housing]").press("Space")
    assert page.locator("input[name=cell]:checked").count() == 2
    page.locator("input[name=cell]:checked").first.press("Space")
    assert not page.locator("input[name=column][value=housing]").is_checked()
    assert page.locator("[data-hilfe-count]").inner_text().endswith(" 1")
    publish(page)
    look(page, width)
    page.locator("button[type=submit]:not([formaction])", has_text="1").press("Enter")
    page.wait_for_url(f"**{MATRIX}")
    assert RegionRouting.objects.get().region.label == "Görlitz"


def test_whole_rows_go_without_javascript_and_can_be_taken_back(open_page):
    page = open_page(scripts=False)
    page.goto(MATRIX)
    page.locator("input[name=row][value='14626']").check()
    publish(page)
    page.locator("button[formaction]").click()
    assert page.locator("input[name=cell]:checked").count() == 2
    publish(page)
    page.locator("button[type=submit]:not([formaction])", has_text="1").click()
    page.wait_for_url(f"**{MATRIX}")
    assert RegionRouting.objects.get().rules.get().categories.count() == 2
