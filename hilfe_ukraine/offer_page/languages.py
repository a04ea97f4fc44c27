"""The same page in other languages: links that keep what was chosen."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_info

from hilfe_ukraine.conf import conf


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


def page_languages(
    pages: Iterable[Any], current: Any, request: HttpRequest
) -> list[LanguageLink]:
    """Return a link to each of the pages that has an address, ``current`` included.

    The parameters of step one travel along; they are never personal.
    """
    chosen = request.GET.urlencode()
    links = []
    for page in pages:
        url = page.get_url(request)
        if url:
            links.append(
                LanguageLink(
                    code=page.locale.language_code,
                    name=own_name(page.locale.language_code),
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

    ``otherwise`` is the language of the offer. Gives the links to all languages; the
    address stays the same but for one parameter.
    """
    asked = request.GET.get(LANGUAGE_PARAMETER, "")
    current = asked if asked in conf.content_languages else otherwise
    with translation.override(current):
        yield [
            LanguageLink(
                code=code,
                name=own_name(code),
                url=f"{request.path}?{LANGUAGE_PARAMETER}={code}",
                is_current=code == current,
            )
            for code in conf.content_languages
        ]
