"""What a help offer page shows: step one, a question, a redirect or step two.

One URL for all of them. Only the last one holds a form with a token and a captcha and
must not be cached; the others hold no personal data and set no cookie.
"""

import secrets
import uuid

from collections import Counter
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import get_language

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.digest import verdict_digest
from hilfe_ukraine.domain.routing import Outcome
from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import in_language

from .enquiry import Enquiry
from .fields import (
    ASKED,
    CATEGORY,
    LANGUAGE,
    QUESTION_PREFIX,
    SEEN,
    STEP_ONE_NAMES,
    TOKEN,
)
from .offer_form import OfferForm
from .page_setup import setup_of
from .verdict_words import VerdictWords, verdict_words


def show_step(page: Any, request: HttpRequest) -> TemplateResponse:
    """Answer a GET of a live page with the step its parameters lead to."""
    now = timezone.now()
    table = current_table()
    setup = setup_of(page, table)
    # Other parameters are not ours: a link with "utm_source" is no half-filled form.
    data = request.GET if STEP_ONE_NAMES.intersection(request.GET) else None
    enquiry = Enquiry(data, setup=setup, table=table, today=local_date(now))
    form = None
    if enquiry.is_valid() and takes_offers(enquiry):
        form = OfferForm(page=page, settled=enquiry, today=local_date(now))
    response = render_step(page, request, enquiry=enquiry, form=form, now=now)
    if form is None:
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
    token: str = "",
    status: int = 200,
) -> TemplateResponse:
    """Return the page with this enquiry and, under its decision, this form.

    ``notice`` is a message above the form. A form is never cached.
    """
    context = page.get_context(request)
    context.update(step_context(page, enquiry, form, now))
    context["notice"] = notice
    if token:
        context["token"] = token
    template = page.get_template(request)
    response = TemplateResponse(request, template, context, status=status)
    if form is not None:
        add_never_cache_headers(response)
    return response


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
        "errors": error_list(enquiry, enquiry.question, form),
        "seen": seen,
        "seen_name": SEEN,
        "language_name": LANGUAGE,
        "token": new_submission_token(page, now) if form else "",
        "token_name": TOKEN,
    }


def new_submission_token(page: Any, now: datetime) -> str:
    """Return a signed token with 128 random bits, good for this page and one day."""
    return make_token(
        Purpose.SUBMIT,
        uuid.UUID(bytes=secrets.token_bytes(16)),
        version=page.pk or 0,
        expires_at=now + conf.submission_token_age,
    )


def category_rows(enquiry: Enquiry) -> list[tuple[Any, str]]:
    """Return each category's radio button beside its description."""
    rows = {row.key: row for row in enquiry.setup.categories}
    language = get_language() or ""
    return [
        (radio, _description(rows[radio.data["value"]], language))
        for radio in enquiry[CATEGORY]
    ]


def _description(category: Any, language: str) -> str:
    text = in_language(category.texts.all(), language)
    return text.description if text else ""


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
        return f"{form[name].label}: {message}"
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
