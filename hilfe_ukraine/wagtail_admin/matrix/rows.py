"""The matrix as it is shown: a row for each region, a cell for each category."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from hilfe_ukraine.actions.routing.coverage import Coverage
from hilfe_ukraine.actions.routing.hindrances import hindrances
from hilfe_ukraine.domain.coverage import Cell, CellState, Kind
from hilfe_ukraine.models import Category, Region, RegionRouting
from hilfe_ukraine.wagtail_admin.coverage.words import (
    NAMES,
    SIGNS,
    body_names,
    source_names,
)
from hilfe_ukraine.wagtail_admin.permissions import ROUTING_POLICY

from .reach import routings_of_rows
from .selection import Cells, cell_value


@dataclass(frozen=True)
class Column:
    """One category; ``kind`` is what it asks, and who takes what no rule takes."""

    category: Category
    kind: Kind

    @property
    def key(self) -> str:
        return self.category.key


@dataclass(frozen=True)
class MatrixCell:
    """Who gets the category here today: names, and how it comes, in words."""

    column: Column
    value: str
    state: CellState
    names: list[str]
    how: str
    source: str
    ticked: bool

    @property
    def sign(self) -> str:
        """A sign besides the colour."""
        return SIGNS[self.state]


@dataclass(frozen=True)
class MatrixRow:
    """One region; where it ``is_open`` cells can be ticked, else ``why_not`` says why.

    ``below`` is how many municipalities of it have rules of their own.
    """

    region: Region
    routing: RegionRouting | None
    cells: list[MatrixCell]
    is_open: bool
    why_not: Any
    below: int


def columns_of(coverage: Coverage) -> list[Column]:
    """Return a column for every category, those that no page offers (yet) included."""
    offered = {kind.category: kind for kind in coverage.kinds}
    return [
        Column(row, offered.get(row.key) or Kind(row.key, row.asked(), ("",)))
        for row in coverage.table.categories.values()
    ]


def matrix_rows(
    regions: Collection[Region],
    columns: Iterable[Column],
    *,
    coverage: Coverage,
    user: Any,
    ticked: Cells,
) -> list[MatrixRow]:
    """Return the rows; three statements however many there are."""
    columns = list(columns)
    routings = routings_of_rows(regions)
    hindered = hindrances(list(routings.values()), user=user)
    own_rules = [key for key, rules in coverage.table.by_region.items() if rules]
    rows = []
    for region in regions:
        routing = routings.get(region.key)
        exists = routing is not None
        allowed = ROUTING_POLICY.may_publish(user, region, exists=exists)
        why_not = hindered.get(region.key, "")
        cells = [_cell(region, column, coverage, ticked) for column in columns]
        below = sum(_lies_below(key, region.key) for key in own_rules)
        is_open = allowed and not why_not
        rows.append(MatrixRow(region, routing, cells, is_open, why_not, below))
    return rows


def _lies_below(key: str, above: str) -> bool:
    return key != above and key.startswith(above)


def _cell(
    region: Region, column: Column, coverage: Coverage, ticked: Cells
) -> MatrixCell:
    cell = coverage.cell(region.key, column.kind)
    return MatrixCell(
        column=column,
        value=cell_value(region.key, column.key),
        state=cell.state,
        names=body_names(cell, coverage),
        how=str(NAMES[cell.state]),
        source=_source(cell, region, coverage),
        ticked=(region.key, column.key) in ticked,
    )


def _source(cell: Cell, region: Region, coverage: Coverage) -> str:
    """Name the regions above whose rules decide, where it is not the region itself."""
    above = [key for key in cell.sources if key and key != region.key]
    if not above:
        return ""
    names = zip(cell.sources, source_names(cell, coverage), strict=True)
    return ", ".join(name for key, name in names if key in above)
