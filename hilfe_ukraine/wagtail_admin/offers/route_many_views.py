"""Routing selected offers again: the first POST shows, the second one does it."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from hilfe_ukraine.actions.route_many import Foreseen, RoutedMany, foresee, route_many
from hilfe_ukraine.delivery.clock import shared_now
from hilfe_ukraine.domain.routing import Outcome
from hilfe_ukraine.models import HelpOffer
from hilfe_ukraine.wagtail_admin.offer_urls import offers_url, story_url
from hilfe_ukraine.wagtail_admin.permissions import ACT, VIEW_OFFERS
from hilfe_ukraine.wagtail_admin.ticked import AT_ONCE, uuids_in


class RouteManyView(PermissionRequiredMixin, WagtailAdminTemplateMixin, View):
    """What each offer is now and where it would go; then done for what was shown."""

    permission_required = (ACT, VIEW_OFFERS)
    http_method_names = ["get", "post"]
    page_title = gettext_lazy("Route again")
    header_icon = "redirect"
    template_name = "hilfe_ukraine/admin/route_many.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect(offers_url())

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.getlist("seen"):
            self._route()
        elif not request.POST.getlist("uuid"):
            messages.warning(request, _("No offer is selected."))
        elif not self.number_waiting:
            words = _("None of the selected offers waits; only those can be routed.")
            messages.warning(request, words)
        else:
            return self.render_to_response(self.get_context_data())
        return redirect(offers_url())

    @cached_property
    def waiting(self) -> QuerySet[HelpOffer]:
        """The selected offers that this user may see and route, oldest first."""
        rows = self._selected(uuids_in(self.request.POST.getlist("uuid")))
        rows = rows.that_can_be_routed().select_related(
            "category", "region", "fallback_body"
        )
        return rows.prefetch_related("category__texts__locale")

    @cached_property
    def number_waiting(self) -> int:
        return self.waiting.count()

    def _selected(self, uuids: Collection[UUID]) -> Any:
        rows = HelpOffer.objects.visible_to(self.request.user).for_lists()
        return rows.filter(uuid__in=uuids).order_by("submitted_at", "pk")

    def _route(self) -> None:
        """Do what was shown, for those offers to which it still applies."""
        seen = _seen(self.request.POST.getlist("seen"))
        shown = {offer: seen[offer.uuid] for offer in self._selected(seen)[:AT_ONCE]}
        self._tell(route_many(shown, user=self.request.user, now=shared_now()))

    def _tell(self, done: RoutedMany) -> None:
        words = ngettext(
            "%(routed)d offer was routed again, %(referred)d of it to a body.",
            "%(routed)d offers were routed again, %(referred)d of them to a body.",
            done.routed,
        )
        if done.routed:
            counts = {"routed": done.routed, "referred": done.referred}
            messages.success(self.request, words % counts)
        if done.refused:
            words = ngettext(
                "%d offer does not wait any more and was left as it is.",
                "%d offers do not wait any more and were left as they are.",
                done.refused,
            )
            messages.warning(self.request, words % done.refused)
        if done.changed:
            words = ngettext(
                "%d offer was left as it is: routing has changed since you looked, and "
                "it would go elsewhere now. Select it again to see where.",
                "%d offers were left as they are: routing has changed since you "
                "looked, and they would go elsewhere now. Select them again to see "
                "where.",
                done.changed,
            )
            messages.warning(self.request, words % done.changed)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": offers_url(), "label": _("Offers")}
        return [*self.breadcrumbs_items, here, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        foreseen = foresee(self.waiting[:AT_ONCE], now=timezone.now())
        targets = Counter(where_in_words(each) for each in foreseen)
        asked = set(self.request.POST.getlist("uuid"))
        return super().get_context_data(
            rows=[
                (each, where_in_words(each), story_url(each.offer)) for each in foreseen
            ],
            targets=sorted(targets.items(), key=lambda target: (-target[1], target[0])),
            not_waiting=len(asked) - self.number_waiting,
            most=AT_ONCE,
            for_later=self.number_waiting - len(foreseen),
            back_url=offers_url(),
            **kwargs,
        )


def _seen(values: Iterable[str]) -> dict[UUID, str]:
    """Return the digest that was shown for each offer; a form can be tampered with."""
    pairs = [value.partition(" ")[::2] for value in values]
    return {uuid: digest for text, digest in pairs for uuid in uuids_in([text])}


def where_in_words(foreseen: Foreseen) -> str:
    """Return for example "Landratsamt Görlitz", or that it goes on waiting."""
    if foreseen.verdict.outcome is Outcome.FORWARD:
        return ", ".join(body.name for body in foreseen.bodies)
    if foreseen.verdict.outcome is Outcome.KEEP:
        return _("nobody: kept until it is needed")
    return _("nobody: no rule names a body")


def route_many_urls() -> list[URLPattern]:
    """Return the address of this page, for Wagtail's admin."""
    return [
        path(
            "hilfe-ukraine/route-again/",
            RouteManyView.as_view(),
            name="hilfe_ukraine_route_many",
        )
    ]
