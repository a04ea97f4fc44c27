"""Test messages to several bodies: GET shows whom, POST sends to those ticked."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from hilfe_ukraine.actions.sending.ask_bodies import (
    awaits_answer,
    bodies_to_test,
    send_address_tests,
)
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.models import ResponsibleBody
from hilfe_ukraine.wagtail_admin.body_urls import bodies_url
from hilfe_ukraine.wagtail_admin.permissions import CHANGE_BODIES
from hilfe_ukraine.wagtail_admin.ticked import AT_ONCE, uuids_in

from .status import body_status


TITLE = gettext_lazy("Send test messages")
_NAME = "hilfe_ukraine_ask_bodies"


class AskBodiesView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """Bodies that nobody has confirmed; ticked are those that were not asked yet."""

    permission_required = CHANGE_BODIES
    template_name = "hilfe_ukraine/admin/ask_bodies.html"
    page_title = TITLE
    header_icon = "mail"

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = set(uuids_in(request.POST.getlist("uuid")))
        if not wanted:
            messages.warning(request, _("No body is selected; nothing was sent."))
            return redirect(_NAME)
        bodies = bodies_to_test().filter(uuid__in=wanted)[:AT_ONCE]
        done = send_address_tests(bodies, user=request.user, now=shared_now())
        words = ngettext(
            "%d test message is on its way. The list of bodies shows who has "
            "confirmed.",
            "%d test messages are on their way. The list of bodies shows who has "
            "confirmed.",
            done.number,
        )
        if done.number:
            messages.success(request, words % done.number)
        left_out = len(wanted) - done.number
        if left_out:
            words = ngettext(
                "%d body was left out: it needs no test any more, or has no address.",
                "%d bodies were left out: they need no test any more, or have no "
                "address.",
                left_out,
            )
            messages.warning(request, words % left_out)
        return redirect(bodies_url())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        label = ResponsibleBody._meta.verbose_name_plural
        here = {"url": bodies_url(), "label": capfirst(label)}
        return [*self.breadcrumbs_items, here, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        rows = [
            (body, body_status(body), not awaits_answer(body.last_test, now=now))
            for body in bodies_to_test()[:AT_ONCE]
        ]
        return super().get_context_data(rows=rows, back_url=bodies_url(), **kwargs)


def ask_bodies_button() -> Button:
    """Return the way to this page, for the list of bodies."""
    return Button(TITLE, url=reverse(_NAME), icon_name="mail", priority=20)


def ask_bodies_urls() -> list[URLPattern]:
    """Return the address of this page, for Wagtail's admin."""
    address = "hilfe-ukraine/bodies/test-addresses/"
    return [path(address, AskBodiesView.as_view(), name=_NAME)]
