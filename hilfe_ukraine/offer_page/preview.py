"""The steps of a draft, for editors. Nothing is stored, no captcha is drawn."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.domain.routing import UNROUTED, Decision, Outcome, Verdict
from hilfe_ukraine.models import Category, HelpOffer

from .enquiry import Enquiry
from .offer_form import OfferForm
from .page_setup import PageSetup, read_setup
from .steps import step_context


#: Shown where a real offer has its own number.
SAMPLE_REFERENCE = "7K3M9PXV"


class _AllQuestions(PageSetup):
    """An editor wants to see every question, whichever category asks it."""

    def questions_for(self, category: Category) -> Iterable[Any]:
        return self.questions


def _sample_verdict(setup: PageSetup) -> Verdict:
    if setup.fallback_body is None:
        return UNROUTED
    return Verdict(Outcome.FORWARD, (setup.fallback_body.key,))


def preview_step(page: Any, request: HttpRequest, mode: str) -> TemplateResponse:
    """Return step one, step two with all questions, or the thank-you page."""
    if mode == "thanks":
        return _thanks(page, request)
    now = timezone.now()
    table = current_table()
    setup = _AllQuestions(**vars(read_setup(page, table, store=False)))
    enquiry = Enquiry(None, setup=setup, table=table, today=local_date(now))
    form = None
    if mode == "form" and setup.categories:
        enquiry.chosen = setup.categories[0]
        enquiry.decision = Decision(_sample_verdict(setup), ())
        form = OfferForm(page=page, settled=enquiry, today=local_date(now))
    context = page.get_context(request)
    context.update(step_context(page, enquiry, form, now))
    return TemplateResponse(request, page.get_template(request), context)


def _thanks(page: Any, request: HttpRequest) -> TemplateResponse:
    state = HelpOffer.States.UNCONFIRMED
    if not page.confirmation_required:
        state = HelpOffer.States.REFERRED
    offer = HelpOffer(
        reference=SAMPLE_REFERENCE,
        state=state,
        category=page.categories.first(),
        submitted_at=timezone.now(),
    )
    context = {**page.get_context(request), "offer": offer, "bodies": []}
    return TemplateResponse(request, "hilfe_ukraine/thanks.html", context)
