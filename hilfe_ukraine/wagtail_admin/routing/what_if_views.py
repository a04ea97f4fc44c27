"""“What would change?”: the latest draft of a region against what is published."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from hilfe_ukraine.actions.decide import local_date
from hilfe_ukraine.actions.routing.draft_effects import draft_effects
from hilfe_ukraine.actions.routing.planned_table import latest_drafts
from hilfe_ukraine.actions.routing.what_if import CELLS_CAP, OFFERS_CAP, WhatIf
from hilfe_ukraine.actions.routing_table import current_table
from hilfe_ukraine.models import RegionRouting
from hilfe_ukraine.wagtail_admin.permissions import ROUTING_POLICY, VIEW_OFFERS
from hilfe_ukraine.wagtail_admin.routing_urls import routing_url

from .rule_warnings import warnings_of
from .what_if_words import cell_rows, offer_rows


TITLE = gettext_lazy("What would change?")


class DayForm(forms.Form):
    """The day as of which is asked: rules begin and end, bodies pause."""

    date = forms.DateField(
        label=gettext_lazy("As of"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class WhatIfView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Counts and examples; for those who may change the region's routing."""

    permission_policy = ROUTING_POLICY
    permission_required = "change"
    template_name = "hilfe_ukraine/admin/what_if.html"
    page_title = TITLE
    header_icon = "view"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = RegionRouting.objects.select_related("region", "latest_revision")
        self.routing = get_object_or_404(rows, pk=unquote(str(kwargs["pk"])))

    def get_header_title(self) -> str:
        # Not "title: subtitle", since the title ends with a question mark.
        return f"{TITLE} {self.routing}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": routing_url("list"), "label": _("Routing")}
        edit = {"url": self._edit_url(), "label": str(self.routing)}
        last = {"url": "", "label": self.get_header_title()}
        return [*self.breadcrumbs_items, listing, edit, last]

    def _edit_url(self) -> str:
        return routing_url("edit", self.routing.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        form = DayForm({"date": self.request.GET.get("date") or local_date(now)})
        day = form.cleaned_data["date"] if form.is_valid() else None
        return super().get_context_data(
            form=form,
            routing=self.routing,
            edit_url=self._edit_url(),
            **self._effects(day) if day else {},
            **kwargs,
        )

    def _effects(self, day: date) -> dict[str, Any]:
        effects = draft_effects(routing=self.routing, now=timezone.now(), day=day)
        if effects is None:
            return {"nothing_drafted": True}
        warnings = [
            warning
            for draft in latest_drafts(current_table(), [self.routing.region.key])
            for warning in warnings_of(draft)
        ]
        return {"effects": effects, "warnings": warnings, **self._rows(effects)}

    def _rows(self, effects: WhatIf) -> dict[str, Any]:
        table = current_table()
        may_see = self.request.user.has_perm(VIEW_OFFERS)
        return {
            "offers": offer_rows(effects.offers, table, with_references=may_see),
            "cells": cell_rows(effects.cells, table),
            "offers_cap": OFFERS_CAP,
            "cells_cap": CELLS_CAP,
        }
