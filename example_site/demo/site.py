"""Locales, the home page in each, and the site record; Wagtail's welcome page goes."""

from config import demo_dir
from home.models import HomePage
from wagtail.models import Locale, Page, Site

from .home_texts import HOME_TEXTS
from .tree import add_page


INTRO = (
    "Hier können Sie sich einbringen: Pläne ansehen, Fragen stellen, Vorschläge machen "
    "und Hilfe anbieten. Sie brauchen dafür kein Benutzerkonto."
)


def load() -> None:
    """Leave one site on the demo's port: a German home page and its translations."""
    for code in ("de", "en", "uk", "ru"):
        Locale.objects.get_or_create(language_code=code)
    home = HomePage.objects.filter(slug="start").first() or _add_home()
    _point_site_to(home)
    _remove_welcome_page()
    for code, words in HOME_TEXTS.items():
        _translate(home, code, words)


def home_page() -> HomePage:
    """The German home page, below which everything else is put."""
    return HomePage.objects.get(slug="start", locale__language_code="de")


def _add_home() -> HomePage:
    home = HomePage(
        title="Reden Sie mit. Packen Sie mit an.",
        seo_title="Startseite",
        slug="start",
        locale=Locale.objects.get(language_code="de"),
        intro=INTRO,
    )
    return add_page(Page.get_first_root_node(), home)


def _translate(home: HomePage, code: str, words: dict[str, str]) -> None:
    locale = Locale.objects.get(language_code=code)
    if home.has_translation(locale):
        return
    page = home.copy_for_translation(locale)
    for name, text in words.items():
        setattr(page, name, text)
    page.save_revision().publish()


def _point_site_to(home: HomePage) -> None:
    """The port follows the demo's, since a second start may use another one."""
    port = demo_dir.ports(demo_dir.demo_dir()).web
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": "localhost",
            "port": port,
            "root_page": home,
            "site_name": "Mitreden in Sachsen",
        },
    )


def _remove_welcome_page() -> None:
    """Wagtail's own first page: the only one at the top that is of no type of ours."""
    for page in Page.get_first_root_node().get_children().filter(slug="home"):
        if page.specific_class is Page:
            page.delete()
