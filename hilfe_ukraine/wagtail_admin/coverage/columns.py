"""Columns of the coverage report: the region with its repair, a cell per category."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn

from hilfe_ukraine.domain.coverage import Kind
from hilfe_ukraine.domain.regions import Level, level_of
from hilfe_ukraine.models import Region, RegionRouting
from hilfe_ukraine.wagtail_admin.permissions import ROUTING_POLICY
from hilfe_ukraine.wagtail_admin.routing_urls import routing_url

from .scope import CoverageScope
from .words import MEANINGS, NAMES, SIGNS, body_names, fact_names, source_names


class RegionColumn(BaseColumn):
    """The region and where its rules are changed; a district opens."""

    cell_template_name = "hilfe_ukraine/admin/coverage_region.html"

    def __init__(self, scope: CoverageScope, url: str, user: Any) -> None:
        super().__init__("region", label=_("Region"))
        self.scope, self.url, self.user = scope, url, user

    def get_cell_context_data(self, instance: Region, parent_context: Any) -> Any:
        context = super().get_cell_context_data(instance, parent_context)
        context["level"] = level_of(instance.key).value
        context["url"] = self._opens(instance)
        routing = getattr(instance, "routing", None)
        context["exists"] = bool(routing)
        if ROUTING_POLICY.allows(self.user, instance, "change" if routing else "add"):
            context["repair_url"] = repair_url(instance, routing)
        return context

    def _opens(self, region: Region) -> str:
        """Return where the municipalities of a district are listed, or ""."""
        if level_of(region.key) is not Level.DISTRICT:
            return ""
        # A district that is one place with its only municipality has nothing to open.
        opened = self.scope.district == region.key
        if opened or not self.scope.coverage.keys_below(region.key):
            return ""
        query = {"district": region.key}
        if self.scope.kind:
            query["category"] = self.scope.kind.category
        return f"{self.url}?{urlencode(query)}"


class CellColumn(BaseColumn):
    """What happens to one category; with ``in_full`` also who and why."""

    cell_template_name = "hilfe_ukraine/admin/coverage_cell.html"

    def __init__(self, scope: CoverageScope, kind: Kind, in_full: bool) -> None:
        label = str(scope.coverage.category(kind))
        super().__init__(kind.category, label=label)
        self.scope, self.kind, self.in_full = scope, kind, in_full

    def get_cell_context_data(self, instance: Region, parent_context: Any) -> Any:
        coverage = self.scope.coverage
        cell = coverage.cell(instance.key, self.kind)
        context = super().get_cell_context_data(instance, parent_context)
        context |= {
            "state": cell.state.value,
            "sign": SIGNS[cell.state],
            "name": NAMES[cell.state],
            "meaning": MEANINGS[cell.state],
            "bodies": body_names(cell, coverage),
        }
        if self.in_full:
            context["in_full"] = True
            context["sources"] = source_names(cell, coverage)
            context["facts"] = fact_names(cell, self.kind, coverage)
        return context


def repair_url(region: Region, routing: RegionRouting | None) -> str:
    """Return where the routing of the region is edited, or made for it."""
    if routing:
        return routing_url("edit", routing.pk)
    return f"{routing_url('add')}?{urlencode({'region': region.pk})}"
