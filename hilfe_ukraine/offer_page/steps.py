"""What a help offer page shows: step one, a question, a redirect or step two.

One URL for all of them. Only the last one holds a form with a token and a captcha and
must not be cached; the others hold no personal data and set no cookie.
"""

from collections import Counter
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.html import format_html
from django.utils.translation import get_language

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.digest import verdict_digest
from hilfe_ukraine.domain.routing import Outcome
from hilfe_ukraine.models import HelpOffer, in_language, words_of

from .again import again_url, taken_over
from .days_kept import days_kept_words
from .enquiry import Enquiry
from .fields import (
    ASKED,
    CATEGORY,
    CHANGE,
    LANGUAGE,
    OTHER_DIGITS,
    OTHER_LANGUAGE,
    PASSED,
    QUESTION_PREFIX,
    SEEN,
    STEP_ONE_NAMES,
    TOKEN,
)
from .languages import marked, page_languages
from .offer_form import OfferForm
from .page_setup import setup_of
from .site_paths import url_parts
from .spam.gate import CaptchaMode, trap_of
from .ticket import new_ticket
from .verdict_words import VerdictWords, verdict_words


def show_step(
    page: Any, request: HttpRequest, *, earlier: HelpOffer | None = None
) -> TemplateResponse:
    """Answer a GET of a live page with the step its parameters lead to.

    ``earlier`` is the offer whose contact the next one takes over.
    """
    now = timezone.now()
    table = current_table()
    setup = setup_of(page, table)
    names = STEP_ONE_NAMES.intersection(request.GET)
    # Other parameters are not ours: a link with "utm_source" is no half-filled form.
    data = request.GET if names and CHANGE not in request.GET else None
    today = local_date(now)
    enquiry = Enquiry(data, setup=setup, table=table, today=today, earlier=earlier)
    # What is to be changed is shown as it was chosen; nothing is decided by it.
    enquiry.initial = {name: request.GET[name] for name in names}
    form = None
    if enquiry.is_valid() and takes_offers(enquiry):
        form = OfferForm(
            page=page,
            settled=enquiry,
            today=today,
            captcha=page.captcha == CaptchaMode.ALWAYS,
        )
    response = render_step(page, request, enquiry=enquiry, form=form, now=now)
    if form is None and earlier is None:
        _let_caches_keep(response, request)
    return response


def takes_offers(enquiry: Enquiry) -> bool:
    """Whether the decision leads to step two: a redirect stores nothing."""
    decision = enquiry.decision
    return bool(decision and decision.verdict.outcome is not Outcome.REDIRECT)


def render_step(
    page: Any,
    request: HttpRequest,
    *,
    enquiry: Enquiry,
    form: OfferForm | None,
    now: datetime,
    notice: str = "",
    carried: dict[str, str] | None = None,
    status: int = 200,
) -> TemplateResponse:
    """Return the page with this enquiry and, under its decision, this form.

    ``notice`` is a message above the form. ``carried`` is what a form that came back
    takes along again: its ``token``, and ``passed``.
    """
    url_parts(page, request)
    context = page.get_context(request)
    earlier = enquiry.earlier
    url_in = partial(again_url, earlier, now) if earlier else None
    pages = enquiry.setup.languages
    context["languages"] = page_languages(pages, page, request, url_in)
    context.update(step_context(page, enquiry, form, now))
    context.update(taken_over(earlier, now))
    context.update(carried or {}, notice=notice)
    template = page.get_template(request)
    response = TemplateResponse(request, template, context, status=status)
    if form is not None:
        _keep_from_caches(
            response, nothing_typed=request.method != "POST" and not earlier
        )
    return response


def _keep_from_caches(response: TemplateResponse, *, nothing_typed: bool) -> None:
    """Let nothing keep a form but a browser one in which nothing is typed yet.

    Whoever goes back to it finds the same form with the same token: sent once more, it
    is no second offer. A form that was fetched again would be.
    """
    if nothing_typed:
        patch_cache_control(response, private=True, no_cache=True, max_age=0)
    else:
        add_never_cache_headers(response)


def step_context(
    page: Any, enquiry: Enquiry, form: OfferForm | None, now: datetime
) -> dict[str, Any]:
    """Return what the template needs, for any step; tried by preview as well."""
    words: VerdictWords | None = None
    seen = ""
    if enquiry.decision:
        words = verdict_words(enquiry.decision.verdict, enquiry.table)
        seen = verdict_digest(enquiry.decision.verdict)
    return {
        "enquiry": enquiry,
        "question": enquiry.question,
        "asked_name": ASKED,
        "category_rows": category_rows(enquiry),
        "verdict": words,
        "form": form,
        "days_kept": days_kept_words(page) if form else [],
        "errors": error_list(enquiry, enquiry.question, form),
        "seen": seen,
        "seen_name": SEEN,
        "language_name": LANGUAGE,
        "token": new_ticket(page, now).token if form else "",
        "token_name": TOKEN,
        "passed_name": PASSED,
        "trap": trap_of(page) if form else "",
        "other_digits_name": OTHER_DIGITS,
        "other_language_name": OTHER_LANGUAGE,
    }


def category_rows(enquiry: Enquiry) -> list[tuple[Any, str]]:
    """Return each category's radio button beside its description."""
    rows = {row.key: row for row in enquiry.setup.categories}
    language = get_language() or ""
    return [
        (radio, _description(rows[radio.data["value"]], language))
        for radio in enquiry[CATEGORY]
    ]


def _description(category: Any, language: str) -> str:
    return words_of(in_language(category.texts.all(), language), "description")


def error_list(*sources: forms.Form | None) -> list[tuple[str, str]]:
    """Return all errors in reading order, as id of the field and message."""
    found = [
        (source, name, str(message))
        for source in sources
        if source is not None and source.is_bound
        for name in _reading_order(source)
        for message in source.errors[name]
    ]
    times = Counter(message for _source, _name, message in found)
    return [
        (_target(source, name), _named(source, name, message, times[message]))
        for source, name, message in found
    ]


def _reading_order(form: forms.Form) -> list[str]:
    # Django sorts errors by the moment they were found.
    return sorted(form.errors, key=[*form.fields, *form.errors].index)


def _named(form: forms.Form, name: str, message: str, times: int) -> str:
    """Name the field where the message alone does not tell which one is meant."""
    if name in form.fields and (times > 1 or name.startswith(QUESTION_PREFIX)):
        return format_html("{}: {}", marked(form[name].label), message)
    return message


def _target(form: forms.Form, name: str) -> str:
    if name not in form.fields:
        return "content"
    bound = form[name]
    # Radio buttons have no element of the field's own id; the first one stands in.
    return bound.id_for_label or f"{bound.auto_id}_0"


def _let_caches_keep(response: TemplateResponse, request: HttpRequest) -> None:
    """Allow shared caches, unless a cookie says that this may be a private page."""
    if request.COOKIES:
        patch_cache_control(response, private=True, max_age=0)
    else:
        seconds = conf.form_cache_seconds
        patch_cache_control(response, public=True, max_age=0, s_maxage=seconds)
