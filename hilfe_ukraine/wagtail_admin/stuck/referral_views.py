"""Lists of what bodies have in hand, and passing a selection of it on."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from hilfe_ukraine.actions.pass_on_many import pass_on_many
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.models import Referral
from hilfe_ukraine.wagtail_admin.offer_urls import story_url
from hilfe_ukraine.wagtail_admin.permissions import ACT, VIEW_OFFERS

from .lists import WITH_RETIRED
from .selection import SelectionView
from .views import SelectColumn, WorkListView, list_url


class ReferralFilterSet(WagtailFilterSet):
    class Meta:
        model = Referral
        fields = ["body"]


class _SelectReferral(SelectColumn):
    cell_template_name = "hilfe_ukraine/admin/select_referral.html"

    def get_value(self, instance: Any) -> str:
        return instance.offer.reference


class ReferralListView(WorkListView):
    """Offers with the body that has each; with retired ones, a selection is passed on.

    The story of an offer passes on a single one.
    """

    model = Referral
    filterset_class = ReferralFilterSet
    results_template_name = "hilfe_ukraine/admin/stuck_referrals.html"
    verbose_name_plural = gettext_lazy("offers")

    @cached_property
    def columns(self) -> list[Column]:
        columns = [
            TitleColumn(
                "offer.reference",
                label=gettext_lazy("Offer number"),
                get_url=lambda referral: story_url(referral.offer),
            ),
            Column("offer.category", label=gettext_lazy("Category")),
            Column("offer.region", label=gettext_lazy("Region")),
            Column("body", label=gettext_lazy("Body")),
            Column("offer.owning_office", label=gettext_lazy("Owning office")),
            DateColumn(self.work_list.column, label=self.work_list.heading),
        ]
        return [_SelectReferral("select"), *columns] if self.may_pass_on else columns

    @property
    def may_pass_on(self) -> bool:
        may = self.request.user.has_perms([ACT, VIEW_OFFERS])
        return may and self.work_list is WITH_RETIRED

    def get_base_queryset(self) -> QuerySet[Referral]:
        rows = (
            super()
            .get_base_queryset()
            .select_related(
                "body", "offer__category", "offer__region", "offer__owning_office"
            )
        )
        rows = rows.prefetch_related("offer__category__texts__locale")
        return rows.defer("offer__contact", "offer__entries")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            may_pass_on=self.may_pass_on,
            pass_on_url=list_url(WITH_RETIRED, "pass_on"),
            query=self.request.GET.urlencode(),
            **kwargs,
        )


class PassOnManyView(SelectionView):
    """Each offer goes to who is in charge now."""

    permission_required = (ACT, VIEW_OFFERS)
    page_title = gettext_lazy("Pass on")
    header_icon = "redirect"
    template_name = "hilfe_ukraine/admin/pass_on_many.html"
    nothing = gettext_lazy("Nothing is selected that could be passed on.")
    button = gettext_lazy("Yes, pass on")
    filterset_class = ReferralFilterSet
    related = ("offer", "body")

    def act(self) -> None:
        done = pass_on_many(self.chosen, user=self.request.user, now=shared_now())
        if done.number:
            words = ngettext(
                "%d offer was passed on.", "%d offers were passed on.", done.number
            )
            messages.success(self.request, words % done.number)
        if done.refused:
            words = ngettext(
                "%d offer could not be passed on at this moment: it was changed, or a "
                "message about it is on its way.",
                "%d offers could not be passed on at this moment: they were changed, "
                "or a message about them is on its way.",
                done.refused,
            )
            messages.warning(self.request, words % done.refused)
