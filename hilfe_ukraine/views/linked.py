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
from hilfe_ukraine.delivery.clock import reckoned_now
from hilfe_ukraine.links import ExpiredLink, InvalidLink, Purpose, read_token
from hilfe_ukraine.offer_page.languages import reading


_FOR_BODIES = (Purpose.ANSWER, Purpose.ADDRESS)


def is_current(found: Any, version: int) -> bool:
    """Whether no newer link than one of this version was made for the object."""
    return bool(found.link_version == version)


def is_last(found: Any, version: int) -> bool:
    """Whether a link of this version was the last one before the newest.

    An act that ends all links ends the one that led to it, which still shows the
    outcome.
    """
    return is_current(found, version + 1)


def linked(
    purpose: Purpose,
    find: Callable[[Any], Any | None],
    *,
    fits: Callable[[Any, int], bool] = is_current,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Turn ``view(request, found, now, **rest)`` into a view that takes a token.

    ``find`` gives the object for a uuid, and ``fits`` says whether a link of this
    version opens it. One that is wrong, revoked or over, or whose object is gone, gets
    a page that says what to do, never a bare error. The answer is not stored anywhere
    and its address is not passed on. A POST goes by the clock of the workers, for the
    messages that come of it.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, token: str, **rest: str) -> HttpResponse:
            now = reckoned_now() if request.method == "POST" else timezone.now()
            try:
                found = _find(purpose, token, find, fits, now)
            except InvalidLink as error:
                over = isinstance(error, ExpiredLink)
                response = _refuse(request, purpose, over=over)
            else:
                response = view(request, found, now, **rest)
            return _keep_private(response)

        return wrapper

    return decorate


def _find(
    purpose: Purpose,
    token: str,
    find: Callable[[Any], Any | None],
    fits: Callable[[Any, int], bool],
    now: datetime,
) -> Any:
    link = read_token(purpose, token, now=now)
    found = find(link.uuid)
    # We have signed it, so it was copied as a whole.
    if found is None or not fits(found, link.version):
        raise ExpiredLink(purpose)
    return found


def _refuse(request: HttpRequest, purpose: Purpose, *, over: bool) -> HttpResponse:
    """Say so in the language that was chosen, else in the browser's.

    Bodies are written to in the language of the portal, whatever the browser says.
    """
    language = conf.default_language
    if purpose not in _FOR_BODIES:
        language = translation.get_language_from_request(request)
    with reading(request, language) as languages:
        context = {"over": over, "languages": languages}
        status = 410 if over else 404
        return render(
            request, "hilfe_ukraine/link_refused.html", context, status=status
        )


def _keep_private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
