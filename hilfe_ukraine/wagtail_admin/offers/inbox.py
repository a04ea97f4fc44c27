"""The inbox of a body's staff: their referrals, read-only but for "received"."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import (
    BaseListingView,
    WagtailAdminTemplateMixin,
)
from wagtail.admin.viewsets.base import ViewSet

from hilfe_ukraine.actions.answer import answer_received
from hilfe_ukraine.actions.openings import note_opening_by_staff
from hilfe_ukraine.delivery.body_page import what_a_body_reads
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.domain.errors import ForbiddenTransition
from hilfe_ukraine.models import BodyMember, Referral, ResponsibleBody
from hilfe_ukraine.wagtail_admin.menu import menu_item_for
from hilfe_ukraine.wagtail_admin.paging import CappedPaginator
from hilfe_ukraine.wagtail_admin.permissions import HANDLE_REFERRALS


class _ForBodyStaff:
    """Put before a view: only for people who may handle referrals."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(HANDLE_REFERRALS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def referrals(self) -> QuerySet[Referral]:
        """What is in the hands of this user's bodies, with what its pages show.

        Not what he may see: a look of somebody else, an administrator say, would count
        as the body's own, and take the offer off the lists of what nobody has seen.
        """
        user = self.request.user  # type: ignore[attr-defined]
        rows = Referral.objects.of_own_bodies(user).select_related(
            "body", "offer__category", "offer__region"
        )
        return rows.prefetch_related("offer__category__texts__locale")


class ReferralFilterSet(WagtailFilterSet):
    class Meta:
        model = Referral
        fields = ["state"]


def _due_day(referral: Referral) -> str:
    if referral.state != Referral.States.OPEN or not referral.due_at:
        return ""
    # Wagtail's date column says "just now" of everything that is still to come.
    return date_format(timezone.localtime(referral.due_at))


class InboxView(_ForBodyStaff, BaseListingView):
    """The list: newest first, filtered by state."""

    model = Referral
    page_title = gettext_lazy("Referrals to us")
    header_icon = "mail"
    index_url_name = "hilfe_inbox:index"
    index_results_url_name = "hilfe_inbox:index_results"
    template_name = "wagtailadmin/generic/listing.html"
    results_template_name = "wagtailadmin/generic/listing_results.html"
    filterset_class = ReferralFilterSet
    default_ordering = "-referred_at"
    paginator_class = CappedPaginator
    paginate_by = 50
    table_classname = "listing hilfe-list"

    @cached_property
    def columns(self) -> list[Column]:
        """What one looks for first stands in front: the screen may be narrow."""
        bodies = ResponsibleBody.objects.staffed_by(self.request.user)
        has_several = len(bodies.values_list("pk")[:2]) > 1
        return [
            TitleColumn(
                "offer.reference",
                label=gettext_lazy("Offer number"),
                get_url=lambda referral: reverse(
                    "hilfe_inbox:detail", args=[referral.uuid]
                ),
            ),
            Column("get_state_display", label=gettext_lazy("State")),
            Column("due_at", label=gettext_lazy("Answer due"), accessor=_due_day),
            Column("offer.category", label=gettext_lazy("Category")),
            Column("offer.region", label=gettext_lazy("Region")),
            *([Column("body", label=gettext_lazy("Body"))] if has_several else []),
            DateColumn(
                "referred_at",
                label=pgettext_lazy("date", "referred"),
                sort_key="referred_at",
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Referral]:
        return self.referrals().defer("offer__contact", "offer__entries")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Many are referred at one moment, and each must stand on one page only."""
        sign = "-" if self.ordering.startswith("-") else ""
        return queryset.order_by(self.ordering, f"{sign}pk")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        staff = BodyMember.objects.filter(user=self.request.user)
        if not context["object_list"] and not staff.exists():
            context["no_results_message"] = _(
                "Only people who work for a body see something here: the offers that "
                "were referred to it. You are not on the list of any body’s staff."
            )
        return context


class ReferralView(_ForBodyStaff, WagtailAdminTemplateMixin, TemplateView):
    """One offer as its body reads it. GET shows and is noted, POST says "received"."""

    template_name = "hilfe_ukraine/admin/referral.html"
    page_title = gettext_lazy("Offer")
    header_icon = "mail"

    @cached_property
    def referral(self) -> Referral:
        rows = self.referrals().prefetch_related(
            "offer__category__questions__texts__locale"
        )
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "GET":
            now = timezone.now()
            note_opening_by_staff(referral=self.referral, user=request.user, now=now)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now, user = shared_now(), request.user
        try:
            answer_received(referral=self.referral, now=now, user=user)
        except ForbiddenTransition:
            messages.error(
                request, _("Receipt was not noted. Read here how it stands.")
            )
        else:
            messages.success(request, _("Thank you. Receipt is noted."))
        return redirect(request.path)

    def get_page_subtitle(self) -> str:
        return self.referral.offer.reference

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        inbox_item = {
            "url": reverse("hilfe_inbox:index"),
            "label": _("Referrals to us"),
        }
        here = {"url": "", "label": self.referral.offer.reference}
        return [*self.breadcrumbs_items, inbox_item, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        read = what_a_body_reads(self.referral, timezone.now())
        return super().get_context_data(**read, **kwargs)


class InboxViewSet(ViewSet):
    """List and page of the inbox; its menu item stands in the app's own menu."""

    name = "hilfe_inbox"
    url_prefix = "hilfe-ukraine/inbox"
    icon = "mail"
    menu_label = gettext_lazy("Referrals to us")
    menu_item_class = menu_item_for(lambda user: user.has_perm(HANDLE_REFERRALS))

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", InboxView.as_view(), name="index"),
            path(
                "results/", InboxView.as_view(results_only=True), name="index_results"
            ),
            path("<uuid:uuid>/", ReferralView.as_view(), name="detail"),
        ]


inbox = InboxViewSet()
