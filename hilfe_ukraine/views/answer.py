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
from hilfe_ukraine.delivery.resting import is_paused
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.links import Purpose
from hilfe_ukraine.models import Answer, HelpOffer, Referral
from hilfe_ukraine.models.language_words import reply_language
from hilfe_ukraine.models.offer_words import (
    WORDS,
    entry_rows,
    offer_rows,
    phone_words,
)

from .linked import is_current, linked


_RELATED = ("body", "offer__category", "offer__region")
_WORDS = tuple(f"offer__{words}" for words in WORDS)


def find_referral(uuid: UUID) -> Referral | None:
    """Return the referral with all that its page shows."""
    rows = Referral.objects.select_related(*_RELATED).prefetch_related(*_WORDS)
    return rows.filter(uuid=uuid).first()


def _fits(referral: Referral, version: int) -> bool:
    """Erasing the offer ended the link its body has; that asks for erasure there."""
    is_last = referral.link_version == version + 1
    return is_current(referral, version) or bool(referral.offer.erased_at and is_last)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@linked(Purpose.ANSWER, find_referral, fits=_fits)
def answer(request: HttpRequest, referral: Referral, now: datetime) -> HttpResponse:
    """Show the offer, or note an answer and come back to the same address."""
    if request.method == "POST":
        _act(request, referral, now)
        return HttpResponseRedirect(request.path, status=303)
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
    offer = referral.offer
    readable = referral.is_readable
    contact = offer.contact if readable else {}
    return {
        "referral": referral,
        "offer": offer,
        "rows": offer_rows(offer),
        "is_readable": readable,
        "is_paused": readable and is_paused(offer, now),
        "contact": contact,
        "phone": phone_words(contact.get("phone", "")),
        "entries": entry_rows(offer) if readable else [],
        "email_confirmed": _email_is_confirmed(offer, contact),
        "is_repeat": referral.deliveries.filter(possible_duplicate=True).exists(),
        "reply_language": reply_language(offer.language),
        "can_confirm": readable and referral.state == Referral.States.OPEN,
    }


def _email_is_confirmed(offer: HelpOffer, contact: dict[str, str]) -> bool:
    """The helper may have taken the address away since; then there is none."""
    checked = offer.contact_check == HelpOffer.ContactChecks.CONFIRMED
    return checked and bool(contact.get("email"))
