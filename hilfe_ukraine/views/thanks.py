"""The thank-you page: the reference, and what happens next."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hilfe_ukraine.conf import conf
from hilfe_ukraine.links import Purpose
from hilfe_ukraine.models import HelpOffer, bodies_with
from hilfe_ukraine.models.offer_words import place_of
from hilfe_ukraine.offer_page.again import again_url
from hilfe_ukraine.offer_page.languages import page_to_read, reading

from .linked import linked


def find_offer(uuid: UUID) -> HelpOffer | None:
    """Return the offer with what its pages show; the same few statements for all."""
    rows = HelpOffer.objects.select_related("category", "region", "page__locale")
    rows = rows.prefetch_related("category__texts__locale")
    return rows.filter(uuid=uuid, erased_at=None).first()


@require_safe
@linked(Purpose.THANKS, find_offer)
def thanks(request: HttpRequest, offer: HelpOffer, now: datetime) -> HttpResponse:
    """Show the reference. No personal data: the link may be seen by others."""
    with reading(request, offer.language) as languages:
        context = {**thanks_context(offer, now), "languages": languages}
        return render(request, "hilfe_ukraine/thanks.html", context)


def thanks_context(offer: HelpOffer, now: datetime) -> dict[str, object]:
    """Return what the thank-you page says."""
    page = page_to_read(offer)
    return {
        "offer": offer,
        "place": place_of(offer),
        "again_url": again_url(offer, now, get_language() or conf.default_language),
        "page": page,
        # The reader may have chosen one that the page is not translated to.
        "page_language": page.locale.language_code if page else "",
        "bodies": bodies_with(offer),
    }
