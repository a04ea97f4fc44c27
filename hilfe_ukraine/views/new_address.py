"""Confirming a new e-mail address. GET shows a button, POST acts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hilfe_ukraine.actions.correct import NEW_EMAIL, confirm_address
from hilfe_ukraine.actions.log import NEW_ADDRESS_OPENED, log_action
from hilfe_ukraine.delivery.message_links import email_version
from hilfe_ukraine.domain.errors import ForbiddenTransition, RestrictedOffer
from hilfe_ukraine.domain.states import OPEN_OFFERS
from hilfe_ukraine.links import Purpose
from hilfe_ukraine.models import HelpOffer
from hilfe_ukraine.offer_page.languages import reading

from .linked import linked


@dataclass(frozen=True)
class NewAddress:
    """An address that waits for its confirmation; another one ends its link.

    Where none waits, it is the one in use, and its link the one that confirmed it:
    somebody may have clicked twice.
    """

    offer: HelpOffer
    email: str
    is_used: bool

    @property
    def link_version(self) -> int:
        """Return what the version of its link must be."""
        raised = 1 if self.is_used else 0
        return email_version(self.offer.link_version - raised, self.email)


def find_new_address(uuid: UUID) -> NewAddress | None:
    """Return the address that waits, or was confirmed last; ``None`` if erased."""
    offer = HelpOffer.objects.filter(uuid=uuid, erased_at=None).first()
    if offer is None:
        return None
    waiting = offer.contact.get(NEW_EMAIL, "")
    email = waiting or offer.contact.get("email", "")
    return NewAddress(offer, email, is_used=not waiting)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@linked(Purpose.NEW_EMAIL, find_new_address)
def new_address(request: HttpRequest, found: NewAddress, now: datetime) -> HttpResponse:
    """Show the address with a button, or confirm it and show the same page as done."""
    offer = found.offer
    if request.method == "POST":
        _confirm(found, now)
        # With its parameter, so that the answer is in the language that was chosen.
        return HttpResponseRedirect(request.get_full_path(), status=303)
    if request.method == "GET" and not found.is_used:
        log_action(offer, NEW_ADDRESS_OPENED)
    with reading(request, offer.language) as languages:
        context = {
            "offer": offer,
            "email": found.email,
            "done": found.is_used,
            "is_over": offer.state not in OPEN_OFFERS,
            "languages": languages,
        }
        return render(request, "hilfe_ukraine/new_address.html", context)


def _confirm(found: NewAddress, now: datetime) -> None:
    if found.is_used:
        return
    try:
        confirm_address(offer=found.offer, email=found.email, now=now)
    except (ForbiddenTransition, RestrictedOffer):
        # It ended while the page was open; the page they come back to says so.
        return
