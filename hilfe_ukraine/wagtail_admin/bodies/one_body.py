"""What the pages about one body have in common."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from hilfe_ukraine.models import ResponsibleBody
from hilfe_ukraine.wagtail_admin.body_urls import body_url
from hilfe_ukraine.wagtail_admin.permissions import CHANGE_BODIES


class OneBodyView(PermissionRequiredMixin, WagtailAdminTemplateMixin, FormView):
    """Finds the body by its public uuid; for those with ``permission_required``."""

    permission_required = CHANGE_BODIES
    header_icon = "group"

    @cached_property
    def body(self) -> ResponsibleBody:
        """The body, or 404."""
        return get_object_or_404(ResponsibleBody, uuid=self.kwargs["uuid"])

    @property
    def back_url(self) -> str:
        """Where the page leads back to."""
        return body_url(self.body)

    def get_page_subtitle(self) -> str:
        return str(self.body)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": body_url(self.body), "label": str(self.body)}
        # With the name of the body: Wagtail shows the last one only until it is asked.
        last = {"url": "", "label": self.get_header_title()}
        return [*self.breadcrumbs_items, here, last]
