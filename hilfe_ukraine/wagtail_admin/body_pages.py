"""What pages about one body have in common, and the page that sends a test message."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from hilfe_ukraine.actions.address_tests import send_address_test
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import ResponsibleBody

from .permissions import CHANGE_BODIES


class BodyPage(WagtailAdminTemplateMixin, FormView):
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
        here = {"url": form_url(self.body), "label": str(self.body)}
        # With the name of the body: Wagtail shows the last one only until it is asked.
        last = {"url": "", "label": self.get_header_title()}
        return [*self.breadcrumbs_items, here, last]


class AddressTestView(BodyPage):
    """GET asks; POST puts a test message into the outbox."""

    form_class = forms.Form
    template_name = "hilfe_ukraine/admin/act.html"
    page_title = gettext_lazy("Send a test message")
    header_icon = "mail"
    button = gettext_lazy("Yes, send it")

    @property
    def question(self) -> str:
        return _(
            "A message goes to %(address)s. It asks to open a link and to press a "
            "button there. When somebody does, the address counts as confirmed from "
            "that day on. The link is good for 14 days and for nothing else."
        ) % {"address": self.body.email or "…"}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            send_address_test(
                body=self.body, user=self.request.user, now=timezone.now()
            )
        except ForbiddenTransition:
            words = _("There is no address that could be tested; nothing was sent.")
            messages.error(self.request, words)
        else:
            words = _("The test message is on its way. The answer shows here.")
            messages.success(self.request, words)
        return redirect(form_url(self.body))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = form_url(self.body)
        return super().get_context_data(view=self, back_url=back, **kwargs)


def form_url(body: ResponsibleBody) -> str:
    """Return the address of the form of a body."""
    name = "wagtailsnippets_hilfe_ukraine_responsiblebody:edit"
    return reverse(name, args=[body.pk])


def body_urls() -> list[URLPattern]:
    """Return the addresses of these pages, for Wagtail's admin."""
    from .replace_views import ReplaceView

    views: dict[str, type[BodyPage]] = {
        "test-address": AddressTestView,
        "replace": ReplaceView,
    }
    return [
        path(
            f"hilfe-ukraine/bodies/<uuid:uuid>/{name}/",
            view.as_view(),
            name=f"hilfe_ukraine_body_{name.replace('-', '_')}",
        )
        for name, view in views.items()
    ]
