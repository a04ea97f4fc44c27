"""The steps of a draft, for editors. Nothing is stored, no captcha is drawn."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.places import FoundPlace
from hilfe_ukraine.actions.routing_table import RoutingTable, current_table
from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.domain.routing import Decision, Outcome, Verdict
from hilfe_ukraine.models import Category, HelpOffer, Region

from .enquiry import Enquiry
from .offer_form import OfferForm
from .page_setup import PageSetup, read_setup
from .steps import step_context
from .verdict_words import VerdictWords, verdict_words


#: Shown where a real offer has its own number.
SAMPLE_REFERENCE = "7K3M9PXV"
#: Five digits that stand for any place; no such postcode exists.
_SAMPLE_POSTCODE = "01000"


class _AllQuestions(PageSetup):
    """An editor wants to see every question, whichever category asks it."""

    def questions_for(self, category: Category) -> Iterable[Any]:
        return self.questions


def _sample_verdict(setup: PageSetup) -> Verdict:
    body = setup.fallback_body
    return Verdict(Outcome.FORWARD, (body.key,) if body else ())


def _sample_words(table: RoutingTable, verdict: Verdict) -> VerdictWords:
    """Most places have a body by the rules, so that one stands where none is named."""
    words = verdict_words(verdict, table)
    return replace(words, bodies=words.bodies or (_("Sample body"),))


def _sample_place() -> FoundPlace:
    region = Region(key=conf.state_key, label=_("Sample place"))
    return FoundPlace(Place((region.key,)), {region.key: region}, _SAMPLE_POSTCODE)


def preview_step(page: Any, request: HttpRequest, mode: str) -> TemplateResponse:
    """Return step one, step two with all questions, or the thank-you page."""
    if mode == "thanks":
        return _thanks(page, request)
    now = timezone.now()
    table = current_table()
    setup = _AllQuestions(**vars(read_setup(page, table, store=False)))
    enquiry = Enquiry(None, setup=setup, table=table, today=local_date(now))
    form = verdict = None
    if mode == "form" and setup.categories:
        verdict = _sample_verdict(setup)
        enquiry.chosen, enquiry.found = setup.categories[0], _sample_place()
        enquiry.decision = Decision(verdict, ())
        form = OfferForm(page=page, settled=enquiry, today=local_date(now))
    context = page.get_context(request)
    context.update(step_context(page, enquiry, form, now))
    if verdict:
        context["verdict"] = _sample_words(table, verdict)
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
