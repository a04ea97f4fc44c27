"""Links that stand on every page, pages of the app without a Wagtail page included."""

from typing import Any

from django import template
from django.conf import settings  # noqa: TID251 - a host reads its own settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language_info
from wagtail.models import Page, Site

from home.models import StaticPage


register = template.Library()

Links = list[dict[str, Any]]


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
    """Imprint, data protection, accessibility and the like.

    What nobody has translated yet is linked in the language of the portal, and says so.
    """
    request = context.get("request")
    home = _home(request)
    site = home and Site.find_for_request(request)
    if not site:
        return []
    pages = StaticPage.objects.select_related("locale").live().filter(in_footer=True)
    original = pages.child_of(site.root_page)
    if home.pk == site.root_page.pk:
        return _links(original, request)
    translated = {page.translation_key: page for page in pages.child_of(home)}
    return _links(
        [translated.get(page.translation_key, page) for page in original],
        request,
        translation.get_language(),
    )


@register.simple_tag(takes_context=True)
def page_languages(context: template.Context) -> Links:
    """The page at hand in each language it is published in; none if it is one only."""
    page, request = context.get("page"), context.get("request")
    if request is None or not isinstance(page, Page):
        return []
    pages = page.get_translations(inclusive=True).live().select_related("locale")
    by_code = {row.locale.language_code: row for row in pages}
    codes = [code for code, _name in settings.LANGUAGES if code in by_code]
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"],
            "url": by_code[code].get_url(request),
            "full_url": by_code[code].get_full_url(request),
            "is_current": code == page.locale.language_code,
        }
        for code in codes
        if len(codes) > 1
    ]


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


def _links(pages, request: HttpRequest, language: str | None = None) -> Links:
    """With ``language``, links to pages in another one say which one that is."""
    return [
        {
            "title": page.title,
            "url": page.get_url(request),
            "language": _other(page, language) if language else "",
        }
        for page in pages
    ]


def _other(page: Page, language: str) -> str:
    code = page.locale.language_code
    return "" if code == language else code
