"""The form outside of its page: on the portal's home page and on another website."""

from pathlib import Path

from config import demo_dir

from hilfe_ukraine.offer_page.embed import snippet
from hilfe_ukraine.offer_page.lookup import live_pages

from .home_texts import APPEALS
from .site import home_page


#: The other website, and where in it the copied form goes.
TEMPLATE = Path(__file__).parents[1] / "neighbour" / "index.html"
PLACE = "<!-- the copied form -->"


def load() -> None:
    """Put the form on the home page unless somebody has edited it, and elsewhere."""
    pages = {page.locale.language_code: page for page in live_pages()}
    for home in home_page().get_translations(inclusive=True):
        language = home.locale.language_code
        if language in pages and language in APPEALS and not home.appeal:
            _add_appeal(home, pages[language], *APPEALS[language])
    if "de" in pages:
        _build_neighbour(pages["de"])


def _add_appeal(home, page, heading: str, text: str) -> None:
    home.appeal = [("offer_help", {"heading": heading, "text": text, "page": page})]
    home.save_revision().publish()


def _build_neighbour(page) -> None:
    """Write a website that is not Wagtail: one file, with what an editor would copy.

    Written anew each time, since the portal's port may have changed.
    """
    text = TEMPLATE.read_text("utf-8").replace(PLACE, snippet(page))
    (demo_dir.demo_dir().neighbour / "index.html").write_text(text, "utf-8")
