"""The steps of a draft, for editors. Nothing is stored, no captcha is drawn."""

from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.domain.routing import UNROUTED, Decision
from hilfe_ukraine.models import HelpOffer

from .enquiry import Enquiry
from .fields import CAPTCHA
from .offer_form import OfferForm
from .page_setup import read_setup
from .steps import step_context


#: Shown where a real offer has its own number.
SAMPLE_REFERENCE = "7K3M9PXV"


def preview_step(page: Any, request: HttpRequest, mode: str) -> TemplateResponse:
    """Return step one, step two of the first category, or the thank-you page."""
    if mode == "thanks":
        return _thanks(page, request)
    now = timezone.now()
    table = current_table()
    setup = read_setup(page, table, store=False)
    enquiry = Enquiry(None, setup=setup, table=table, today=local_date(now))
    form = None
    if mode == "form" and setup.categories:
        enquiry.chosen = setup.categories[0]
        enquiry.decision = Decision(UNROUTED, ())
        form = OfferForm(page=page, settled=enquiry, today=local_date(now))
        del form.fields[CAPTCHA]
    context = page.get_context(request)
    context.update(step_context(page, enquiry, form, now))
    return TemplateResponse(request, page.get_template(request), context)


def _thanks(page: Any, request: HttpRequest) -> TemplateResponse:
    state = HelpOffer.States.UNCONFIRMED
    if not page.confirmation_required:
        state = HelpOffer.States.REFERRED
    offer = HelpOffer(reference=SAMPLE_REFERENCE, state=state)
    context = {**page.get_context(request), "offer": offer, "bodies": []}
    return TemplateResponse(request, "hilfe_ukraine/thanks.html", context)
