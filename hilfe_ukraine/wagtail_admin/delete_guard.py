"""Refusing, in words, to delete what is still used.

Wagtail calls this hook before its delete view and before bulk deletion, on every
version and before anything is shown or done.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hilfe_ukraine.models import ResponsibleBody

from .permissions import POLICIES
from .still_needed import needed_by


def refuse_deleting_what_is_used(
    request: HttpRequest, objects: Iterable[Model]
) -> HttpResponse | None:
    """Return to the list with a reason, or ``None`` to let the view go on."""
    ours = [instance for instance in objects if type(instance) in POLICIES]
    if not ours:
        return None
    reason = _reason(request, ours)
    if reason is None:
        return None
    messages.error(request, reason)
    viewset: Any = type(ours[0]).snippet_viewset  # type: ignore[attr-defined]
    return redirect(viewset.get_url_name("list"))


def _reason(request: HttpRequest, objects: list[Model]) -> str | None:
    if (
        request.resolver_match
        and request.resolver_match.url_name == "wagtail_bulk_action"
    ):
        # One transaction with the routing version belongs to it; see snippet_views.
        return _("Please delete these one by one.")
    for instance in objects:
        policy = POLICIES[type(instance)]
        if not policy.user_has_permission_for_instance(
            request.user, "delete", instance
        ):
            return _("Sorry, you do not have permission to delete this.")
        uses = needed_by(instance)
        if uses:
            return _in_use(instance, uses)
    return None


def _in_use(instance: Model, uses: str) -> str:
    words = {"name": instance, "uses": uses}
    if isinstance(instance, ResponsibleBody):
        return (
            _("“%(name)s” is in use (%(uses)s). Set it to “retired” instead.") % words
        )
    return _("“%(name)s” is in use (%(uses)s) and cannot be deleted.") % words
