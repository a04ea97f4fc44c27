"""The report and its work lists in Wagtail's admin, and the line on the dashboard."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet

from hilfe_ukraine.actions.sending.stuck import stuck_report
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.wagtail_admin.menu import menu_item_for
from hilfe_ukraine.wagtail_admin.permissions import VIEW_DELIVERIES

from .acts import ResumeView, SendManyView, StopView
from .lists import MESSAGE_LISTS, OFFER_LISTS, REFERRAL_LISTS, WITH_RETIRED
from .referral_views import PassOnManyView, ReferralListView
from .views import TITLE, MessageListView, OfferListView, OverviewView
from .words import sentences


class StuckViewSet(ViewSet):
    """Its menu item stands in the app's own menu."""

    name = "hilfe_stuck"
    url_prefix = "hilfe-ukraine/stuck"
    icon = "warning"
    menu_label = TITLE
    menu_item_class = menu_item_for(lambda user: user.has_perm(VIEW_DELIVERIES))

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", OverviewView.as_view(), name="index"),
            path("stop/", StopView.as_view(), name="stop"),
            path("resume/", ResumeView.as_view(), name="resume"),
            *self._lists(),
        ]

    def _lists(self) -> Iterator[URLPattern]:
        views = [
            *((entry, MessageListView) for entry in MESSAGE_LISTS),
            *((entry, ReferralListView) for entry in REFERRAL_LISTS),
            *((entry, OfferListView) for entry in OFFER_LISTS),
        ]
        for entry, view in views:
            whole = view.as_view(work_list=entry)
            results = view.as_view(work_list=entry, results_only=True)
            yield path(f"{entry.name}/", whole, name=entry.view_name("list"))
            yield path(
                f"{entry.name}/results/", results, name=entry.view_name("results")
            )
        for entry in MESSAGE_LISTS:
            send = SendManyView.as_view(work_list=entry)
            yield path(
                f"{entry.name}/send-again/", send, name=entry.view_name("send_again")
            )
        yield path(
            f"{WITH_RETIRED.name}/pass-on/",
            PassOnManyView.as_view(work_list=WITH_RETIRED),
            name=WITH_RETIRED.view_name("pass_on"),
        )


stuck_viewset = StuckViewSet()


class StuckPanel(Component):
    """One line on Wagtail's start page, only if there is something to say."""

    name = "hilfe_stuck"
    order = 10
    template_name = "hilfe_ukraine/admin/stuck_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        report = stuck_report(now=shared_now())
        return {
            "request": parent_context["request"],
            "stopped": report.stopped,
            "sentences": sentences(report),
            "url": reverse("hilfe_stuck:index"),
        }


def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Put the line on top, for those who may see messages."""
    if request.user.has_perm(VIEW_DELIVERIES):
        panels.insert(0, StuckPanel())
