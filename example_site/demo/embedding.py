"""The form outside of its page: on the portal's home page and on another website."""

from pathlib import Path

from config import demo_dir

from hilfe_ukraine.offer_page.embed import snippet
from hilfe_ukraine.offer_page.lookup import live_pages

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
    """Put the form on the home page unless somebody has edited it, and elsewhere."""
    page = next(live_pages(), None)
    if page is None:
        return
    _add_appeal(page)
    _build_neighbour(page)


def _add_appeal(page) -> None:
    home = home_page()
    if home.appeal:
        return
    block = {"heading": TITLE, "text": APPEAL, "page": page}
    home.appeal = [("offer_help", block)]
    home.save_revision().publish()


def _build_neighbour(page) -> None:
    """Write a website that is not Wagtail: one file, with what an editor would copy.

    Written anew each time, since the portal's port may have changed.
    """
    text = TEMPLATE.read_text("utf-8").replace(PLACE, snippet(page))
    (demo_dir.demo_dir().neighbour / "index.html").write_text(text, "utf-8")
