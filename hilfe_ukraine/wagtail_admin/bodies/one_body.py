"""What the pages about one body have in common."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from hilfe_ukraine.models import ResponsibleBody
from hilfe_ukraine.wagtail_admin.body_urls import body_url
from hilfe_ukraine.wagtail_admin.permissions import CHANGE_BODIES


class OneBodyView(WagtailAdminTemplateMixin, FormView):
    """Finds the body by its public uuid, and refuses those without ``permission``."""

    permission = CHANGE_BODIES
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        self.body = get_object_or_404(ResponsibleBody, uuid=kwargs["uuid"])
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get_page_subtitle(self) -> str:
        return str(self.body)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": body_url(self.body), "label": str(self.body)}
        # With the name of the body: Wagtail shows the last one only until it is asked.
        last = {"url": "", "label": self.get_header_title()}
        return [*self.breadcrumbs_items, here, last]
