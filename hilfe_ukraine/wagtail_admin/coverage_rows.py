"""The coverage as rows of a file: one line per region and category."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from hilfe_ukraine.actions.coverage import Coverage
from hilfe_ukraine.domain.coverage import Kind

from .coverage_words import NAMES, body_names, fact_names, source_names
from .export import Column


@dataclass(frozen=True)
class CellRow:
    """One line, all in words."""

    key: str
    region: str
    category: str
    state: str
    bodies: str
    sources: str
    facts: str


COVERAGE_COLUMNS = [
    Column(_("Official key"), lambda row: row.key),
    Column(_("Region"), lambda row: row.region),
    Column(_("Category"), lambda row: row.category),
    Column(_("What happens"), lambda row: row.state),
    Column(_("Bodies"), lambda row: row.bodies),
    Column(_("Decided by rules of"), lambda row: row.sources),
    Column(_("Depends on"), lambda row: row.facts),
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
        for key in self.keys:
            for kind in self.kinds:
                cell = self.coverage.cell(key, kind)
                if not self.state or cell.state == self.state:
                    yield self._row(key, kind)

    def _row(self, key: str, kind: Kind) -> CellRow:
        coverage, cell = self.coverage, self.coverage.cell(key, kind)
        return CellRow(
            key=key,
            region=coverage.labels[key],
            category=str(coverage.category(kind)),
            state=str(NAMES[cell.state]),
            bodies=", ".join(body_names(cell, coverage)),
            sources=", ".join(source_names(cell, coverage)),
            facts=", ".join(fact_names(cell, kind, coverage)),
        )
