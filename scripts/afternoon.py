"""The pictures of ``docs/how-to/set-up-routing-in-an-afternoon.md``, in its order."""

from afternoon_table import MISTAKES, table
from photographer import Photographer
from playwright.sync_api import Page


OURS = "/admin/hilfe-ukraine"
BODIES = "/admin/snippets/hilfe_ukraine/responsiblebody"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DISTRICT, CATEGORY, NEW_BODY = "14625", "jobs", "Malteser Bautzen"


def take_afternoon(photographer: Photographer, page: Page) -> None:
    """Change who gets what in the whole demo, as the page says.

    ``page`` is that of an administrator.
    """
    photographer.open(page, f"{OURS}/table/")
    photographer.take(page, "routing-as-a-table")
    _upload(page, table(MISTAKES))
    photographer.take(page, "check-sheet-with-problems")
    photographer.open(page, f"{OURS}/table/")
    _upload(page, table())
    photographer.take(page, "check-sheet")
    _press(page, "Alles veröffentlichen")
    photographer.open(page, "/admin/reports/hilfe-ukraine-coverage/")
    photographer.take(page, "coverage-after-the-table")
    _add_body(photographer, page)
    _tick(photographer, page)
    photographer.take(page, "matrix-tick-and-preview")
    _press(page, "Vorschau")
    _press(page, "1 Region veröffentlichen")
    page.get_by_role("link", name="Zuordnung ausprobieren").last.click()
    page.wait_for_load_state("networkidle")
    photographer.take(page, "try-routing-after-publishing")


def _upload(page: Page, content: bytes) -> None:
    file = {"name": "zuordnung.xlsx", "mimeType": EXCEL, "buffer": content}
    page.locator("[name=file]").set_input_files(file)
    _press(page, "Diese Tabelle prüfen")


def _add_body(photographer: Photographer, page: Page) -> None:
    photographer.open(page, f"{BODIES}/add/")
    page.locator("[name=name]").fill(NEW_BODY)
    page.locator("[name=kind]").select_option("organisation")
    page.locator("[name=email]").fill("hilfe@malteser-bautzen.example.org")
    _press(page, "Speichern")


def _tick(photographer: Photographer, page: Page) -> None:
    photographer.open(page, f"{OURS}/matrix/")
    cell = page.locator(f"input[name=cell][value='{DISTRICT}:{CATEGORY}']")
    cell.check()
    cell.evaluate("cell => cell.scrollIntoView({block: 'center', inline: 'center'})")
    page.locator("select[name=body]").select_option(label=_label(page))


def _label(page: Page) -> str:
    """The body's name, with the state of its address behind it."""
    option = page.locator("select[name=body] option", has_text=NEW_BODY)
    return option.inner_text().strip()


def _press(page: Page, name: str) -> None:
    with page.expect_navigation(wait_until="networkidle"):
        page.get_by_role("button", name=name, exact=True).first.click()
