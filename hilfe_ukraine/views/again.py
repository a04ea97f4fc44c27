"""The steps of a page once more, for somebody who has just offered something."""

from datetime import datetime
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
def offer_again(request: HttpRequest, offer: HelpOffer, now: datetime) -> HttpResponse:
    """Show the step that the parameters lead to; the contact is not asked for."""
    page = offer.page and find_live_page(offer.page.specific.public_id, request)
    if page is None:
        raise Http404
    if not all(r.accept_request(request) for r in page.get_view_restrictions()):
        return HttpResponseRedirect(page.get_url(request))
    with translation.override(page.locale.language_code):
        return show_step(page, request, earlier=offer).render()
