"""What all pages behind a signed link share: reading the token, saying no, privacy."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from hilfe_ukraine.conf import conf
from hilfe_ukraine.links import ExpiredLink, InvalidLink, Purpose, read_token


def linked(
    purpose: Purpose, find: Callable[[Any], Any | None]
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Turn ``view(request, found, now)`` into a view that takes a token.

    ``find`` gives the object for a uuid; it needs ``link_version``. A link that is
    wrong, revoked or over gets a page that says what to do, never a bare error.
    The answer is not stored anywhere and its address is not passed on.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, token: str) -> HttpResponse:
            now = timezone.now()
            try:
                found = _find(purpose, token, find, now)
            except InvalidLink as error:
                response = _refuse(request, over=isinstance(error, ExpiredLink))
            else:
                response = view(request, found, now)
            return _keep_private(response)

        return wrapper

    return decorate


def _find(
    purpose: Purpose, token: str, find: Callable[[Any], Any | None], now: datetime
) -> Any:
    link = read_token(purpose, token, now=now)
    found = find(link.uuid)
    if found is None:
        raise InvalidLink(purpose)
    if found.link_version != link.version:
        raise ExpiredLink(purpose)
    return found


def _refuse(request: HttpRequest, *, over: bool) -> HttpResponse:
    with translation.override(conf.default_language):
        return render(
            request,
            "hilfe_ukraine/link_refused.html",
            {"over": over},
            status=410 if over else 404,
        )


def _keep_private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
