"""Help offers of the demo: kinds of help, bodies, who gets what, and the page.

The data stands in ``data/`` as tables that anyone can read; the modules here put what
is missing into the database. They know nothing of the portal around them: the page's
parent is handed in.
"""

from wagtail.models import Page


def load(parent: Page) -> None:
    """Create what is missing; the page goes below ``parent``.

    May run again at any time: what somebody has edited since stays as it is.
    """
    from hilfe_ukraine.actions.roles import create_roles

    from . import bodies, categories, page, regions, routing

    # In this order: each step needs what the ones before it made.
    regions.load()
    create_roles()
    categories.load()
    bodies.load()
    routing.load()
    page.load(parent)
