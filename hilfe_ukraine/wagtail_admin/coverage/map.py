"""The districts as tiles: a map for which no geodata is needed.

States follow each other by key, their districts stand in a grid beneath, by key too, so
that neighbours in the register are neighbours here. Everything is laid out on the
server; the template only draws.
"""

import textwrap

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hilfe_ukraine.actions.routing.coverage import Coverage
from hilfe_ukraine.domain.coverage import GAPS, WORST_FIRST, CellState, Kind
from hilfe_ukraine.domain.regions import Level, level_of

from .words import NAMES, SIGNS


@dataclass(frozen=True)
class Grid:
    """Size of a tile, gap between tiles, tiles per row, letters per line."""

    width: int
    height: int
    columns: int
    letters: int
    gap: int = 8
    heading: int = 26


#: With names, for a state or two; with keys only, for all of Germany.
LARGE = Grid(width=196, height=78, columns=4, letters=22)
SMALL = Grid(width=46, height=40, columns=20, letters=0, gap=5)
_MANY = 60

#: Nothing to look at, where many kinds of help are one tile.
_FINE = frozenset(WORST_FIRST[WORST_FIRST.index(CellState.FALLBACK) + 1 :])


@dataclass(frozen=True)
class Tile:
    """One district: where it stands, what it says, and where it leads."""

    key: str
    x: int
    y: int
    lines: Sequence[str]
    state: CellState
    sign: str
    words: str
    label: str


@dataclass(frozen=True)
class Block:
    """A state's name above its districts."""

    label: str
    y: int
    tiles: Sequence[Tile]


@dataclass(frozen=True)
class TileMap:
    """All blocks, and how large the drawing is."""

    grid: Grid
    width: int
    height: int
    blocks: Sequence[Block]

    @property
    def is_small(self) -> bool:
        """Whether tiles show keys instead of names."""
        return self.grid is SMALL


def draw_map(
    coverage: Coverage, keys: Collection[str], kinds: Sequence[Kind]
) -> TileMap | None:
    """Lay out the districts among ``keys``; ``None`` where there are none.

    A tile shows the worst state of these kinds, in the district or in a municipality of
    it that differs.
    """
    districts = [key for key in keys if level_of(key) is Level.DISTRICT]
    if not districts or not kinds:
        return None
    grid = SMALL if len(districts) > _MANY else LARGE
    blocks, y = [], 0
    for state in sorted({key[:2] for key in districts}):
        own = [key for key in districts if key.startswith(state)]
        tiles = list(_tiles(coverage, own, kinds, grid, y + grid.heading))
        blocks.append(Block(coverage.labels.get(state, state), y + 16, tiles))
        y = tiles[-1].y + grid.height + 2 * grid.gap
    width = grid.columns * (grid.width + grid.gap) - grid.gap
    return TileMap(grid, width, y, blocks)


def _tiles(
    coverage: Coverage,
    districts: Sequence[str],
    kinds: Sequence[Kind],
    grid: Grid,
    top: int,
) -> Iterator[Tile]:
    for number, key in enumerate(districts):
        row, column = divmod(number, grid.columns)
        state, words = _worst(coverage, key, kinds)
        label = coverage.labels[key]
        yield Tile(
            key=key,
            x=column * (grid.width + grid.gap),
            y=top + row * (grid.height + grid.gap),
            lines=_wrapped(label, grid.letters) if grid.letters else [key],
            state=state,
            sign=SIGNS[state],
            words=words,
            label=_("%(region)s: %(state)s") % {"region": label, "state": words},
        )


def _worst(
    coverage: Coverage, district: str, kinds: Sequence[Kind]
) -> tuple[CellState, str]:
    places = [key for key in coverage.notable if key.startswith(district)]
    states = {
        kind.category: {coverage.cell(key, kind).state for key in places}
        for kind in kinds
    }
    found = set().union(*states.values())
    worst = next(state for state in WORST_FIRST if state in found)
    gaps = sum(bool(each & GAPS) for each in states.values())
    if gaps and len(kinds) > 1:
        return worst, ngettext("%(count)d gap", "%(count)d gaps", gaps) % {
            "count": gaps
        }
    if len(kinds) > 1 and worst in _FINE:
        return CellState.OWN, pgettext("coverage", "nothing is missing")
    return worst, str(NAMES[worst])


def _wrapped(label: str, letters: int) -> list[str]:
    return textwrap.wrap(label, letters, max_lines=2, placeholder=" …")


def map_context(tile_map: TileMap | None, kind_title: str) -> dict[str, Any]:
    """Return what the template needs besides, in words."""
    if tile_map is None:
        return {}
    if kind_title:
        title = _("Districts: %(category)s") % {"category": kind_title}
    else:
        title = _("Districts: all kinds of help")
    return {"map": tile_map, "map_title": title}
