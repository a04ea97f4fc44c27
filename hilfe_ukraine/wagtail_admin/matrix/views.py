"""The matrix: districts and kinds of help on one screen, a body for what is ticked.

Here is the first step, by GET; by POST for those who come back with what they ticked.
Nothing is kept between the steps but what the forms carry.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from hilfe_ukraine.actions.routing.coverage import Coverage
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.models import Region
from hilfe_ukraine.offer_page.coverage import coverage_now
from hilfe_ukraine.wagtail_admin.coverage.scope import may_look
from hilfe_ukraine.wagtail_admin.coverage.words import MEANINGS, NAMES, SIGNS
from hilfe_ukraine.wagtail_admin.routing_urls import routing_url

from .forms import BodyChoiceForm, DecisionForm, ShownForm
from .reach import municipalities_for, rows_for, states_for
from .rows import Column, columns_of, matrix_rows
from .selection import Selection, read_selection


TITLE = gettext_lazy("Matrix")

#: Rows of one page; fewer with many categories, since a form may have 1000 fields.
_ROWS, _BOXES = 50, 800


class StepView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """What all steps share: who may open them, and what was ticked."""

    http_method_names = ["get", "post"]
    page_title: Any = TITLE
    header_icon = "table"

    def has_permission(self) -> bool:
        return may_look(self.request.user)

    @cached_property
    def selection(self) -> Selection:
        """What was ticked; empty on a GET."""
        return read_selection(self.request.POST, current_table().categories)

    def address(self, step: str = "index") -> str:
        """Return the address of a step, with the part of the matrix that is shown."""
        query = self.request.GET.urlencode()
        return reverse(f"hilfe_matrix:{step}") + (f"?{query}" if query else "")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        matrix = {"url": self.address(), "label": TITLE}
        return [*self.breadcrumbs_items, matrix, {"url": "", "label": self.page_title}]


class MatrixView(StepView):
    """The first step: the matrix itself, and the body."""

    template_name = "hilfe_ukraine/admin/matrix.html"
    #: What is missing for the next step, where that leads back here.
    complaints: Sequence[Any] = ()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it again with what was ticked."""
        return self.get(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    @cached_property
    def coverage(self) -> Coverage:
        return coverage_now(timezone.now())

    @cached_property
    def columns(self) -> list[Column]:
        return columns_of(self.coverage)

    @cached_property
    def shown(self) -> ShownForm:
        return ShownForm(self.request.GET, states_for(self.request.user))

    def page(self) -> Any:
        """Return the page of regions that is shown."""
        self.shown.is_valid()
        rows = rows_for(self.request.user).order_by("key")
        state = self.shown.cleaned_data.get("state")
        name = self.shown.cleaned_data.get("q")
        rows = rows.filter(key__startswith=state) if state else rows
        rows = rows.filter(label__icontains=name) if name else rows
        size = min(_ROWS, max(1, _BOXES // (len(self.columns) or 1)))
        return WagtailPaginator(rows, size).get_page(self.request.GET.get("p"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.page()
        rows = matrix_rows(
            list(page),
            self.columns,
            coverage=self.coverage,
            user=self.request.user,
            ticked=self.selection.cells,
        )
        states = [state for state in NAMES if _is_shown(state, rows)]
        return super().get_context_data(
            rows=rows,
            columns=self.columns,
            page=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            shown=self.shown,
            named=[] if rows else self._municipalities(),
            routing_url=routing_url("list"),
            shown_keys=",".join(row.region.key for row in rows if row.is_open),
            may_tick=any(row.is_open for row in rows),
            entered=DecisionForm.entered(self.request.POST).items(),
            body_form=BodyChoiceForm(initial={"body": self.selection.body}),
            legend=[(SIGNS[key], NAMES[key], MEANINGS[key], key) for key in states],
            index_url=reverse("hilfe_matrix:index"),
            preview_url=self.address("preview"),
            complaints=self.complaints,
            **kwargs,
        )

    def _municipalities(self) -> list[Region]:
        """What is called as was asked for, and stands in no row of the matrix."""
        name = self.shown.cleaned_data.get("q")
        return municipalities_for(self.request.user, name) if name else []


def _is_shown(state: Any, rows: list[Any]) -> bool:
    return any(cell.state is state for row in rows for cell in row.cells)
