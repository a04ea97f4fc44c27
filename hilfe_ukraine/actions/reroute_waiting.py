"""Deciding again for the offers that wait, when what is published has changed.

Publishing only raises the routing version. This chore finds the offers that were
decided under a lower one, so that none is forgotten and none is decided twice for one
cause. Dates in rules count as a change on the day that they take effect.
"""

import logging

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F

from hilfe_ukraine.domain.digest import verdict_digest
from hilfe_ukraine.domain.routing import Rules
from hilfe_ukraine.domain.rules import turns_between
from hilfe_ukraine.models import Decision, HelpOffer, RoutingVersion

from .decide import decide_stored, decision_row, local_date
from .refer import lock_offer, refer, stand_after
from .routing_table import again_if_stale, current_table


logger = logging.getLogger(__name__)

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


def reroute_waiting(*, now: datetime, limit: int = 2000) -> int:
    """Decide again for waiting offers; returns how many have a new decision or none.

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
        done += sum(_try_to_reroute(pk, now) for pk in batch)
        last = batch[-1]
    return done


def _try_to_reroute(pk: int, now: datetime) -> bool:
    try:
        return again_if_stale(partial(_reroute, pk, now))
    except Exception as error:  # noqa: BLE001 - one bad offer must not stop the others
        # Not the text: a database error repeats values, and those name people.
        logger.error("offer %s is not decided again: %s", pk, type(error).__name__)
        return False


def _reroute(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        locked = lock_offer(pk)
        table, today = current_table(), local_date(now)
        due = HelpOffer.objects.due_for_routing(table.version, today)
        if not due.filter(pk=pk).exists():
            return False
        verdict, trace = decide_stored(table=table, offer=locked, today=today)
        locked.decided_version = table.version
        last = locked.decisions.last()
        if last is None or last.digest != verdict_digest(verdict):
            decision_row(
                table=table,
                offer=locked,
                verdict=verdict,
                trace=trace,
                cause=Decision.Causes.ROUTING,
                now=now,
            ).save()
            stand = stand_after(verdict)
            locked.state, locked.waiting_for = stand.state.value, stand.waiting_for
            refer(table=table, offer=locked, verdict=verdict, now=now)
        locked.save(update_fields=["state", "waiting_for", "decided_version"])
    return True
