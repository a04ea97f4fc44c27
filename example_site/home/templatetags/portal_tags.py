"""Links that stand on every page, pages of the app without a Wagtail page included."""

from django import template
from django.http import HttpRequest
from wagtail.models import Page, Site

from home.models import StaticPage


register = template.Library()

Links = list[dict[str, str]]


@register.simple_tag(takes_context=True)
def main_menu(context: template.Context) -> Links:
    """Published pages below the home page that are shown in menus."""
    request = context.get("request")
    home = _home(request)
    if home is None:
        return []
    return _links(Page.objects.child_of(home).live().in_menu(), request)


@register.simple_tag(takes_context=True)
def footer_menu(context: template.Context) -> Links:
    """Imprint, data protection, accessibility and the like."""
    request = context.get("request")
    home = _home(request)
    if home is None:
        return []
    pages = StaticPage.objects.child_of(home).live().filter(in_footer=True)
    return _links(pages, request)


@register.simple_tag(takes_context=True)
def home_url(context: template.Context) -> str:
    """Address of the home page in the language of this request."""
    request = context.get("request")
    home = _home(request)
    return (home and home.get_url(request)) or "/"


def _home(request: HttpRequest | None) -> Page | None:
    """The home page in the active language, worked out once per request."""
    if request is None:
        return None
    if not hasattr(request, "_portal_home"):
        site = Site.find_for_request(request)
        request._portal_home = site.root_page.localized if site else None
    return request._portal_home


def _links(pages, request: HttpRequest) -> Links:
    return [{"title": page.title, "url": page.get_url(request)} for page in pages]
