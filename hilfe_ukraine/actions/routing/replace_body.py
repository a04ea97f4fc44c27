"""Retiring a body, and naming another one wherever it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from hilfe_ukraine.actions.body_notes import note_body_change
from hilfe_ukraine.actions.log import BODY_REPLACED, log_action
from hilfe_ukraine.actions.pass_on_many import lock_what_is_open, pass_on_many
from hilfe_ukraine.actions.routing_changed import as_one_change, routing_changed
from hilfe_ukraine.actions.routing_table import forgets_if_it_fails
from hilfe_ukraine.domain.bodies import ContactState, circle_of_deputies
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import RegionRouting, ResponsibleBody, stuck

from .body_uses import May, Use, Uses, uses_of_body
from .publish_set import lock_routings, publish_now
from .set_bodies import lock_bodies


@dataclass(frozen=True)
class Replaced:
    """What was done, and what still names the retired body.

    ``passed_on`` of its open offers have left it, ``left_open`` are still there.
    """

    published: int
    drafts: int
    remaining: tuple[Use, ...]
    passed_on: int = 0
    left_open: int = 0


def retire_body(
    *,
    body: ResponsibleBody,
    by: ResponsibleBody | None,
    note: str,
    user: Any,
    may: May,
    now: datetime,
    pass_on: bool = False,
) -> Replaced:
    """Retire ``body`` and name ``by`` in its place in rules, drafts and as deputy.

    ``by`` becomes its deputy as well, so that what cannot be changed here (pages, and
    regions in which the user has no right) leads to it all the same, at once. What is
    live is published, drafts stay drafts. Without ``by`` nothing but the state changes.
    With ``by`` and ``pass_on`` the oldest open offers are passed on by what is
    published then; what stays stands on a list of what is stuck.
    One transaction, the routing version raised once; each row is logged, and ``note``
    stands at every body that is changed. Raises ``ForbiddenTransition`` if ``by`` is
    not to be used, ``ValueError`` for a note without words.
    """
    with forgets_if_it_fails(), transaction.atomic():
        with as_one_change():
            done = _replace(body, by, note, user, may, now)
            # Before the version is raised: so does whoever doubts an address.
            leaving = lock_what_is_open(body) if by is not None and pass_on else []
        passed = pass_on_many(leaving, user=user, now=now)
        left = stuck.open_referrals().filter(body=body).count()
    return replace(done, passed_on=passed.number, left_open=left)


def _replace(
    body: ResponsibleBody,
    by: ResponsibleBody | None,
    note: str,
    user: Any,
    may: May,
    now: datetime,
) -> Replaced:
    lock_routings()
    rows = lock_bodies(each.key for each in (body, by) if each is not None)
    row = rows[body.key]
    if by is not None:
        by = rows[by.key]
        _refuse_if_useless(row, by)
    uses = uses_of_body(row, user=user, may=may)
    published = drafts = 0
    if by is not None:
        done = [use for use in uses.routings if not use.obstacle]
        for use in done:
            _replace_in_routing(use, row, by, user)
        published = sum(use.is_live for use in done)
        drafts = sum(use.is_draft for use in done)
        _replace_deputies(uses, row, by, note, user, now)
    _retire(row, by, note, user, now)
    routing_changed()
    left = () if by is None else tuple(use for use in uses.routings if use.obstacle)
    return Replaced(published, drafts, left)


def _refuse_if_useless(body: ResponsibleBody, by: ResponsibleBody) -> None:
    if by.pk == body.pk or by.contact_state == ContactState.RETIRED:
        raise ForbiddenTransition("this body cannot take its place")


def _retire(
    row: ResponsibleBody,
    by: ResponsibleBody | None,
    note: str,
    user: Any,
    now: datetime,
) -> None:
    changed = ["contact_state"]
    row.contact_state = ContactState.RETIRED.value
    if by is not None:
        row.deputy = by
        changed.append("deputy")
    row.save(update_fields=changed)
    row.save_revision(user=user, clean=False)
    note_body_change(body=row, changed=changed, text=note, user=user, now=now)


def _replace_in_routing(
    use: Use, body: ResponsibleBody, by: ResponsibleBody, user: Any
) -> None:
    """Change what is live, publish it, and lay the draft on top of it again."""
    routing = RegionRouting.objects.select_related("region").get(pk=use.routing.pk)
    draft = routing.latest_revision if routing.has_unpublished_changes else None
    if use.is_live:
        _name_another(routing, body, by)
        publish_now(routing, user=user)
    if draft is not None:
        later = draft.as_object()
        _name_another(later, body, by)
        if not later.live:
            # As Wagtail's form does it: the row of a draft is the draft.
            later.save()
        later.save_revision(user=user, clean=False)
    log_action(use.routing, BODY_REPLACED, user, body=body.uuid, by=by.uuid)


def _name_another(
    routing: RegionRouting, body: ResponsibleBody, by: ResponsibleBody
) -> None:
    rules = list(routing.rules.all())
    for rule in rules:
        bodies = list(rule.bodies.all())
        if body in bodies:
            named = [by if other == body else other for other in bodies]
            rule.bodies = list(dict.fromkeys(named))
    routing.rules = rules


def _replace_deputies(
    uses: Uses,
    body: ResponsibleBody,
    by: ResponsibleBody,
    note: str,
    user: Any,
    now: datetime,
) -> None:
    """Where the new deputy would go round in a circle, there is none any more."""
    rows = ResponsibleBody.objects.exclude(deputy=None).values_list("pk", "deputy")
    deputies = {str(pk): str(deputy) for pk, deputy in rows}
    deputies[str(body.pk)] = str(by.pk)
    for other in uses.deputy_of:
        other.deputy = None if _goes_round(other, by, deputies) else by
        deputies[str(other.pk)] = str(other.deputy_id or "")
        other.save(update_fields=["deputy"])
        other.save_revision(user=user, clean=False)
        note_body_change(body=other, changed=["deputy"], text=note, user=user, now=now)
        log_action(other, BODY_REPLACED, user, body=body.uuid, by=by.uuid)


def _goes_round(
    other: ResponsibleBody, by: ResponsibleBody, deputies: Mapping[str, str]
) -> bool:
    changed = {**deputies, str(other.pk): str(by.pk)}
    return bool(circle_of_deputies(str(other.pk), changed))
