"""The same page in other languages: links that keep what was chosen."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.html import conditional_escape, format_html
from django.utils.translation import get_language, get_language_info

from hilfe_ukraine.conf import conf
from hilfe_ukraine.models import HelpOffer

from .fields import CAPTCHA, OTHER_LANGUAGE


#: In the address of a page behind a link: the language to read it in.
LANGUAGE_PARAMETER = "language"


@dataclass(frozen=True)
class LanguageLink:
    """One language: its code, its own name for itself, and where it is read.

    ``post_url`` is where a half-filled form goes to be shown in that language.
    ``full_url`` has no parameters; search engines read it.
    """

    code: str
    name: str
    url: str
    is_current: bool
    post_url: str = ""
    full_url: str = ""


def own_name(code: str) -> str:
    """Return the name of a language in itself, such as "Українська"."""
    try:
        name = str(get_language_info(code)["name_local"])
    except KeyError:
        return code
    return name[:1].upper() + name[1:]


def marked(text: Any, language: str = "") -> str:
    """Return a text as HTML, within its ``lang`` if that is not the page's own.

    ``language`` is for texts that do not know theirs, see ``Words``.
    """
    words = text if isinstance(text, str) else str(text)
    language = language or getattr(words, "language", "")
    if language in ("", get_language()):
        return conditional_escape(words)
    return format_html('<span lang="{}">{}</span>', language, words)


def page_languages(
    pages: Iterable[Any],
    current: Any,
    request: HttpRequest,
    url_in: Callable[[str], str] | None = None,
) -> list[LanguageLink]:
    """Return a link to each of the pages that has an address, ``current`` included.

    The parameters of step one travel along; they are never personal. ``url_in`` gives
    another address for a language, where the pages are read behind a link.
    """
    chosen = request.GET.urlencode()
    links = []
    for page in pages:
        url = page.get_url(request)
        if url:
            code = page.locale.language_code
            url = url_in(code) if url_in else url
            links.append(
                LanguageLink(
                    code=code,
                    name=own_name(code),
                    url=f"{url}?{chosen}" if chosen else url,
                    is_current=page.pk == current.pk,
                    post_url=reverse("hilfe_ukraine:submit", args=[page.public_id]),
                    full_url=page.get_full_url(request),
                )
            )
    return links if len(links) > 1 else []


@contextmanager
def reading(request: HttpRequest, otherwise: str) -> Iterator[list[LanguageLink]]:
    """Read a page behind a signed link in the language that was asked for.

    ``otherwise`` is the language of the offer. Gives :func:`languages_here`.
    """
    with translation.override(asked_language(request) or otherwise):
        yield languages_here(request)


def page_to_read(offer: HelpOffer) -> Any | None:
    """Return the offer's page as a reader of the active language knows it.

    That is its translation, where there is one that is published, else the page itself.
    Load the offer with ``page__locale``, or this costs a statement more.
    """
    page = offer.page
    if page is None:
        return None
    if page.locale.language_code != get_language():
        page = page.localized
    return page.specific


def languages_here(request: HttpRequest) -> list[LanguageLink]:
    """Return links to the page of this request in all languages, if there are several.

    The address stays the same but for one parameter.
    """
    codes = conf.content_languages
    links = [_here_in(code, request) for code in codes]
    return links if len(links) > 1 else []


def asked_language(request: HttpRequest) -> str:
    """Return the language that the address names; ``""`` if none of ours."""
    asked = request.GET.get(LANGUAGE_PARAMETER, "")
    return asked if asked in conf.content_languages else ""


def with_language(url: str, request: HttpRequest) -> str:
    """Return an address with the language that was chosen on this page, if any."""
    asked = asked_language(request)
    if not asked:
        return url
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}{LANGUAGE_PARAMETER}={asked}"


def _here_in(code: str, request: HttpRequest) -> LanguageLink:
    url = f"{request.path}?{LANGUAGE_PARAMETER}={code}"
    return LanguageLink(
        code=code,
        name=own_name(code),
        url=url,
        is_current=code == get_language(),
        post_url=url,
    )


def typed_data(request: HttpRequest) -> QueryDict | None:
    """Return what was sent to be taken; ``None`` if a page is only looked at.

    That is so for a GET, and for a form that is to be shown in another language.
    """
    if request.method != "POST" or OTHER_LANGUAGE in request.POST:
        return None
    return request.POST


def keep_typed(form: forms.Form, posted: QueryDict) -> None:
    """Show what was typed so far in a form that complains of nothing."""
    form.initial = {
        name: fld.widget.value_from_datadict(posted, MultiValueDict(), name)
        for name, fld in form.fields.items()
        if name != CAPTCHA
    }
