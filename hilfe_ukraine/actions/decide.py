"""Asking the domain who gets an offer, with what is published now."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from hilfe_ukraine.delivery.clock import portal_time
from hilfe_ukraine.domain.digest import verdict_digest
from hilfe_ukraine.domain.errors import HilfeUkraineError
from hilfe_ukraine.domain.facts import Facts
from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.domain.routing import (
    UNROUTED,
    AskFacts,
    AskMunicipality,
    Outcome,
    Rules,
    Step,
    Verdict,
    decide,
)
from hilfe_ukraine.domain.routing import Decision as Decided
from hilfe_ukraine.models import Category, Decision, HelpOffer, ResponsibleBody

from .routing_table import RoutingTable, fallback_rule
from .stored_place import Register, stored_place


def local_date(now: datetime) -> date:
    """Return the day in the portal's time zone, by which validity goes."""
    return portal_time(now).date()


def decide_now(
    *,
    table: RoutingTable,
    place: Place,
    category: Category,
    facts: Facts,
    fallback: ResponsibleBody | None,
    today: date,
) -> Decided | AskMunicipality | AskFacts:
    """Return the decision or the question that matters; reads no database."""
    rules = Rules(table.by_region, table.bodies, fallback_rule(fallback))
    return decide(place, category.key, facts, category.asked(), rules, today)


def decide_stored(
    *,
    table: RoutingTable,
    offer: HelpOffer,
    today: date,
    register: Register | None = None,
) -> tuple[Verdict, tuple[Step, ...]]:
    """Decide again for an offer that is stored; nobody is there to be asked.

    A question, or a place that is no longer in the register, becomes "unrouted", so
    that a person decides. So does a redirect, with its text kept in the trace: an
    offer that was accepted is not sent away. ``register`` spares the statement that
    each place costs.
    """
    # A category that nobody announced is not in the table; the row itself will do.
    category = table.categories.get(offer.category.key, offer.category)
    try:
        place = stored_place(offer, table.today_keys, register)
    except HilfeUkraineError:
        return UNROUTED, ()
    answer = decide_now(
        table=table,
        place=place,
        category=category,
        facts=offer.facts,
        fallback=offer.fallback_body,
        today=today,
    )
    if isinstance(answer, Decided):
        if answer.verdict.outcome is Outcome.REDIRECT:
            turned = Verdict(
                Outcome.UNROUTED, texts=answer.verdict.texts, rule=answer.verdict.rule
            )
            return turned, answer.trace
        return answer.verdict, answer.trace
    return UNROUTED, answer.trace


def decide_again(
    *,
    table: RoutingTable,
    offer: HelpOffer,
    cause: Decision.Causes,
    now: datetime,
    user: Any = None,
) -> tuple[Verdict, Decision]:
    """Decide for a stored offer as :func:`decide_stored` does, with its record.

    The record is unsaved, for the caller may ask first whether it :func:`is_news`.
    """
    verdict, trace = decide_stored(table=table, offer=offer, today=local_date(now))
    record = decision_row(
        table=table,
        offer=offer,
        verdict=verdict,
        trace=trace,
        cause=cause,
        now=now,
        user=user,
    )
    return verdict, record


def is_news(decision: Decision) -> bool:
    """Whether an unsaved decision says anything else than the last one of its offer."""
    last = decision.offer.decisions.last()
    return last is None or last.digest != decision.digest


def decision_row(
    *,
    table: RoutingTable,
    offer: HelpOffer,
    verdict: Verdict,
    trace: tuple[Step, ...],
    cause: Decision.Causes,
    now: datetime,
    user: Any = None,
) -> Decision:
    """Return the record of a decision, unsaved; plain values only."""
    rule = verdict.rule
    return Decision(
        offer=offer,
        decided_at=now,
        cause=cause,
        outcome=verdict.outcome.value,
        digest=verdict_digest(verdict),
        region_key=(rule.region if rule else "") or "",
        rule_uuid=rule.uuid if rule else "",
        rule_text=table.rule_titles.get(rule.uuid, "")[:200] if rule else "",
        revision_id=rule.revision if rule else None,
        body_keys=list(verdict.bodies),
        texts=dict(verdict.texts),
        trace=[_step_json(step, table.rule_titles) for step in trace],
        decided_by=user,
    )


def _step_json(step: Step, titles: Mapping[str, str]) -> dict[str, Any]:
    return {**asdict(step), "title": titles.get(step.rule, "")}
