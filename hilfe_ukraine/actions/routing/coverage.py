"""Where offers would find somebody, and where nobody: every region and category.

Kept per process under the routing version and the day, like the table it is made of.
Regions without rules or desks of their own share their cells, so that all of Germany is
a few thousand computed cells, however many municipalities there are.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from hilfe_ukraine.actions.routing_table import RoutingTable, current_table
from hilfe_ukraine.conf import conf
from hilfe_ukraine.domain.coverage import (
    GAPS,
    Cell,
    CellState,
    Kind,
    cell_of,
    differing_regions,
)
from hilfe_ukraine.domain.regions import Level, level_of, lineage
from hilfe_ukraine.domain.rules import Rules
from hilfe_ukraine.models import Category, Region

from .coverage_remarks import Remark, remarks_on


@dataclass(frozen=True)
class PageOffer:
    """What one page offers: keys of its categories and of its fallback body, if any."""

    categories: frozenset[str]
    fallback: str
    language: str


@dataclass(frozen=True, eq=False)
class Coverage:
    """The cells of all regions that live, as of one routing version and day.

    ``labels`` maps the keys of all regions to their labels, in the order of the keys.
    """

    table: RoutingTable
    today: date
    kinds: tuple[Kind, ...]
    labels: dict[str, str]
    remarks: tuple[Remark, ...] = ()
    _cells: dict[tuple[str, bool, str], Cell] = field(default_factory=dict)

    def cell(self, key: str, kind: Kind) -> Cell:
        """Return what happens to offers of this kind from the region."""
        nearest = self._nearest(key)
        place = (nearest, key == nearest, kind.category)
        if place not in self._cells:
            self._cells[place] = cell_of(key, kind, self._rules, self.today)
        return self._cells[place]

    def differs(self, key: str) -> bool:
        """Whether the region has rules or a desk of its own."""
        return key in self._differing

    @cached_property
    def notable(self) -> tuple[str, ...]:
        """States and districts, and the municipalities that differ from theirs."""
        return tuple(
            key
            for key in self.labels
            if self.differs(key) or level_of(key) is not Level.MUNICIPALITY
        )

    def keys_below(self, key: str) -> list[str]:
        """Return the municipalities of a district, or all that lies in a state."""
        return [each for each in self.labels if each.startswith(key) and each != key]

    def tally(
        self, keys: Iterable[str], kinds: Collection[Kind] | None = None
    ) -> Counter[CellState]:
        """Count the cells of these regions by state; of all kinds, unless told."""
        alike: dict[tuple[str, bool], list[str]] = {}
        for key in keys:
            nearest = self._nearest(key)
            alike.setdefault((nearest, key == nearest), []).append(key)
        states: Counter[CellState] = Counter()
        for group in alike.values():
            for kind in self.kinds if kinds is None else kinds:
                states[self.cell(group[0], kind).state] += len(group)
        return states

    def gaps(self) -> Iterator[tuple[str, Kind]]:
        """Yield the gaps of the notable regions, in the order of their keys."""
        for key in self.notable:
            for kind in self.kinds:
                if self.cell(key, kind).is_gap:
                    yield key, kind

    def category(self, kind: Kind) -> Category:
        """Return the row of the category, with its words."""
        return self.table.categories[kind.category]

    @property
    def number_of_gaps(self) -> int:
        """How many cells are gaps, municipalities that differ in nothing included."""
        states = self.tally(self.labels)
        return sum(states[state] for state in GAPS)

    @cached_property
    def _rules(self) -> Rules:
        return Rules(self.table.by_region, self.table.bodies)

    @cached_property
    def _differing(self) -> frozenset[str]:
        return differing_regions(self._rules)

    def for_page(self, offer: PageOffer) -> "Coverage":
        """Return the coverage of one page alone, published or not."""
        kinds = _kinds(self.table, (offer,))
        return replace(self, kinds=kinds, _cells={})

    def _nearest(self, key: str) -> str:
        above = lineage(key)
        return next((each for each in above if each in self._differing), above[-1])


_kept: Coverage | None = None


def current_coverage(
    *, today: date, read_offers: Callable[[], Iterable[PageOffer]]
) -> Coverage:
    """Return the coverage of what is published now; one statement when unchanged.

    Otherwise one for the regions comes on top of those of the table and of
    ``read_offers``, which returns what the live pages offer.
    """
    global _kept  # noqa: PLW0603 - the cache of this process
    table = current_table()
    kept = _kept
    if kept is None or kept.table is not table or kept.today != today:
        offers = tuple(read_offers())
        kept = _kept = _compute(table, offers, today)
    return kept


def _compute(
    table: RoutingTable, offers: Collection[PageOffer], today: date
) -> Coverage:
    regions = Region.objects.choosable().order_by("key")
    kinds = _kinds(table, offers)
    languages = sorted({offer.language for offer in offers})
    return Coverage(
        table=table,
        today=today,
        kinds=kinds,
        labels=dict(regions.values_list("key", "label")),
        remarks=tuple(remarks_on(table, kinds, languages, today)),
    )


def _kinds(table: RoutingTable, offers: Collection[PageOffer]) -> tuple[Kind, ...]:
    """Return what the pages offer, in the order of the categories."""
    kinds = []
    for key, category in table.categories.items():
        fallbacks = {offer.fallback for offer in offers if key in offer.categories}
        if fallbacks:
            states = {conf.state_key} if category.allows_statewide else ()
            kinds.append(
                Kind(key, category.asked(), tuple(sorted(fallbacks)), frozenset(states))
            )
    return tuple(kinds)
