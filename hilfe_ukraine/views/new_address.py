"""Confirming a new e-mail address. GET shows a button, POST acts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hilfe_ukraine.actions.correct import NEW_EMAIL, confirm_address
from hilfe_ukraine.delivery.message_links import email_version
from hilfe_ukraine.domain.errors import ForbiddenTransition, RestrictedOffer
from hilfe_ukraine.links import Purpose
from hilfe_ukraine.models import HelpOffer
from hilfe_ukraine.offer_page.languages import reading

from .linked import linked


@dataclass(frozen=True)
class NewAddress:
    """An address that waits for its confirmation; another one ends its link."""

    offer: HelpOffer
    email: str

    @property
    def link_version(self) -> int:
        """Return what the version of its link must be."""
        return email_version(self.offer, self.email)


def find_new_address(uuid: UUID) -> NewAddress | None:
    """Return the address that waits, or ``None`` if none does."""
    offer = HelpOffer.objects.filter(uuid=uuid, erased_at=None).first()
    if offer is None:
        return None
    return NewAddress(offer, offer.contact.get(NEW_EMAIL, ""))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@linked(Purpose.NEW_EMAIL, find_new_address)
def new_address(request: HttpRequest, found: NewAddress, now: datetime) -> HttpResponse:
    """Show the address with a button, or confirm it and say so."""
    offer, done = found.offer, False
    if request.method == "POST":
        try:
            done = confirm_address(offer=offer, email=found.email, now=now)
        except (ForbiddenTransition, RestrictedOffer):
            done = False
    with reading(request, offer.language) as languages:
        context = {
            "offer": offer,
            "email": found.email,
            "done": done,
            "failed": request.method == "POST" and not done,
            # Once it is used, the link has ended: there is nothing to switch to.
            "languages": [] if done else languages,
        }
        return render(request, "hilfe_ukraine/new_address.html", context)
