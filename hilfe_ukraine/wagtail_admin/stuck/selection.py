"""What is done to a selection of a work list: it asks first, then does it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from hilfe_ukraine.wagtail_admin.ticked import AT_ONCE, uuids_in

from .views import crumbs, list_url, visible_rows


class SelectionView(PermissionRequiredMixin, WagtailAdminTemplateMixin, View):
    """The first POST asks, the second one does it for exactly what was shown."""

    http_method_names = ["get", "post"]
    #: Given by the viewset.
    work_list: Any = None
    filterset_class: type[WagtailFilterSet]
    #: What is read with each row.
    related: tuple[str, ...] = ()
    #: Said when there is nothing to do.
    nothing: Any = ""
    #: Does it.
    button: Any = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(list_url(self.work_list))

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.chosen:
            messages.warning(request, str(self.nothing))
        elif "confirmed" in request.POST:
            self.act()
        else:
            return self.render_to_response(self.get_context_data())
        return redirect(list_url(self.work_list))

    @cached_property
    def chosen(self) -> list[Any]:
        """Rows of this list that are ticked, or all that the filters show."""
        rows = visible_rows(self.work_list, self.request.user, timezone.now())
        if self.request.POST.get("which") == "all":
            filters = self.filterset_class(self.request.GET, rows, request=self.request)
            rows = filters.qs if filters.is_valid() else rows.none()
        else:
            rows = rows.filter(uuid__in=uuids_in(self.request.POST.getlist("uuid")))
        rows = rows.select_related(*self.related)
        rows = rows.defer("offer__contact", "offer__entries")
        return list(rows.order_by(self.work_list.column, "pk")[:AT_ONCE])

    def act(self) -> None:
        """Do it for :attr:`chosen`, and say what was done."""
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return crumbs(self.breadcrumbs_items, self.page_title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            chosen=self.chosen,
            back_url=list_url(self.work_list),
            is_capped=len(self.chosen) == AT_ONCE,
            **kwargs,
        )
