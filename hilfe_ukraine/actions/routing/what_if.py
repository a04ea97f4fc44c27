"""What publishing a draft would do: counted, grouped, and nothing of it done."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing_table import RoutingTable, fallback_rule
from hilfe_ukraine.actions.stored_place import (
    LoadedRegister,
    load_register,
    postcodes_in,
    stored_place,
)
from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.regions import Place
from hilfe_ukraine.domain.routing import Rules
from hilfe_ukraine.domain.what_if import Move, Tally, move_between, tally
from hilfe_ukraine.models import Category, HelpOffer


#: How far back offers are looked at.
PERIOD = timedelta(days=90)
#: The newest offers, and the first cells, that are looked at; beyond, it is said.
OFFERS_CAP = 10_000
CELLS_CAP = 50_000

_COLUMNS = (
    *("uuid", "reference", "category", "postcode", "statewide", "region_key"),
    *("facts", "state", "fallback_body"),
)


@dataclass(frozen=True)
class OfferExample:
    """One offer as an example: what names it, and nothing a person has told."""

    uuid: str
    reference: str
    waits: bool


@dataclass(frozen=True)
class Cell:
    """One postcode and one category; without postcode anywhere in the state."""

    postcode: str
    category: str


@dataclass(frozen=True)
class WhatIf:
    """What would be different; values only, so that it can be cached.

    ``offers`` has :class:`OfferExample` as examples, ``cells`` has :class:`Cell`.
    ``waiting`` is how many of the offers that would go elsewhere still wait: only these
    are decided anew once the change is published. ``capped``: there are more than
    were looked at. A cell that no rule is for stands as unrouted: what becomes of it
    there is up to the fallback body of the page.
    """

    day: date
    since: date
    counted_at: datetime
    offers: Tally
    waiting: int
    cells: Tally
    offers_capped: bool
    cells_capped: bool


def what_would_change(
    *,
    live: RoutingTable,
    planned: RoutingTable,
    regions: Collection[str],
    now: datetime,
    day: date,
) -> WhatIf:
    """Compare two tables for offers and places in ``regions`` and what lies below.

    Args:
        live: what is published.
        planned: what would be, see :func:`hilfe_ukraine.actions.routing.planned_table`.
        regions: official keys of the regions whose rules differ.
        now: the moment from which the last 90 days are counted.
        day: the day as of which both tables are asked.

    Three statements, however many offers, places and rules there are.
    """
    keys = sorted({live.today_keys.get(key, key) for key in regions})
    offers = _offers(keys, live, now)
    register = load_register(keys, offers=offers)
    rows = list(offers[: OFFERS_CAP + 1])
    found = list(_offer_moves(rows[:OFFERS_CAP], register, live, planned, day))
    cells = list(islice(_cells(register, keys, live), CELLS_CAP + 1))
    return WhatIf(
        day=day,
        since=local_date(now - PERIOD),
        counted_at=now,
        offers=tally(found),
        waiting=sum(1 for example, move in found if move and example.waits),
        cells=tally(_cell_moves(cells[:CELLS_CAP], live, planned, day)),
        offers_capped=len(rows) > OFFERS_CAP,
        cells_capped=len(cells) > CELLS_CAP,
    )


def _offers(
    keys: Collection[str], live: RoutingTable, now: datetime
) -> QuerySet[HelpOffer]:
    """Offers that lie in these regions, or may: their postcode touches one of them."""
    here = Q(postcode__in=postcodes_in(keys)) | Q(
        region_key__in=[old for old, new in live.today_keys.items() if _in(keys, new)]
    )
    for key in keys:
        here |= Q(region_key__startswith=key)
    rows = HelpOffer.objects.filter(here, submitted_at__gt=now - PERIOD)
    return rows.exclude(state=HelpOffer.States.ERASED).only(*_COLUMNS)


def _in(keys: Collection[str], key: str) -> bool:
    return key.startswith(tuple(keys))


def _offer_moves(
    offers: list[HelpOffer],
    register: LoadedRegister,
    live: RoutingTable,
    planned: RoutingTable,
    day: date,
) -> Iterator[tuple[OfferExample, Move | None]]:
    categories = {row.pk: row for row in live.categories.values()}
    bodies = {row.pk: row for row in live.body_rows.values()}

    @cache
    def rules(fallback: int | None) -> tuple[Rules, Rules]:
        body = bodies.get(fallback) if fallback else None
        return _rules(live, body), _rules(planned, body)

    for offer in offers:
        example = OfferExample(
            str(offer.uuid), offer.reference, offer.state == HelpOffer.States.WAITING
        )
        try:
            category = categories[offer.category_id]
            place = stored_place(offer, live.today_keys, register)
        except LookupError:
            # No rule decides about a place that is gone, today or later.
            yield example, None
            continue
        move = move_between(
            *rules(offer.fallback_body_id),
            place=place,
            category=category.key,
            facts=offer.facts,
            questions=category.asked(),
            today=day,
        )
        yield example, move


def _rules(table: RoutingTable, fallback: Any = None) -> Rules:
    return Rules(table.by_region, table.bodies, fallback_rule(fallback))


_Square = tuple[Cell, Place, Category]


def _cells(
    register: LoadedRegister, keys: Collection[str], live: RoutingTable
) -> Iterator[_Square]:
    """Every postcode that touches the regions, and the state itself, by category."""
    for category in live.categories.values():
        for postcode, place in register.places.items():
            if any(_in(keys, key) for key in place.candidates):
                yield Cell(postcode, category.key), place, category
        if category.allows_statewide and conf.state_key in register.keys:
            yield Cell("", category.key), Place((conf.state_key,)), category


def _cell_moves(
    squares: list[_Square], live: RoutingTable, planned: RoutingTable, day: date
) -> Iterator[tuple[Cell, Move | None]]:
    before, after = _rules(live), _rules(planned)
    # Postcodes with the same places are decided alike.
    known: dict[tuple[Place, str], Move | None] = {}
    for cell, place, category in squares:
        key = (place, category.key)
        if key not in known:
            known[key] = move_between(
                before,
                after,
                place=place,
                category=category.key,
                facts={},
                questions=category.asked(),
                today=day,
            )
        yield cell, known[key]
