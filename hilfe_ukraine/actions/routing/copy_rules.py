"""Copying rules of one region to others, as drafts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction

from hilfe_ukraine.actions.log import log_action, on_its_own
from hilfe_ukraine.models import Region, RegionRouting, RoutingRule

from .publish_set import lock_routings


@dataclass(frozen=True)
class Copied:
    """What became of one region: the draft, or none because it is locked."""

    region: Region
    routing: RegionRouting | None


def copy_rules(
    *,
    rules: Iterable[RoutingRule],
    targets: Iterable[Region],
    replace: bool,
    user: Any,
) -> list[Copied]:
    """Put copies of ``rules`` into the draft of every target region.

    Args:
        rules: in the order they are to have; they may come from a draft.
        targets: who may change them is for the caller to check.
        replace: leave out what the draft held before, or append to it.
        user: named in the revisions.

    What is published stays as it is. A region without routing gets one, as a draft;
    one that is locked for ``user`` is left alone. Copies have uuids of their own. All
    in one transaction.
    """
    rules, targets = list(rules), list(targets)
    with transaction.atomic():
        stored = lock_routings(region.key for region in targets)
        return [
            _copy_to(stored.get(region.key) or _new(region, user), rules, replace, user)
            for region in targets
        ]


def _new(region: Region, user: Any) -> RegionRouting:
    routing, is_new = RegionRouting.objects.get_or_create(
        region=region, defaults={"live": False}
    )
    if is_new:
        log_action(routing, "wagtail.create", user)
    return routing


def _copy_to(
    routing: RegionRouting, rules: list[RoutingRule], replace: bool, user: Any
) -> Copied:
    draft = routing.get_latest_revision_as_object()
    lock = draft.get_lock()
    if lock and lock.for_user(user):
        return Copied(routing.region, None)
    kept = [] if replace else list(draft.rules.all())
    together = kept + [copy_of(rule) for rule in rules]
    for place, rule in enumerate(together):
        rule.sort_order = place
    draft.rules = together
    if not draft.live:
        # As Wagtail's form does it: the row of a draft is the draft.
        draft.save()
    with on_its_own(user):
        draft.save_revision(user=user, log_action=True, clean=False)
    return Copied(routing.region, routing)


def copy_of(rule: RoutingRule) -> RoutingRule:
    """Return an unsaved rule that says the same, under a uuid of its own."""
    content = rule.serializable_data()
    content.update(pk=None, uuid=str(uuid4()), routing=None)
    for row in content["conditions"]:
        row.update(pk=None, rule=None)
    for row in content["texts"]:
        row.update(pk=None, parent=None)
    return RoutingRule.from_serializable_data(content)
