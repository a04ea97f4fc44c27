"""The coverage as rows of a file: one line per region and category."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hilfe_ukraine.actions.routing.coverage import Coverage
from hilfe_ukraine.domain.coverage import Cell, Kind
from hilfe_ukraine.wagtail_admin.export import Column

from .words import NAMES, body_names, fact_names, source_names


@dataclass(frozen=True)
class CellWords:
    """What a cell says, whichever of its regions is meant."""

    category: str
    state: str
    bodies: str
    sources: str
    facts: str


@dataclass(frozen=True)
class CellRow:
    """One line."""

    key: str
    region: str
    words: CellWords


def coverage_columns() -> list[Column]:
    """Return the columns, with headings in the language of the request."""
    return [
        Column(_("Official key"), lambda row: row.key),
        Column(_("Region"), lambda row: row.region),
        Column(_("Category"), lambda row: row.words.category),
        Column(_("What happens"), lambda row: row.words.state),
        Column(_("Bodies"), lambda row: row.words.bodies),
        Column(_("Decided by rules of"), lambda row: row.words.sources),
        Column(_("Depends on"), lambda row: row.words.facts),
    ]


@dataclass(frozen=True)
class CellRows:
    """Rows made one after the other, as the export asks for them."""

    coverage: Coverage
    keys: Iterable[str]
    kinds: Iterable[Kind]
    state: str = ""

    def iterator(self, chunk_size: int) -> Iterator[CellRow]:
        """Yield the rows; ``state`` keeps those in one state only."""
        # Most regions share their cells with others: each is put into words once.
        words: dict[tuple[int, str], CellWords] = {}
        for key in self.keys:
            for kind in self.kinds:
                cell = self.coverage.cell(key, kind)
                if self.state and cell.state != self.state:
                    continue
                place = (id(cell), kind.category)
                if place not in words:
                    words[place] = self._in_words(cell, kind)
                yield CellRow(key, self.coverage.labels[key], words[place])

    def _in_words(self, cell: Cell, kind: Kind) -> CellWords:
        coverage = self.coverage
        return CellWords(
            category=str(coverage.category(kind)),
            state=str(NAMES[cell.state]),
            bodies=", ".join(body_names(cell, coverage)),
            sources=", ".join(source_names(cell, coverage)),
            facts=", ".join(fact_names(cell, kind, coverage)),
        )
