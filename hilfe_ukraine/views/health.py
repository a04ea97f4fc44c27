"""Whether all is well, for a monitor: status to everybody, figures with the token."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from hilfe_ukraine.actions.sending.health import figures, look, look_for_strangers

from .watching import keep_out_of_caches, knows_the_token


# A transaction around the view would fail before it, on a database that is away.
@transaction.non_atomic_requests
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 or 503 in JSON, whatever is broken."""
    if knows_the_token(request):
        found = look()
        content = figures(found)
    else:
        found = look_for_strangers()
        content = {"status": found.status}
    response = JsonResponse(content, status=200 if found.is_fine else 503)
    return keep_out_of_caches(response)
