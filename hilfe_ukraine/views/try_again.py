"""When the database does not answer: keep what was typed, and ask to send it again.

The page needs neither database nor session. It holds what was posted, the submission
token with it, so that sending again leads to one offer, even if the first try was
stored and only its answer was lost.
"""

import logging

from collections.abc import Callable

from django.db import (
    Error,
    InterfaceError,
    InternalError,
    OperationalError,
    connection,
)
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from hilfe_ukraine.conf import conf
from hilfe_ukraine.offer_page.fields import LANGUAGE


logger = logging.getLogger(__name__)

#: What a database raises that is away, full, too slow, or read-only: not our mistake.
TROUBLE = (OperationalError, InterfaceError, InternalError)

_RETRY_SECONDS = 60
# Deadlock, serialization failure, outcome of COMMIT unknown; connection cut or ended.
_PASSING = ("40", "08", "57P01", "57P02")


def kept_when_database_fails(
    request: HttpRequest, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """Return ``answer()``; if the database fails, try once more or keep what was typed.

    The second try is for what is over at once, such as a deadlock or a connection that
    a restart has cut. ``answer`` must be safe to repeat.
    """
    was_connected = connection.connection is not None
    try:
        return answer()
    except TROUBLE as error:
        _note(error)
        if not _is_passing(error, was_connected=was_connected):
            return _try_again(request)
    try:
        return answer()
    except TROUBLE as error:
        _note(error)
        return _try_again(request)


def _is_passing(error: Error, *, was_connected: bool) -> bool:
    code = _sqlstate(error)
    if code:
        return code.startswith(_PASSING)
    # Without a code, the connection itself failed: an old one that was cut meanwhile
    # is worth a new one, but a new one that failed would only fail again.
    return was_connected and connection.connection is None


def _note(error: Error) -> None:
    """Log the kind of error, not its text; leave no half-dead connection behind."""
    name = type(error).__name__
    logger.error("an offer could not be stored: %s %s", name, _sqlstate(error))
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _sqlstate(error: Error) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""


def _try_again(request: HttpRequest) -> HttpResponse:
    typed = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {"typed": typed, "action": request.get_full_path()}
    with translation.override(_language(request)):
        # Without the request: context processors may ask the database.
        page = render_to_string("hilfe_ukraine/try_again.html", context)
        response = HttpResponse(page, status=503)
        response["Content-Language"] = translation.get_language()
    response["Retry-After"] = str(_RETRY_SECONDS)
    response["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response


def _language(request: HttpRequest) -> str:
    """The language of the form, as it says itself: the page cannot be asked."""
    said = request.POST.get(LANGUAGE, "")
    return said if said in conf.languages else conf.default_language
