"""What a form says is stored as an offer, or held against the one it became."""

import uuid

from collections.abc import Callable
from typing import Any

from hilfe_ukraine.actions.submit import Accepted, Submission, submit
from hilfe_ukraine.delivery.clock import reckoned_now
from hilfe_ukraine.models import HelpOffer

from .enquiry import Enquiry
from .offer_form import OfferForm


#: What a form says, as it is sent and as it is stored; beside the place.
_SAID = (
    "category",
    "facts",
    "contact",
    "entries",
    "available_from",
    "available_until",
)


def submission_of(
    page: Any, enquiry: Enquiry, form: OfferForm, token: uuid.UUID
) -> Submission:
    """Return what a sound form says, as it is stored; ``token`` is the form's own."""
    found = enquiry.found
    assert found  # noqa: S101 - a form is taken only under a decision
    return Submission(
        token=token,
        page_id=page.pk,
        page_title=page.title,
        language=page.locale.language_code,
        confirmation_required=page.confirmation_required,
        category=form.category,
        found=found,
        facts={**enquiry.facts, **form.fact_data()},
        contact=form.contact_data(),
        entries=form.entries(),
        available_from=form.cleaned_data.get("available_from"),
        available_until=form.cleaned_data.get("available_until"),
        legal_text_id=enquiry.setup.legal_text_id,
        fallback_body=enquiry.setup.fallback_body,
        owning_office=enquiry.setup.owning_office,
        unconfirmed_days=enquiry.setup.unconfirmed_days,
        ended_days=enquiry.setup.ended_days,
    )


def store(
    submission: Submission, enquiry: Enquiry, spend_captcha: Callable[[], bool]
) -> Accepted:
    """Return the offer and whether it is new; raises as :func:`submit` does."""
    decided = enquiry.decision
    assert decided  # noqa: S101 - a form is taken only under a decision
    return submit(
        submission=submission,
        decided=decided,
        table=enquiry.table,
        spend_captcha=spend_captcha,
        now=reckoned_now(),  # this machine's clock may be ahead of the workers'
    )


def says_something_else(sent: Submission, offer: HelpOffer) -> bool:
    """Whether somebody went back, changed the form and sent it once more."""
    found = sent.found
    place = (found.postcode, found.statewide, found.place.region)
    if place != (offer.postcode, offer.statewide, offer.region_key):
        return True
    return any(getattr(sent, name) != getattr(offer, name) for name in _SAID)
