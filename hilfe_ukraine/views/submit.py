"""Step two comes back by POST, to a plain view: Wagtail's page routing costs more.

What Wagtail would have checked is checked here: live, on this site, not restricted.
The signed submission token stands in for the CSRF cookie, so no cookie is needed.
"""

import uuid

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing_table import current_table, forget_table
from hilfe_ukraine.actions.submit import CaptchaRefused
from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.digest import verdict_digest
from hilfe_ukraine.links import Purpose, make_token
from hilfe_ukraine.models import HelpOffer
from hilfe_ukraine.offer_page import captcha
from hilfe_ukraine.offer_page.again import earlier_offer
from hilfe_ukraine.offer_page.enquiry import Enquiry
from hilfe_ukraine.offer_page.fields import (
    AGAIN,
    CAPTCHA,
    OTHER_DIGITS,
    OTHER_LANGUAGE,
    SEEN,
    TOKEN,
)
from hilfe_ukraine.offer_page.lookup import find_live_page
from hilfe_ukraine.offer_page.offer_form import OfferForm
from hilfe_ukraine.offer_page.page_setup import forget_setups, setup_of
from hilfe_ukraine.offer_page.spam.gate import Gate
from hilfe_ukraine.offer_page.steps import render_step, takes_offers
from hilfe_ukraine.offer_page.store_offer import (
    says_something_else,
    store,
    submission_of,
)
from hilfe_ukraine.offer_page.ticket import Ticket, new_ticket, read_ticket

from .try_again import kept_when_database_fails


#: The thank-you page shows no personal data; its link still ends soon.
_THANKS_AGE = timedelta(days=1)


@csrf_exempt
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def submit_offer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Store the offer and lead to the thank-you page, or show the form with errors.

    If the database fails, a page keeps what was typed and sends it again.
    """
    if request.method != "POST":
        return _answer(request, public_id)
    return kept_when_database_fails(request, partial(_answer, request, public_id))


def _answer(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    page = find_live_page(public_id, request)
    if page is None:
        raise Http404
    allowed = all(r.accept_request(request) for r in page.get_view_restrictions())
    if request.method != "POST" or not allowed:
        # A reload of an error page, a bookmark, or a log-in that has ended.
        return _see_other(page.get_url(request))
    with translation.override(page.locale.language_code):
        response = _submit_again_if_stale(page, request, timezone.now())
        # Rendered here, while the page's language is active.
        return response.render() if hasattr(response, "render") else response


def _submit_again_if_stale(
    page: Any, request: HttpRequest, now: datetime
) -> HttpResponse:
    """A body deleted behind the admin's back must not cost anybody his offer."""
    try:
        return _submit(page, request, now)
    except IntegrityError:
        forget_table()
        forget_setups()
        return _submit(page, request, now)


def _submit(page: Any, request: HttpRequest, now: datetime) -> HttpResponse:
    enquiry = _enquiry(page, request, now)
    again = partial(render_step, page, request, enquiry=enquiry, now=now, status=422)
    enquiry.is_valid()
    if enquiry.decision and not takes_offers(enquiry):
        return again(form=None, notice=_not_here_any_more())
    ticket = read_ticket(page, request.POST.get(TOKEN, ""), now)
    gate = _gate(page, request, ticket, now)
    blank = partial(
        OfferForm,
        page=page,
        settled=enquiry,
        today=enquiry.today,
        captcha=gate.asks_captcha,
    )
    if {OTHER_DIGITS, OTHER_LANGUAGE} & set(request.POST):
        # Shown again with all that was typed, and without complaints.
        captcha.drop(request.POST.get(f"{CAPTCHA}_0", ""))
        form = blank(typed=request.POST)
        return again(form=form, carried={"token": ticket.token}, status=200)
    form = blank(request.POST)
    seen = request.POST.get(SEEN)
    notice = _notice(enquiry, seen, in_time=ticket.is_good) or gate.notice
    if request.POST.get(AGAIN) and enquiry.earlier is None:
        notice = _contact_is_needed()
    sound = enquiry.decision and form.is_valid()
    if not sound or notice:
        return again(form=form, carried=_carried(ticket, gate, form), notice=notice)
    try:
        sent = submission_of(page, enquiry, form, ticket.uuid)
        accepted = store(sent, enquiry, gate.spend(form))
    except CaptchaRefused:
        gate.refuse(form)
        return again(form=form, carried={"token": ticket.token})
    offer = accepted.offer
    if not accepted.is_new and says_something_else(sent, offer):
        carried = {"token": new_ticket(page, now).token}
        return again(form=form, carried=carried, notice=_was_sent_before(offer))
    return _see_other(thanks_url(offer))


def _enquiry(page: Any, request: HttpRequest, now: datetime) -> Enquiry:
    table = current_table()
    setup = setup_of(page, table)
    pages = (page, *setup.languages)
    earlier = earlier_offer(pages, request.POST.get(AGAIN, ""), now)
    today = local_date(now)
    return Enquiry(request.POST, setup=setup, table=table, today=today, earlier=earlier)


def _carried(ticket: Ticket, gate: Gate, form: OfferForm) -> dict[str, str]:
    """What a form that is shown again takes along: its name, and that it passed."""
    return {"token": ticket.token, "passed": gate.settle(form)}


def _gate(page: Any, request: HttpRequest, ticket: Ticket, now: datetime) -> Gate:
    address = request.META.get(conf.address_meta, "")
    return Gate(page, request.POST, address=address, ticket=ticket, now=now)


def thanks_url(offer: HelpOffer) -> str:
    """Return the address of the thank-you page of one offer."""
    token = make_token(
        Purpose.THANKS,
        offer.uuid,
        version=offer.link_version,
        expires_at=offer.submitted_at + _THANKS_AGE,
    )
    return reverse("hilfe_ukraine:thanks", args=[token])


def _notice(enquiry: Enquiry, seen: str | None, *, in_time: bool) -> str:
    """Return what the citizen must know of before the offer can be taken, or ``""``."""
    if enquiry.decision is None:
        return ""
    if not in_time:
        return _too_late()
    if seen != verdict_digest(enquiry.decision.verdict):
        return _changed_meanwhile()
    return ""


def _too_late() -> str:
    return _(
        "The form was open for a long time. Please check it and send it once more. "
        "Nothing you wrote is lost."
    )


def _was_sent_before(offer: HelpOffer) -> str:
    return _(
        "You have sent this form already: we have your offer %(reference)s as you "
        "wrote it then. If you send the form once more, it becomes a second offer."
    ) % {"reference": offer.reference}


def _contact_is_needed() -> str:
    return _(
        "We cannot take over the contact details of your earlier offer any more. "
        "Please enter them, and send the offer once more. Nothing else is lost."
    )


def _changed_meanwhile() -> str:
    return _(
        "Meanwhile somebody else is in charge of your offer. Please read who gets it, "
        "and send it once more. Nothing you wrote is lost."
    )


def _not_here_any_more() -> str:
    return _(
        "Meanwhile somebody else is in charge, whom you can only ask directly. Your "
        "offer was not stored. Please read on below."
    )


def _see_other(url: str) -> HttpResponse:
    response = HttpResponse(status=303, headers={"Location": url})
    response["Cache-Control"] = "no-store"
    return response
