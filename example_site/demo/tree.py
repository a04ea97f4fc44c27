"""How the demo puts a page into the tree."""

from typing import TypeVar

from wagtail.models import Page


PageType = TypeVar("PageType", bound=Page)


def add_page(parent: Page, page: PageType) -> PageType:
    """Publish ``page`` below ``parent``, unless a page of that slug is there already.

    Returns the page in the tree, as somebody may have edited it since.
    """
    existing = parent.get_children().filter(slug=page.slug).first()
    if existing is not None:
        return existing.specific
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page
