"""What is stuck: an overview, and the messages and offers of each work list."""

from datetime import datetime
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import (
    BaseListingView,
    WagtailAdminTemplateMixin,
)

from hilfe_ukraine.actions.sending.stuck import open_carriers, stuck_report
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.models import Delivery, HelpOffer
from hilfe_ukraine.wagtail_admin.code_words import answer_in_words, carrier_in_words
from hilfe_ukraine.wagtail_admin.offer_urls import story_url
from hilfe_ukraine.wagtail_admin.paging import CappedPaginator
from hilfe_ukraine.wagtail_admin.permissions import ACT, STOP, VIEW_DELIVERIES

from .lists import ALL_LISTS, StuckList
from .words import why


TITLE = gettext_lazy("What is stuck")


class ForWatchers(PermissionRequiredMixin):
    """Put before a view: only for people who may see messages."""

    permission_required = VIEW_DELIVERIES


def crumbs(base: list[dict[str, Any]], *labels: Any) -> list[dict[str, Any]]:
    """Return the path to a page below the overview."""
    overview = {"url": reverse("hilfe_stuck:index"), "label": TITLE}
    return [*base, overview, *({"url": "", "label": label} for label in labels)]


class OverviewView(ForWatchers, WagtailAdminTemplateMixin, TemplateView):
    """All lists with their size, the carriers, and the switch that stops everything."""

    template_name = "hilfe_ukraine/admin/stuck.html"
    page_title = TITLE
    header_icon = "warning"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = stuck_report(now=shared_now())
        carriers = [
            {
                "name": carrier_in_words(carrier.name),
                "answer": answer_in_words(carrier.code, carrier.name),
                "carrier": carrier,
            }
            for carrier in report.carriers
        ]
        return super().get_context_data(
            report=report,
            lists=[
                (stuck_list, stuck_list.size(report), list_url(stuck_list))
                for stuck_list in ALL_LISTS
            ],
            carriers=carriers,
            may_stop=self.request.user.has_perm(STOP),
            **kwargs,
        )


def list_url(stuck_list: StuckList, view: str = "list") -> str:
    """Return the address of a work list, or of something that is done to it."""
    return reverse(f"hilfe_stuck:{stuck_list.view_name(view)}")


def visible_rows(work_list: StuckList, user: Any, now: datetime) -> Any:
    """Return the rows of a list that ``user`` may see."""
    return work_list.rows(now).visible_to(user)


class WorkListView(ForWatchers, BaseListingView):
    """One work list, the oldest first; costs the same however long it is."""

    #: Given by the viewset.
    work_list: Any = None
    header_icon = "warning"
    template_name = "hilfe_ukraine/admin/stuck_list.html"
    results_template_name = "hilfe_ukraine/admin/stuck_results.html"
    paginator_class = CappedPaginator
    paginate_by = 50

    def get_page_title(self) -> Any:
        return self.work_list.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return crumbs(self.breadcrumbs_items, self.work_list.title)

    def get_index_url(self) -> str:
        return list_url(self.work_list)

    def get_index_results_url(self) -> str:
        return list_url(self.work_list, "results")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.work_list.column, "pk")

    def get_base_queryset(self) -> Any:
        return visible_rows(self.work_list, self.request.user, timezone.now())


class MessageFilterSet(WagtailFilterSet):
    class Meta:
        model = Delivery
        fields = ["kind", "body", "held_reason"]


class MessageListView(WorkListView):
    """Messages, each with the way to its story; a selection can be sent again."""

    model = Delivery
    filterset_class = MessageFilterSet
    verbose_name_plural = gettext_lazy("messages")

    @cached_property
    def columns(self) -> list[Column]:
        carriers = {carrier.name: carrier for carrier in open_carriers()}
        columns = [
            TitleColumn(
                "reference",
                label=gettext_lazy("Offer number"),
                accessor=_reference,
                get_url=story_url,
            ),
            Column("get_kind_display", label=gettext_lazy("Message")),
            Column("receiver", label=gettext_lazy("Receiver"), accessor=_receiver),
            DateColumn(self.work_list.column, label=self.work_list.heading),
            Column(
                "why",
                label=gettext_lazy("Why"),
                accessor=lambda delivery: why(delivery, carriers),
            ),
        ]
        return [SelectColumn("select"), *columns] if self.may_act else columns

    @property
    def may_act(self) -> bool:
        return self.request.user.has_perm(ACT)

    def get_base_queryset(self) -> QuerySet[Delivery]:
        rows = super().get_base_queryset().select_related("offer", "body")
        return rows.defer("offer__contact", "offer__entries")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            send_again_url=list_url(self.work_list, "send_again"),
            may_act=self.may_act,
            query=self.request.GET.urlencode(),
            **kwargs,
        )


class SelectColumn(Column):
    """A box to tick; without JavaScript, and with a name for screen readers."""

    cell_template_name = "hilfe_ukraine/admin/select_cell.html"
    header_template_name = "hilfe_ukraine/admin/select_header.html"

    def get_value(self, instance: Delivery) -> str:
        return _reference(instance)


class OfferListView(WorkListView):
    """Offers, each with the way to its story."""

    model = HelpOffer
    verbose_name_plural = gettext_lazy("offers")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "reference", label=gettext_lazy("Offer number"), get_url=story_url
            ),
            Column("category", label=gettext_lazy("Category")),
            Column("region", label=gettext_lazy("Region")),
            Column("owning_office", label=gettext_lazy("Owning office")),
            DateColumn(self.work_list.column, label=self.work_list.heading),
        ]

    def get_base_queryset(self) -> QuerySet[HelpOffer]:
        rows = super().get_base_queryset().for_lists()
        rows = rows.select_related("owning_office")
        return rows.prefetch_related("category__texts__locale")


def _reference(delivery: Delivery) -> str:
    return delivery.offer.reference if delivery.offer else _("no offer")


def _receiver(delivery: Delivery) -> str:
    return str(delivery.body or delivery.get_receiver_display())
