"""The helper's own page behind the personal link. GET shows, POST acts.

The signed token in the address stands in for account, session and CSRF cookie. What
can be done has a page of its own each, so that all of it works without JavaScript.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hilfe_ukraine.actions.correct import NEW_EMAIL, correct
from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.erase import erase_offer
from hilfe_ukraine.actions.log import MANAGE_OPENED, log_action
from hilfe_ukraine.actions.pause import end_pause, extend, pause
from hilfe_ukraine.actions.withdraw import withdraw
from hilfe_ukraine.delivery.resting import is_paused
from hilfe_ukraine.domain.errors import ForbiddenTransition, RestrictedOffer
from hilfe_ukraine.domain.retention import ErasureCause
from hilfe_ukraine.domain.states import OPEN_OFFERS
from hilfe_ukraine.links import Purpose
from hilfe_ukraine.models import HelpOffer
from hilfe_ukraine.models.offer_words import (
    WORDS,
    contact_rows,
    entry_rows,
    offer_rows,
)
from hilfe_ukraine.offer_page.fields import OTHER_LANGUAGE
from hilfe_ukraine.offer_page.languages import (
    keep_typed,
    languages_here,
    page_to_read,
    reading,
    typed_data,
    with_language,
)
from hilfe_ukraine.offer_page.manage_forms import (
    CorrectionForm,
    PauseForm,
    WithdrawForm,
)
from hilfe_ukraine.offer_page.steps import error_list

from .linked import is_current, is_last, linked


View = Callable[[HttpRequest, HelpOffer, datetime], HttpResponse]
_REFUSED = (ForbiddenTransition, RestrictedOffer)
#: What can be done with one button on the page itself.
_AT_ONCE: dict[str, Callable[..., Any]] = {"extend": extend, "end_pause": end_pause}
_DONE = ("corrected", "paused", "withdrawn", "unchanged", *_AT_ONCE)


def find_offer(uuid: UUID) -> HelpOffer | None:
    """Return the offer with what its pages show, also if it was erased."""
    rows = HelpOffer.objects.select_related("category", "region", "page__locale")
    return rows.prefetch_related(*WORDS).filter(uuid=uuid).first()


def _fits(offer: HelpOffer, version: int) -> bool:
    """The link with which an offer was erased ended by that; it shows the receipt."""
    fits = is_last if offer.erased_at else is_current
    return fits(offer, version)


def _personal(view: View) -> Callable[..., HttpResponse]:
    """Let the holder of the personal link in, and speak the language of the offer.

    Or the one that was chosen on these pages; it goes with every link and button. Of an
    erased offer there is one page only: somebody may have clicked twice, or come back.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @linked(Purpose.MANAGE, find_offer, fits=_fits)
    @wraps(view)
    def wrapper(request: HttpRequest, offer: HelpOffer, now: datetime) -> HttpResponse:
        with reading(request, offer.language):
            if offer.erased_at:
                response = _page(request, "manage_erased.html", offer)
            else:
                response = view(request, offer, now)
            response["Content-Language"] = get_language()
        return response

    return wrapper


@_personal
def manage(request: HttpRequest, offer: HelpOffer, now: datetime) -> HttpResponse:
    """Show what becomes of the offer; note what needs no more than a button."""
    name = request.POST.get("act", "")
    if request.method == "POST":
        act = _AT_ONCE.get(name)
        if act is not None and _succeeds(partial(act, offer=offer, now=now)):
            return _back(request, name)
        return _back(request)
    _note_reading(request, offer)
    referrals = list(offer.referrals.select_related("body").order_by("pk"))
    new_email = offer.contact.get(NEW_EMAIL, "")
    done = request.GET.get("done", "")
    if done == "unchanged" and new_email:
        done = ""  # What they changed is the address, and the page speaks of that.
    context = {
        "referrals": referrals,
        "rows": [*offer_rows(offer), *entry_rows(offer), *contact_rows(offer)],
        "new_email": new_email,
        "is_paused": is_paused(offer, now),
        "is_open": _is_open(offer),
        "done": done if done in _DONE else "",
        "page": page_to_read(offer),
    }
    return _page(request, "manage.html", offer, **context)


@_personal
def correct_offer(
    request: HttpRequest, offer: HelpOffer, now: datetime
) -> HttpResponse:
    """Show the offer as a form, or take the corrections."""
    if not _is_open(offer):
        return _back(request)
    _note_reading(request, offer)
    form = CorrectionForm(typed_data(request), offer=offer, today=local_date(now))

    def act() -> str:
        is_news = correct(offer=offer, correction=form.correction(), now=now)
        return "corrected" if is_news else "unchanged"

    return _step(request, offer, form, "manage_correct.html", act)


@_personal
def pause_offer(request: HttpRequest, offer: HelpOffer, now: datetime) -> HttpResponse:
    """Ask until when the offer shall rest, or let it rest."""
    if not _is_open(offer):
        return _back(request)
    today, last = local_date(now), offer.valid_until
    form = PauseForm(typed_data(request), today=today, valid_until=last)

    def act() -> str:
        is_news = pause(offer=offer, until=form.cleaned_data["until"], now=now)
        return "paused" if is_news else "unchanged"

    return _step(request, offer, form, "manage_pause.html", act)


@_personal
def withdraw_offer(
    request: HttpRequest, offer: HelpOffer, now: datetime
) -> HttpResponse:
    """Say what withdrawing means and ask why, or withdraw the offer."""
    if not _is_open(offer):
        return _back(request)
    form = WithdrawForm(typed_data(request))

    def act() -> str:
        withdraw(offer=offer, now=now, reason=form.cleaned_data["reason"])
        return "withdrawn"

    return _step(request, offer, form, "manage_withdraw.html", act)


@_personal
def erase(request: HttpRequest, offer: HelpOffer, now: datetime) -> HttpResponse:
    """Say what erasing means, or erase all that is personal.

    The page they come back to is the receipt: there is no address to send one to.
    """
    if offer.restricted_at:
        return _back(request)
    if request.method != "POST":
        return _page(request, "manage_erase.html", offer)
    _succeeds(partial(erase_offer, offer=offer, cause=ErasureCause.REQUEST, now=now))
    return _back(request)


def _note_reading(request: HttpRequest, offer: HelpOffer) -> None:
    """Of a HEAD nobody gets to see anything."""
    if request.method == "GET":
        log_action(offer, MANAGE_OPENED)


def _step(
    request: HttpRequest,
    offer: HelpOffer,
    form: forms.Form,
    template: str,
    act: Callable[[], str],
) -> HttpResponse:
    """Show the form, with what is wrong with it, or act and say what was done."""
    if not form.is_valid():
        if request.method == "POST" and not form.is_bound:
            keep_typed(form, request.POST)
        status = 422 if form.is_bound else 200
        errors = error_list(form)
        return _page(request, template, offer, status=status, form=form, errors=errors)
    try:
        return _back(request, act())
    except _REFUSED:
        # It has ended while the page was open, and the next page says so.
        return _back(request)


def _succeeds(act: Callable[[], Any]) -> bool:
    """The offer may have ended while the page was open; the next page says so."""
    try:
        act()
    except _REFUSED:
        return False
    return True


def _is_open(offer: HelpOffer) -> bool:
    return offer.state in OPEN_OFFERS and not offer.restricted_at


def _page(
    request: HttpRequest,
    template: str,
    offer: HelpOffer,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    here = {
        "offer": offer,
        "token": _token(request),
        # What every link needs to stay in the language that was chosen.
        "chosen": with_language("", request),
        "languages": languages_here(request),
        "other_language_name": OTHER_LANGUAGE,
    }
    context = {**here, **context}
    return render(request, f"hilfe_ukraine/{template}", context, status=status)


def _back(request: HttpRequest, done: str = "") -> HttpResponse:
    path = reverse("hilfe_ukraine:manage", args=[_token(request)])
    url = with_language(f"{path}?done={done}" if done else path, request)
    return HttpResponseRedirect(url, status=303)


def _token(request: HttpRequest) -> str:
    match = request.resolver_match
    return str(match.kwargs["token"]) if match else ""
