"""Confirming an offer by the link in the mail. GET shows a button, POST acts.

Mail scanners follow links; a GET that confirmed would be confirmed by a machine.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hilfe_ukraine.actions import confirm as action
from hilfe_ukraine.domain.states import ENDED_OFFERS, OfferState
from hilfe_ukraine.links import Purpose
from hilfe_ukraine.models import HelpOffer, bodies_with
from hilfe_ukraine.offer_page.languages import page_to_read, reading

from .linked import linked
from .thanks import find_offer


# The signed token in the address stands in for the CSRF cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@linked(Purpose.CONFIRM, find_offer)
def confirm(request: HttpRequest, offer: HelpOffer, now: datetime) -> HttpResponse:
    """Show what is to be confirmed, or confirm it and show the same page as done."""
    if request.method == "POST":
        action.confirm(offer=offer, now=now)
        # With its parameter, so that the answer is in the language that was chosen.
        return HttpResponseRedirect(request.get_full_path(), status=303)
    is_over = offer.state in ENDED_OFFERS
    has_a_taker = offer.state == OfferState.TAKEN
    with reading(request, offer.language) as languages:
        context = {
            "offer": offer,
            "has_ended": is_over and not has_a_taker,
            # It went on without a confirmation, and needs none any more.
            "is_taken": has_a_taker and not offer.confirmed_at,
            "gets_letter": not is_over,
            "bodies": bodies_with(offer),
            "languages": languages,
            "page": page_to_read(offer),
        }
        return render(request, "hilfe_ukraine/confirm.html", context)
