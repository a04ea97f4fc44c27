"""After publishing: the message, and the way to where its effect can be seen."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from .permissions import CHANGE_BODIES


def tell_done(
    request: HttpRequest,
    words: str,
    *,
    asks: Mapping[str, int] | None = None,
    tries: Mapping[str, str] | None = None,
) -> None:
    """Say that it is published, with buttons for what people do next.

    ``tries`` fills in the form of "Try routing"; ``asks`` are the counts of a set, with
    new bodies or changed ones among them, whose addresses somebody should confirm.
    """
    buttons = ways_to_see(tries)
    touched = sum((asks or {}).get(f"bodies_{how}", 0) for how in ("added", "changed"))
    if touched and request.user.has_perm(CHANGE_BODIES):
        address = reverse("hilfe_ukraine_ask_bodies")
        buttons.append(messages.button(address, _("Send test messages")))
    messages.success(request, words, buttons=buttons)


def ways_to_see(tries: Mapping[str, str] | None = None) -> list[Any]:
    """Return buttons to where the effect of what was published can be seen."""
    query = f"?{urlencode(tries)}" if tries else ""
    return [
        messages.button(reverse("hilfe_coverage:index"), _("Coverage")),
        messages.button(reverse("hilfe_try:index") + query, _("Try routing")),
    ]
