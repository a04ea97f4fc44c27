"""The steps of a page once more, for somebody who has just offered something."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_safe

from hilfe_ukraine.links import Purpose
from hilfe_ukraine.models import HelpOffer
from hilfe_ukraine.offer_page.lookup import find_live_page
from hilfe_ukraine.offer_page.steps import show_step

from .linked import linked


def find_earlier(uuid: UUID) -> HelpOffer | None:
    """Return the offer if its contact may still be used."""
    rows = HelpOffer.objects.select_related("page")
    return rows.filter(uuid=uuid, erased_at=None, restricted_at=None).first()


@require_safe
@linked(Purpose.AGAIN, find_earlier)
def offer_again(
    request: HttpRequest, offer: HelpOffer, now: datetime, language: str
) -> HttpResponse:
    """Show the step that the parameters lead to; the contact is not asked for."""
    page = _find_page(offer, language, request)
    if page is None:
        raise Http404
    if not all(r.accept_request(request) for r in page.get_view_restrictions()):
        return HttpResponseRedirect(page.get_url(request))
    with translation.override(page.locale.language_code):
        return show_step(page, request, earlier=offer).render()


def _find_page(offer: HelpOffer, language: str, request: HttpRequest) -> Any | None:
    """Return the page of the offer in this language, else as the offer was made."""
    if offer.page is None:
        return None
    page = offer.page.specific
    same = type(page).objects.live().filter(translation_key=page.translation_key)
    ids = dict(same.values_list("locale__language_code", "public_id"))
    public_id = ids.get(language, page.public_id)
    return find_live_page(public_id, request)
