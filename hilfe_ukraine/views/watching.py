"""What the health check and the figures for Prometheus share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import constant_time_compare

from hilfe_ukraine.conf import conf


_SCHEME = "Bearer "


def knows_the_token(request: HttpRequest) -> bool:
    """Whether the request carries the token; nobody does where none is set."""
    sent = request.headers.get("Authorization", "")
    if not conf.health_token or not sent.startswith(_SCHEME):
        return False
    return constant_time_compare(sent.removeprefix(_SCHEME), conf.health_token)


def keep_out_of_caches(response: Any) -> Any:
    """Mark an answer as of this moment only, and as nothing for search engines."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def plain(words: str, status: int) -> HttpResponse:
    """Return one sentence as text."""
    response = HttpResponse(f"{words}\n", "text/plain; charset=utf-8", status)
    return keep_out_of_caches(response)
