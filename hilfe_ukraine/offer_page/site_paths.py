"""Where pages are on the site, also right after a language was added.

Wagtail keeps the paths of all roots in the cache for an hour and does not renew them
when the root of another language is made. With a cache of its own, every process would
go on without that language: no address for its pages, and a form that leads to 404.
"""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Site


# Where Wagtail remembers the paths: at the request, or at the page if there is none.
_REMEMBERED = "_wagtail_cached_site_root_paths"


def url_parts(page: Any, request: HttpRequest | None) -> tuple[int, str, str] | None:
    """Return site, root and path of the page as Wagtail does, or ``None``.

    Looks again without the cache if the page seems to be on no site, at the cost of a
    few statements; what templates and this page are asked then is right from then on.
    """
    parts = page.get_url_parts(request)
    if parts is None:
        Site.clear_site_root_paths_cache()
        remembers = page if request is None else request
        remembers.__dict__.pop(_REMEMBERED, None)
        parts = page.get_url_parts(request)
    return parts
