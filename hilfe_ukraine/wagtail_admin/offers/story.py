"""The whole story of one offer, in order: the same few statements for every offer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Prefetch, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from hilfe_ukraine.actions.log import BOUNCED, CONTENT_BY_MAIL, LIFTED, RESTRICTED
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.actions.sending.send_again import acts_on
from hilfe_ukraine.actions.sending.stuck import BrokenCarrier, open_carriers
from hilfe_ukraine.models import (
    Answer,
    Attempt,
    Category,
    Decision,
    Delivery,
    HelpOffer,
    Note,
    Referral,
    Region,
    ResponsibleBody,
)
from hilfe_ukraine.wagtail_admin.code_words import answer_in_words, held_in_words
from hilfe_ukraine.wagtail_admin.stuck.words import carrier_sentence

from .trace_words import trace_sentences


@dataclass(frozen=True)
class Event:
    """One thing that happened. ``kind`` is a code that chooses how it is shown."""

    when: datetime
    kind: str
    title: str
    lines: list[str] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    delivery: Delivery | None = None
    #: What may be done to ``delivery``.
    acts: frozenset[str] = frozenset()
    user: Any = None


@dataclass(frozen=True)
class Story:
    """Everything about one offer that is not the offer itself."""

    events: list[Event]
    referrals: list[Referral]
    log: list[ModelLogEntry]


def story_of(offer: HelpOffer) -> Story:
    """Read the story; a fixed number of statements, whatever happened."""
    referrals = list(
        offer.referrals.select_related("body").prefetch_related(
            Prefetch("answers", Answer.objects.select_related("user"))
        )
    )
    deliveries = list(deliveries_with_tries(offer.deliveries.all()))
    carriers = open_carriers()
    events = [
        *_milestones(offer),
        *_decisions(offer),
        *_referrals(referrals),
        *(delivery_event(delivery, carriers) for delivery in deliveries),
        *_notes(offer),
    ]
    log = log_of([offer, *referrals, *deliveries])
    events += [*_logged(log, deliveries), *_restrictions(log)]
    events.sort(key=lambda event: event.when)
    return Story(events, referrals, log)


def _logged(
    log: Iterable[ModelLogEntry], deliveries: Iterable[Delivery]
) -> Iterator[Event]:
    """What only the log knows of messages."""
    by_uuid = {str(delivery.uuid): delivery for delivery in deliveries}
    for entry in log:
        delivery = by_uuid.get(entry.data.get("delivery", ""))
        if entry.action == BOUNCED and delivery:
            yield _bounce(entry, delivery)
        elif entry.action == CONTENT_BY_MAIL and delivery:
            title = _("Began to send the offer in full by e-mail to %(body)s")
            words = {"body": delivery.body}
            yield Event(entry.timestamp, "delivery", title % words)


def _restrictions(log: Iterable[ModelLogEntry]) -> Iterator[Event]:
    """Every restriction and its end; the offer itself knows only of one that lasts."""
    titles = {RESTRICTED: _("Use restricted"), LIFTED: _("Restriction lifted")}
    for entry in log:
        if title := titles.get(entry.action):
            yield Event(entry.timestamp, "offer", title, user=entry.user)


def _bounce(entry: ModelLogEntry, delivery: Delivery) -> Event:
    """A message that came back did so long after it counted as delivered."""
    words = {"receiver": delivery.body or delivery.get_receiver_display()}
    title = _("The message to %(receiver)s came back") % words
    answer = answer_in_words(entry.data["code"], delivery.carrier)
    lines = [_("Answer: %(answer)s") % {"answer": answer}]
    return Event(entry.timestamp, "bounce", title, lines)


def deliveries_with_tries(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Deliveries with all attempts; texts stay closed, addresses are shown."""
    tries = Attempt.objects.defer("content", "detail").order_by("lease_no")
    rows = rows.select_related("body", "about_body", "referral").prefetch_related(
        Prefetch("tries", tries)
    )
    return rows.order_by("created_at", "pk")


def log_of(instances: Iterable[Model]) -> list[ModelLogEntry]:
    """Return Wagtail's log of all ``instances``, oldest first; one statement."""
    wanted = Q(pk__in=[])
    for instance in instances:
        wanted |= Q(
            content_type=ContentType.objects.get_for_model(instance),
            object_id=str(instance.pk),
        )
    entries = ModelLogEntry.objects.filter(wanted).select_related(
        "user", "user__wagtail_userprofile"
    )
    return list(entries.order_by("timestamp", "pk"))


def _milestones(offer: HelpOffer) -> Iterator[Event]:
    yield Event(offer.submitted_at, "offer", _("Offer submitted"), [offer.page_title])
    moments = [
        (offer.confirmed_at, _("Contact confirmed")),
        (offer.ended_at, _("Offer ended")),
        (offer.erased_at, _("Personal data erased")),
    ]
    for when, title in moments:
        if when:
            yield Event(when, "offer", title)


def _decisions(offer: HelpOffer) -> list[Event]:
    decisions = list(offer.decisions.select_related("decided_by"))
    body_keys = {key for decision in decisions for key in decision.body_keys}
    bodies = ResponsibleBody.objects.filter(key__in=body_keys)
    names = dict(bodies.values_list("key", "name"))
    regions = {step["region"] for decision in decisions for step in decision.trace}
    regions |= {decision.region_key for decision in decisions}
    labels = dict(Region.objects.filter(key__in=regions).values_list("key", "label"))
    # With all its words; a category that nobody announced is not in the table.
    category = current_table().categories.get(offer.category.key, offer.category)
    return [_decision(decision, names, labels, category) for decision in decisions]


def _decision(
    decision: Decision,
    names: dict[str, str],
    labels: dict[str, str],
    category: Category,
) -> Event:
    lines = [_("Cause: %(cause)s") % {"cause": decision.get_cause_display()}]
    if decision.body_keys:
        bodies = ", ".join(names.get(key, key) for key in decision.body_keys)
        lines.append(_("To: %(bodies)s") % {"bodies": bodies})
    if decision.rule_text:
        place = labels.get(decision.region_key, decision.region_key)
        words = {"rule": decision.rule_text, "place": place}
        lines.append(_("Rule: “%(rule)s” (%(place)s)") % words)
    outcome = decision.get_outcome_display()
    return Event(
        decision.decided_at,
        "decision",
        _("Decision: %(outcome)s") % {"outcome": outcome},
        lines + list(decision.texts.values())[:1],
        trace=trace_sentences(decision.trace, labels=labels, category=category),
        user=decision.decided_by,
    )


def _referrals(referrals: list[Referral]) -> Iterator[Event]:
    for referral in referrals:
        title = _("Referred to %(body)s") % {"body": referral.body}
        yield Event(referral.referred_at, "referral", title)
        if referral.opened_at:
            title = _("First opened by %(body)s") % {"body": referral.body}
            yield Event(referral.opened_at, "referral", title)
        for answer in referral.answers.all():
            yield _answer(answer, referral)


def _answer(answer: Answer, referral: Referral) -> Event:
    words = {"body": referral.body, "answer": answer.get_kind_display()}
    lines = [] if answer.user else [_("By link, without an account")]
    if answer.share:
        lines.append(_("Taken: %(share)s") % {"share": answer.share})
    if answer.text:
        lines.append(answer.text)
    title = _("%(body)s answers: %(answer)s") % words
    return Event(answer.answered_at, "answer", title, lines, user=answer.user)


def delivery_event(delivery: Delivery, carriers: Iterable[BrokenCarrier]) -> Event:
    """One message with its attempts; ``tries`` must be prefetched.

    ``carriers`` are those out of order: what waits for one of them says so.
    """
    words = {
        "kind": delivery.get_kind_display(),
        "receiver": delivery.body or delivery.get_receiver_display(),
    }
    title = _("Message: %(kind)s, to %(receiver)s") % words
    lines = list(_about_delivery(delivery, carriers))
    acts, when = acts_on(delivery), delivery.created_at
    return Event(when, "delivery", title, lines, delivery=delivery, acts=acts)


def _about_delivery(
    delivery: Delivery, carriers: Iterable[BrokenCarrier]
) -> Iterator[str]:
    if delivery.about_body:
        yield _("About: %(body)s") % {"body": delivery.about_body}
    if delivery.state == Delivery.States.HELD:
        yield capfirst(held_in_words(delivery.held_reason))
    elif delivery.last_code and delivery.state != Delivery.States.DELIVERED:
        answer = answer_in_words(delivery.last_code, delivery.carrier)
        yield _("Last answer: %(answer)s") % {"answer": answer}
    if delivery.state in (Delivery.States.READY, Delivery.States.INFLIGHT):
        for carrier in carriers:
            if carrier.name == delivery.carrier:
                yield capfirst(carrier_sentence(carrier))


def _notes(offer: HelpOffer) -> Iterator[Event]:
    for note in Note.objects.filter(offer=offer).select_related("author"):
        yield Event(note.created_at, "note", _("Note"), [note.text], user=note.author)
