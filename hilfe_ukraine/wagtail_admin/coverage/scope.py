"""What of the coverage one person looks at: within his reach, as the filters say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hilfe_ukraine.actions.routing.coverage import Coverage
from hilfe_ukraine.actions.routing.coverage_remarks import Remark
from hilfe_ukraine.domain.coverage import Kind
from hilfe_ukraine.wagtail_admin.permissions import ROUTING_POLICY, Reach


#: Any of these opens the report; so does ``view``, where a site gives it.
LOOK = ("add", "change", "publish", "view")


def may_look(user: Any) -> bool:
    """Whether the report is for this user, if only for some regions."""
    return ROUTING_POLICY.user_has_any_permission(user, LOOK)


@dataclass(frozen=True)
class CoverageScope:
    """The part of a coverage that is shown; ``query`` holds the filters as typed."""

    coverage: Coverage
    reach: Reach
    query: Mapping[str, Any]

    def reaches(self, key: str) -> bool:
        """Whether the region is any of the user's business."""
        return self.reach is None or key.startswith(tuple(self.reach))

    @cached_property
    def reached(self) -> tuple[str, ...]:
        """All regions within reach, municipalities that differ in nothing included."""
        return tuple(filter(self.reaches, self.coverage.labels))

    @cached_property
    def kind(self) -> Kind | None:
        """The one category that was chosen, or ``None`` for all of them."""
        wanted = self.query.get("category")
        return next((k for k in self.coverage.kinds if k.category == wanted), None)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The categories that are columns."""
        return (self.kind,) if self.kind else self.coverage.kinds

    @property
    def category_choices(self) -> list[tuple[str, str]]:
        """Return keys and titles of all categories, for the filter."""
        return [
            (kind.category, str(self.coverage.category(kind)))
            for kind in self.coverage.kinds
        ]

    @property
    def district(self) -> str:
        """Key of the district that is opened, or ""."""
        wanted = self.query.get("district") or ""
        return wanted if wanted in self.coverage.labels else ""

    def rows(self) -> Iterator[str]:
        """Keys of the regions to list, before the filters.

        States, districts and municipalities that differ; all municipalities of a
        district that is opened, or of the whole reach if that is wanted.
        """
        notable = frozenset(self.coverage.notable) | (self.reach or frozenset())
        every = self.query.get("municipalities") == "all"
        for key in self.reached:
            opened = self.district and key.startswith(self.district)
            if every or opened or key in notable:
                yield key

    @property
    def state(self) -> str:
        """Key of the state that was chosen, or ""."""
        wanted = self.query.get("state") or ""
        return wanted if wanted in self.coverage.labels else ""

    def on_map(self) -> list[str]:
        """Keys of the regions the map shows: those of the state that was chosen."""
        return [key for key in self.reached if key.startswith(self.state)]

    def counted(self) -> list[str]:
        """Keys of the regions that are counted: those of the chosen part."""
        part = self.district or self.state
        return [key for key in self.reached if key.startswith(part)]

    def has_cell(self, key: str, state: str) -> bool:
        """Whether a column of this region is in the state with this code."""
        cells = (self.coverage.cell(key, kind) for kind in self.kinds)
        return any(cell.state == state for cell in cells)

    def remarks(self) -> list[Remark]:
        """Return what is odd at rules within reach, and at words of categories."""
        return [
            remark
            for remark in self.coverage.remarks
            if not remark.region or self.reaches(remark.region)
        ]
