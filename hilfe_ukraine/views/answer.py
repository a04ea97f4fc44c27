"""The page behind the link in a body's mail: read the offer, say it was received.

The signed token stands in for account, session and CSRF cookie. GET shows, POST acts.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hilfe_ukraine.actions.answer import answer_received
from hilfe_ukraine.actions.openings import note_opening_by_link
from hilfe_ukraine.conf import conf
from hilfe_ukraine.delivery.body_page import what_a_body_reads
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.links import Purpose
from hilfe_ukraine.models import Answer, Referral
from hilfe_ukraine.models.offer_words import WORDS, phone_words

from .linked import is_current, is_last, linked


_RELATED = ("body", "offer__category", "offer__region")
_WORDS = tuple(f"offer__{words}" for words in WORDS)


def find_referral(uuid: UUID) -> Referral | None:
    """Return the referral with all that its page shows."""
    rows = Referral.objects.select_related(*_RELATED).prefetch_related(*_WORDS)
    return rows.filter(uuid=uuid).first()


def _fits(referral: Referral, version: int) -> bool:
    """Erasing the offer ended the link its body has; that asks for erasure there."""
    ended = referral.offer.erased_at and is_last(referral, version)
    return is_current(referral, version) or bool(ended)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@linked(Purpose.ANSWER, find_referral, fits=_fits)
def answer(request: HttpRequest, referral: Referral, now: datetime) -> HttpResponse:
    """Show the offer, or note an answer and come back to the same address."""
    if request.method == "POST":
        _act(request, referral, now)
        return HttpResponseRedirect(request.path, status=303)
    if request.method == "GET":
        # A HEAD is a machine's, such as a mail gateway's: nobody has read anything.
        note_opening_by_link(referral=referral, now=now)
    # Bodies are written to in the language of the portal, whatever the browser says.
    with translation.override(conf.default_language):
        response = render(request, "hilfe_ukraine/answer.html", _context(referral, now))
    response["Content-Language"] = conf.default_language
    return response


def _act(request: HttpRequest, referral: Referral, now: datetime) -> None:
    if request.POST.get("answer") != Answer.Kinds.RECEIVED:
        return
    try:
        answer_received(referral=referral, now=now)
    except ForbiddenTransition:
        # It ended while the page was open; the page they come back to says so.
        return


def _context(referral: Referral, now: datetime) -> dict[str, Any]:
    """Here one can dial and write, so the contact comes field by field."""
    read = what_a_body_reads(referral, now)
    contact = referral.offer.contact if read["is_readable"] else {}
    phone = phone_words(contact.get("phone", ""))
    return {**read, "contact": contact, "phone": phone}
