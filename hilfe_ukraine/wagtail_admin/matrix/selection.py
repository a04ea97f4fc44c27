"""What was ticked on the matrix: cells, whole rows and whole columns."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.http import QueryDict


#: A cell in a form: ``14625:housing``.
Cells = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Selection:
    """Cells as pairs of region key and category key, and the body that is to have them.

    ``cells`` holds what rows and columns stand for, too; ``shown`` are the regions of
    the page on which it was ticked, the only ones a column reaches.
    """

    cells: Cells = frozenset()
    body: str = ""
    shown: tuple[str, ...] = field(default=(), repr=False)

    @property
    def as_text(self) -> str:
        """All cells in one value, since a form may have a thousand fields at most."""
        return ",".join(sorted(cell_value(*cell) for cell in self.cells))


def cell_value(region: str, category: str) -> str:
    """Return what a cell is called in a form."""
    return f"{region}:{category}"


def read_selection(data: QueryDict, categories: Collection[str]) -> Selection:
    """Return what was ticked; categories that are none (any more) are left out.

    Nothing is checked about the regions: who asks must look at the user's rights.
    """
    shown = tuple(key for key in data.get("shown", "").split(",") if key)
    values = [*data.getlist("cell"), *data.get("cells", "").split(",")]
    cells = {_cell(value) for value in values if value}
    cells |= {(row, name) for row in data.getlist("row") for name in categories}
    columns = set(data.getlist("column")).intersection(categories)
    cells |= {(key, name) for name in columns for key in shown}
    wanted = frozenset(cell for cell in cells if cell[0] and cell[1] in categories)
    return Selection(wanted, data.get("body", ""), shown)


def _cell(value: str) -> tuple[str, str]:
    region, _, category = value.partition(":")
    return region, category
