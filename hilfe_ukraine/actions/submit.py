"""Accepting an offer: one transaction, and nothing that could keep it waiting."""

import secrets
import uuid

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from hilfe_ukraine.conf import conf
from hilfe_ukraine.crypto import blind_index
from hilfe_ukraine.delivery.failpoint import failpoint
from hilfe_ukraine.delivery.outbox import new_delivery
from hilfe_ukraine.domain.reference import make_reference
from hilfe_ukraine.domain.routing import Decision as Decided
from hilfe_ukraine.domain.routing import Outcome
from hilfe_ukraine.domain.states import OfferState
from hilfe_ukraine.models import (
    Category,
    Decision,
    Delivery,
    HelpOffer,
    ResponsibleBody,
)
from hilfe_ukraine.signals import offer_accepted

from .decide import decision_row, local_date
from .places import FoundPlace
from .refer import refer, stand_after
from .routing_table import RoutingTable
from .send_links import links_mail, too_many_requests


class CaptchaRefused(Exception):
    """The captcha was wrong, too old or spent; nothing was written."""


@dataclass(frozen=True)
class Submission:
    """An offer as it was filled in, checked and ready to be stored.

    ``contact`` and ``entries`` hold personal data and are encrypted at rest. ``token``
    makes a double click, a reload and a resubmit one and the same offer. The days are
    for how long the page keeps the offer, if it says so.
    """

    token: uuid.UUID
    page_id: int | None
    page_title: str
    language: str
    confirmation_required: bool
    category: Category
    found: FoundPlace
    facts: dict[str, int | str]
    contact: dict[str, str]
    entries: list[dict[str, Any]] = field(default_factory=list)
    available_from: date | None = None
    available_until: date | None = None
    legal_text_id: int | None = None
    fallback_body: ResponsibleBody | None = None
    owning_office: ResponsibleBody | None = None
    unconfirmed_days: int | None = None
    ended_days: int | None = None


@dataclass(frozen=True)
class Accepted:
    """The offer that is stored under a token, by this call or by an earlier one."""

    offer: HelpOffer
    is_new: bool


def submit(
    *,
    submission: Submission,
    decided: Decided,
    table: RoutingTable,
    spend_captcha: Callable[[], bool],
    now: datetime,
) -> Accepted:
    """Store the offer with its decision, referrals and messages in one transaction.

    Returns it, or the one that was stored before with the same token.
    Raises :class:`CaptchaRefused` when ``spend_captcha`` says no, ``ValueError`` for a
    redirect, which stores nothing. Sends nothing: what must leave is in the outbox.
    """
    if decided.verdict.outcome is Outcome.REDIRECT:
        raise ValueError("an offer that is redirected is not stored")
    try:
        with transaction.atomic():
            if not spend_captcha():
                raise CaptchaRefused
            offer = _store(submission, decided, table, now)
            failpoint("before_commit")
    except (CaptchaRefused, IntegrityError):
        # Sent twice: the first one has spent the captcha and used the token.
        earlier = HelpOffer.objects.filter(submission_token=submission.token).first()
        if earlier is None:
            raise
        return Accepted(earlier, is_new=False)
    failpoint("after_commit")
    transaction.on_commit(
        lambda: offer_accepted.send_robust(sender=HelpOffer, offer_uuid=offer.uuid)
    )
    return Accepted(offer, is_new=True)


def _store(
    submission: Submission, decided: Decided, table: RoutingTable, now: datetime
) -> HelpOffer:
    offer = _offer_row(submission, decided, now)
    offer.decided_version = table.version
    offer.save(force_insert=True)
    decision_row(
        table=table,
        offer=offer,
        verdict=decided.verdict,
        trace=decided.trace,
        cause=Decision.Causes.ACCEPTED,
        now=now,
    ).save(force_insert=True)
    if offer.state == OfferState.UNCONFIRMED:
        _ask_to_confirm(offer, now)
    else:
        refer(table=table, offer=offer, verdict=decided.verdict, now=now)
    return offer


def _offer_row(submission: Submission, decided: Decided, now: datetime) -> HelpOffer:
    region = submission.found.region
    region_key = submission.found.place.region
    must_confirm = submission.confirmation_required and submission.contact.get("email")
    stand = stand_after(decided.verdict)
    offer = HelpOffer(
        reference=make_reference(secrets.randbelow),
        submission_token=submission.token,
        page_id=submission.page_id,
        page_title=submission.page_title,
        language=submission.language,
        category=submission.category,
        postcode=submission.found.postcode,
        statewide=submission.found.statewide,
        region=region,
        region_key=region_key,
        district_key=region_key[:5] if len(region_key) >= 5 else "",
        facts=submission.facts,
        quantity=submission.facts.get("quantity"),
        available_from=submission.available_from,
        available_until=submission.available_until,
        contact=submission.contact,
        entries=submission.entries,
        email_index=blind_index("email", submission.contact.get("email", "").lower()),
        phone_index=blind_index("phone", submission.contact.get("phone", "")),
        legal_text_id=submission.legal_text_id,
        state=stand.state.value,
        waiting_for=stand.waiting_for,
        submitted_at=now,
        valid_until=local_date(now) + timedelta(days=conf.offer_days),
        fallback_body=submission.fallback_body,
        owning_office=submission.owning_office,
        unconfirmed_kept=_time(submission.unconfirmed_days),
        ended_kept=_time(submission.ended_days),
    )
    if must_confirm:
        _hold_until_confirmed(offer, now)
    return offer


def _time(days: int | None) -> timedelta | None:
    return None if days is None else timedelta(days=days)


def _hold_until_confirmed(offer: HelpOffer, now: datetime) -> None:
    offer.state = OfferState.UNCONFIRMED.value
    offer.waiting_for = HelpOffer.WaitingFor.NOTHING
    offer.contact_check = HelpOffer.ContactChecks.PENDING
    if offer.contact.get("phone"):
        # Somebody can be called, so the offer does not wait for a mail for ever.
        offer.release_at = now + conf.release_after


def _ask_to_confirm(offer: HelpOffer, now: datetime) -> None:
    """Ask by mail; somebody else's address must not be flooded with such mails."""
    if too_many_requests(offer.email_index, now):
        links_mail(offer, now, due=now + conf.link_cooldown)
        return
    new_delivery(
        kind=Delivery.Kinds.CONFIRM,
        receiver=Delivery.Receivers.HELPER,
        about=offer,
        now=now,
    ).save(force_insert=True)
