"""Routing a selection of waiting offers again: first to look at, then to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.digest import verdict_digest
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.domain.routing import Verdict
from hilfe_ukraine.models import HelpOffer, ResponsibleBody

from .decide import decide_stored, local_date
from .route_again import NotAsShown, route_again
from .routing_table import current_table
from .stored_place import load_register


_STATE_LENGTH = 2


@dataclass(frozen=True)
class Foreseen:
    """Where one offer would go if it were routed again now.

    ``verdict`` is what :func:`route_again` would record, ``bodies`` who would get it.
    """

    offer: HelpOffer
    verdict: Verdict
    bodies: tuple[ResponsibleBody, ...]

    @property
    def digest(self) -> str:
        """What :func:`route_many` is to be told, so that it does this or nothing."""
        return verdict_digest(self.verdict)


@dataclass(frozen=True)
class RoutedMany:
    """How many offers were routed, how many of them to a body, and how many not.

    ``refused`` wait no more, ``changed`` would go elsewhere than was shown.
    """

    routed: int
    referred: int
    refused: int
    changed: int


def foresee(offers: QuerySet[HelpOffer], *, now: datetime) -> list[Foreseen]:
    """Return where each of ``offers`` would go; changes nothing.

    The same number of statements for one offer and for hundreds. Load the offers with
    ``category`` and ``fallback_body`` beside them.
    """
    table, today = current_table(), local_date(now)
    rows = list(offers)
    states = {row.region_key[:_STATE_LENGTH] for row in rows if row.region_key}
    kept = HelpOffer.objects.filter(pk__in=[row.pk for row in rows])
    register = load_register(states | {conf.state_key}, offers=kept)
    found = []
    for offer in rows:
        verdict, _trace = decide_stored(
            table=table, offer=offer, today=today, register=register
        )
        bodies = tuple(table.body_rows[key] for key in verdict.bodies)
        found.append(Foreseen(offer, verdict, bodies))
    return found


def route_many(
    shown: Mapping[HelpOffer, str], *, user: Any, now: datetime
) -> RoutedMany:
    """Route offers again as ``route_again`` does, one transaction each.

    ``shown`` has the :attr:`Foreseen.digest` that the user saw for each. An offer that
    waits no more, or would go elsewhere now, is left as it is and does not hold up the
    others.
    """
    referred = routed = refused = changed = 0
    for offer, expected in shown.items():
        try:
            decision = route_again(offer=offer, user=user, now=now, expected=expected)
        except ForbiddenTransition:
            refused += 1
        except NotAsShown:
            changed += 1
        else:
            routed += 1
            referred += decision.outcome == decision.Outcomes.FORWARD
    return RoutedMany(routed, referred, refused, changed)
