"""Finding help offer pages, whichever model the host uses for them."""

import uuid

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from wagtail.models import Site

from hilfe_ukraine.conf import conf

from .mixin import HelpOfferPageMixin
from .site_paths import url_parts


#: In which model a page was found. It is asked first the next time, so that a site with
#: several models pays for no more than one; an id stays with its model for good.
_found_in: dict[uuid.UUID, type[Any]] = {}


def page_models() -> list[type[Any]]:
    """Return the concrete models on the mixin, in the order of INSTALLED_APPS."""
    return [
        model for model in apps.get_models() if issubclass(model, HelpOfferPageMixin)
    ]


def live_pages() -> Iterator[Any]:
    """Return all published help offer pages with their locales."""
    for model in page_models():
        yield from model.objects.live().select_related("locale").order_by("path")


def live_pages_once() -> list[Any]:
    """Return one published page for all that are translations of each other.

    The one in the portal's language stands for them, else the nearest to the root.
    """
    pages: dict[tuple[type[Any], uuid.UUID], Any] = {}
    for page in live_pages():
        group = (type(page), page.translation_key)
        if page.locale.language_code == conf.default_language:
            pages[group] = page
        pages.setdefault(group, page)
    return list(pages.values())


def find_live_page(public_id: uuid.UUID, request: HttpRequest) -> Any | None:
    """Return the published page with this id on the site of the request, or ``None``.

    Two statements, and one more for each other model the first time; view restrictions
    are for the caller to check.
    """
    site = Site.find_for_request(request)
    known = _found_in.get(public_id)
    for model in sorted(page_models(), key=lambda model: model is not known):
        rows = model.objects.live().select_related("locale")
        page = rows.filter(public_id=public_id).first()
        if page is not None:
            _found_in[public_id] = model
            parts = url_parts(page, request)
            return page if parts and site and parts[0] == site.pk else None
    return None


def find_page(slug: str, request: HttpRequest | None) -> Any | None:
    """Return the live page with this slug on the site of the request, or ``None``.

    Translations may share a slug; the one nearest to the root stands for all of them.
    """
    site = Site.find_for_request(request) if request else None
    for model in page_models():
        for page in model.objects.live().filter(slug=slug).order_by("path"):
            parts = url_parts(page, request)
            if parts and (site is None or parts[0] == site.pk):
                return page
    return None
