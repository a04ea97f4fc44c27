"""Figures for Prometheus, where its client is installed and a token is set."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hilfe_ukraine.actions.sending.health import look
from hilfe_ukraine.conf import conf

from .watching import keep_out_of_caches, knows_the_token, plain


@transaction.non_atomic_requests
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer 200 with figures, also when the database is away (then ``up`` is 0)."""
    try:
        from .prometheus import exposition
    except ImportError:
        return plain("There are no figures: prometheus-client is not installed.", 404)
    if not conf.health_token:
        return plain(
            "There are no figures: HILFE_UKRAINE_HEALTH_TOKEN is not set.", 404
        )
    if not knows_the_token(request):
        response = plain("Send the token as Authorization: Bearer.", 401)
        response["WWW-Authenticate"] = "Bearer"
        return response
    text = exposition(look())
    kind = "text/plain; version=0.0.4; charset=utf-8"
    return keep_out_of_caches(HttpResponse(text, content_type=kind))
