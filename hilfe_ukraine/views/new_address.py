"""Confirming a new e-mail address. GET shows a button, POST acts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hilfe_ukraine.actions.correct import NEW_EMAIL, confirm_address
from hilfe_ukraine.actions.log import NEW_ADDRESS_OPENED, log_action
from hilfe_ukraine.delivery.message_links import email_version
from hilfe_ukraine.domain.errors import ForbiddenTransition, RestrictedOffer
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
    """Show the address with a button, or confirm it and say so."""
    offer, done = found.offer, found.is_used
    if request.method == "POST" and not done:
        done = _confirm(found, now)
    if not done:
        log_action(offer, NEW_ADDRESS_OPENED)
    with reading(request, offer.language) as languages:
        context = {
            "offer": offer,
            "email": found.email,
            "done": done,
            "failed": request.method == "POST" and not done,
            "languages": languages,
        }
        return render(request, "hilfe_ukraine/new_address.html", context)


def _confirm(found: NewAddress, now: datetime) -> bool:
    """Return whether the address is used now, by this click or by one beside it."""
    try:
        if confirm_address(offer=found.offer, email=found.email, now=now):
            return True
    except (ForbiddenTransition, RestrictedOffer):
        return False
    found.offer.refresh_from_db(fields=["contact"])
    return bool(found.offer.contact.get("email") == found.email)
