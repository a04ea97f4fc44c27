"""Deciding again for the offers that wait, when what is published has changed.

Publishing only raises the routing version. This chore finds the offers that were
decided under a lower one, so that none is forgotten and none is decided twice for one
cause. Dates in rules count as a change on the day that they take effect.
"""

from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F

from hilfe_ukraine.domain.routing import Outcome, Rules, Verdict
from hilfe_ukraine.domain.rules import turns_between
from hilfe_ukraine.models import Decision, HelpOffer, RoutingVersion

from .decide import decide_again, is_news, local_date
from .one_by_one import one_by_one
from .refer import lock_offer, refer, stand_after
from .routing_table import again_if_stale, current_table


_BATCH = 100


def turn_the_day(*, now: datetime) -> bool:
    """Raise the routing version if dates have taken effect; returns whether it did.

    The first call after midnight in the portal's time zone looks at all days since the
    last one. One statement on any other call; of two at once, one counts.
    """
    today = local_date(now)
    rows = RoutingVersion.objects.filter(pk=1)
    before = rows.values_list("dates_until", flat=True).first()
    if before is not None and before >= today:
        return False
    table = current_table()
    rules = Rules(table.by_region, table.bodies)
    turned = before is not None and turns_between(rules, before, today)
    if before is None:
        RoutingVersion.objects.get_or_create(pk=1)
    # Only who finds the day as it was read may turn it.
    changed = rows.filter(dates_until=before).update(
        dates_until=today, number=F("number") + int(turned)
    )
    return turned and bool(changed)


def reroute_waiting(*, now: datetime, limit: int = 500) -> int:
    """Decide again for waiting offers; returns how many were.

    Each in a transaction of its own. One that cannot be decided is logged and left for
    the next time; it does not hold up the others. Two statements when nothing is due.
    """
    due = HelpOffer.objects.due_for_routing(RoutingVersion.current(), local_date(now))
    done, last = 0, 0
    while done < limit:
        ids = due.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
        batch = list(ids[: min(_BATCH, limit - done)])
        if not batch:
            break
        done += one_by_one(batch, lambda pk: _reroute_at(pk, now), what="offer")
        last = batch[-1]
    return done


def _reroute_at(pk: int, now: datetime) -> bool:
    return again_if_stale(partial(_reroute, pk, now))


def _reroute(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        locked = lock_offer(pk)
        table, today = current_table(), local_date(now)
        due = HelpOffer.objects.due_for_routing(table.version, today)
        if not due.filter(pk=pk).exists():
            return False
        cause = Decision.Causes.ROUTING
        verdict, decision = decide_again(
            table=table, offer=locked, cause=cause, now=now
        )
        locked.decided_version = table.version
        to_refer = _without_those_who_answered(locked, verdict)
        if to_refer and is_news(decision):
            decision.save()
            stand = stand_after(verdict)
            locked.state, locked.waiting_for = stand.state.value, stand.waiting_for
            refer(table=table, offer=locked, verdict=to_refer, now=now)
        locked.save(update_fields=["state", "waiting_for", "decided_version"])
    return True


def _without_those_who_answered(offer: HelpOffer, verdict: Verdict) -> Verdict | None:
    """Send no body by itself what it has answered before; ``None`` if none is left."""
    if verdict.outcome is not Outcome.FORWARD:
        return verdict
    rows = offer.referrals.filter(answers__isnull=False)
    answered = set(rows.values_list("body__key", flat=True))
    left = tuple(body for body in verdict.bodies if body not in answered)
    return replace(verdict, bodies=left) if left else None
