"""The coverage report: who is there for what, everywhere, and where nobody is."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.views.reports import ReportView

from hilfe_ukraine.domain.coverage import GAPS, WORST_FIRST
from hilfe_ukraine.models import Region
from hilfe_ukraine.offer_page.coverage import coverage_now
from hilfe_ukraine.wagtail_admin.export import csv_response, xlsx_response
from hilfe_ukraine.wagtail_admin.permissions import ROUTING_POLICY

from .columns import CellColumn, RegionColumn
from .filters import CoverageFilterSet
from .map import draw_map, map_context
from .rows import CellRows, coverage_columns
from .scope import LOOK, CoverageScope
from .words import MEANINGS, NAMES, SIGNS, remarks_in_words


#: So many odd things are named; the command names all of them.
_MOST_REMARKS = 20


class CoverageView(ReportView):
    """Rows are regions, columns categories. Reads, and changes nothing."""

    model = Region
    permission_policy = ROUTING_POLICY
    any_permission_required = LOOK
    page_title = _("Coverage")
    header_icon = "site"
    results_template_name = "hilfe_ukraine/admin/coverage_results.html"
    index_url_name = "hilfe_coverage:index"
    index_results_url_name = "hilfe_coverage:results"
    filterset_class = CoverageFilterSet
    export_filename = "coverage"
    show_export_buttons = True
    default_ordering = "key"

    @cached_property
    def scope(self) -> CoverageScope:
        """What this user looks at."""
        reach = ROUTING_POLICY.reach(self.request.user, LOOK)
        return CoverageScope(coverage_now(timezone.now()), reach, self.request.GET)

    @property
    def verbose_name_plural(self) -> Any:
        return Region._meta.verbose_name_plural

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "scope": self.scope}

    def get_base_queryset(self) -> QuerySet[Region]:
        rows = Region.objects.filter(key__in=list(self.scope.rows()))
        return rows.select_related("routing")

    def get_filtered_queryset(self) -> QuerySet[Region]:
        # Ordered and filtered once; the report's own would filter a second time.
        return self.get_queryset()

    @cached_property
    def columns(self) -> list[BaseColumn]:
        kinds = self.scope.kinds
        return [
            RegionColumn(self.scope, self.index_url, self.request.user),
            *(CellColumn(self.scope, kind, len(kinds) == 1) for kind in kinds),
        ]

    def as_spreadsheet(self, queryset: QuerySet, file_format: str) -> HttpResponseBase:
        """Export what the filters show, all its pages; one line per cell."""
        state = ""
        if self.filters and self.filters.is_valid():
            state = self.filters.form.cleaned_data["cell"]
        keys = list(queryset.values_list("key", flat=True))
        rows = CellRows(self.scope.coverage, keys, self.scope.kinds, state)
        respond = csv_response if file_format == self.FORMAT_CSV else xlsx_response
        return respond(rows, coverage_columns(), self.get_filename())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.is_export:
            return context
        scope = self.scope
        tile_map = draw_map(scope.coverage, scope.on_map(), scope.kinds)
        title = str(scope.coverage.category(scope.kind)) if scope.kind else ""
        remarks, states = scope.remarks(), self._legend()
        return context | {
            **map_context(tile_map, title),
            "states": states,
            "gaps": sum(row["count"] for row in states if row["is_gap"]),
            "regions": len(scope.counted()),
            "categories": len(scope.coverage.kinds),
            "kind_query": urlencode(self._kept("category", "state")),
            "district": scope.district,
            "opened": scope.coverage.labels.get(scope.district, ""),
            "remarks": remarks_in_words(remarks[:_MOST_REMARKS], scope.coverage),
            "more_remarks": max(0, len(remarks) - _MOST_REMARKS),
        }

    def _legend(self) -> list[dict[str, Any]]:
        """Every state that occurs, with its count and a link to its rows."""
        scope = self.scope
        tally = scope.coverage.tally(scope.counted(), scope.kinds)
        return [
            {
                "state": state.value,
                "sign": SIGNS[state],
                "name": NAMES[state],
                "meaning": MEANINGS[state],
                "count": tally[state],
                "is_gap": state in GAPS,
                "url": f"{self.index_url}?{self._query(cell=state.value)}",
            }
            for state in WORST_FIRST
            if tally[state]
        ]

    def _query(self, **values: str) -> str:
        """Return a query that keeps what was chosen, with ``values`` on top."""
        return urlencode({**self._kept("category", "state", "district"), **values})

    def _kept(self, *names: str) -> dict[str, str]:
        scope = self.scope
        chosen = {
            "category": scope.kind.category if scope.kind else "",
            "state": scope.state,
            "district": scope.district,
        }
        return {name: chosen[name] for name in names if chosen[name]}
