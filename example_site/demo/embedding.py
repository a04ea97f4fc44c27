"""The form outside of its page: on the portal's home page and on another website."""

from pathlib import Path

from config import demo_dir

from hilfe_ukraine.offer_page.embed import snippet
from hilfe_ukraine.offer_page.lookup import live_pages

from .home_texts import HOME_TEXTS
from .site import home_page


TITLE = "Hilfe für Menschen aus der Ukraine"
APPEAL = (
    "Viele Menschen sind vor dem Krieg in der Ukraine geflohen. Sie brauchen ein "
    "Zimmer, eine Übersetzung oder jemanden, der ein paar Stunden Zeit hat. Sagen Sie "
    "uns, was Sie anbieten können. Wir leiten Ihr Angebot an die Stelle weiter, die "
    "dort dafür da ist. Sie sehen vorher, wer das ist."
)
#: The other website, and where in it the copied form goes.
TEMPLATE = Path(__file__).parents[1] / "neighbour" / "index.html"
PLACE = "<!-- the copied form -->"


def load() -> None:
    """Put the form on each home page unless somebody has edited it, and elsewhere."""
    home = home_page()
    pages = {page.locale_id: page for page in live_pages()}
    _add_appeal(home, pages.get(home.locale_id), TITLE, APPEAL)
    for code, words in HOME_TEXTS.items():
        translated = home.get_translations().get(locale__language_code=code)
        page = pages.get(translated.locale_id)
        _add_appeal(translated, page, words["appeal_title"], words["appeal_text"])
    if home.locale_id in pages:
        _build_neighbour(pages[home.locale_id])


def _add_appeal(home, page, heading: str, text: str) -> None:
    if home.appeal or page is None:
        return
    block = {"heading": heading, "text": text, "page": page}
    home.appeal = [("offer_help", block)]
    home.save_revision().publish()


def _build_neighbour(page) -> None:
    """Write a website that is not Wagtail: one file, with what an editor would copy.

    Written anew each time, since the portal's port may have changed.
    """
    text = TEMPLATE.read_text("utf-8").replace(PLACE, snippet(page))
    (demo_dir.demo_dir().neighbour / "index.html").write_text(text, "utf-8")
