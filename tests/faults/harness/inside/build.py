"""Run as a script: make the tables, and a page that leads to several bodies."""

import django


BODIES = 12
PATH = "/hilfe-ukraine/"
#: The same form, but offers go on only when they are confirmed by e-mail.
PATH_WITH_CONFIRMATION = "/hilfe-mit-bestaetigung/"


def build() -> None:
    """Category ``c0`` goes to body ``b0`` and so on; ``both`` goes to two of them."""
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    _make_rows()


def _make_rows() -> None:
    from hilfe_ukraine.models import RoutingVersion
    from hilfe_ukraine.pages.models import HelpOfferPage
    from tests.factories import (
        make_body,
        make_category,
        make_postcode,
        make_routing,
        make_rule,
    )

    root = _make_site()
    make_postcode("02826", "14626110")
    routing = make_routing("14626")
    bodies = [make_body(f"b{number}") for number in range(BODIES)]
    extra = [
        make_body("deadly", channel="deadly"),
        make_body("raising", channel="raising"),
    ]
    categories = []
    for number, body in enumerate(bodies):
        categories.append(make_category(f"c{number}", title=f"Hilfe {number}"))
        make_rule(routing, categories=(categories[-1],), bodies=(body,))
    for body in extra:
        categories.append(make_category(body.key, title=body.key))
        make_rule(routing, categories=(categories[-1],), bodies=(body,))
    categories.append(make_category("both", title="Beide"))
    make_rule(routing, categories=(categories[-1],), bodies=tuple(bodies[:2]))
    RoutingVersion.raise_it()
    for path in (PATH, PATH_WITH_CONFIRMATION):
        page = HelpOfferPage(
            title="Hilfe anbieten",
            slug=path.strip("/"),
            confirmation_required=path == PATH_WITH_CONFIRMATION,
            fallback_body=bodies[0],
            owning_office=bodies[0],
        )
        root.add_child(instance=page)
        page.categories = categories
        page.save_revision().publish()


def _make_site():
    from wagtail.models import Locale, Page, Site

    Locale.objects.get_or_create(language_code="de")
    root = Page.add_root(instance=Page(title="Root", slug="root"))
    home = root.add_child(instance=Page(title="Portal", slug="portal"))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


if __name__ == "__main__":
    django.setup()
    build()
