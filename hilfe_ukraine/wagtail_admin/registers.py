"""Offers and deliveries as read-only registers: the one module that names modeladmin.

What is listed, told and exported stands in modules that know nothing of modeladmin
(``offers.rows``, ``offers.tell``, ``export``), so that another list view could take
over. Import this only from ``wagtail_hooks``: modeladmin loads the page model at
import.
"""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.core.paginator import InvalidPage
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import re_path
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import (
    ModelAdmin,
    ModelAdminGroup,
    modeladmin_register,
)
from wagtail_modeladmin.views import IndexView, InspectView, WMABaseView

from hilfe_ukraine.actions.openings import note_export
from hilfe_ukraine.models import (
    Category,
    Delivery,
    HelpOffer,
    Region,
    RegionRouting,
    ResponsibleBody,
)

from .export import csv_response, xlsx_response
from .offer_urls import DELIVERIES_PATH, OFFERS_PATH
from .offers.filters import (
    CategoryFilter,
    CreatedFilter,
    DeliveryStateFilter,
    DistrictFilter,
    KindFilter,
    OfferStateFilter,
    TimeFilter,
    UseFilter,
    WaitingForFilter,
)
from .offers.inbox import inbox
from .offers.register_parts import (
    AnswersInWords,
    ReferenceSearch,
    RegisterButtons,
    SelectsWaiting,
    StandsInWords,
)
from .offers.register_rights import DeliveryPermissions, OfferPermissions, url_finder
from .offers.rows import OFFER_COLUMNS, deliveries_for, offers_for, offers_to_export
from .offers.tell import deliveries_to_tell, offers_to_tell, tell_delivery, tell_offer
from .paging import CappedPaginator
from .permissions import EXPORT
from .routing_pages import ROUTING_PAGES
from .stuck.viewset import stuck_viewset


class RegisterIndexView(IndexView):
    """The list; costs the same statements however many rows there are."""

    # The only column to sort by besides the order of the list, which has an index.
    sortable_by = ()
    paginator_class = CappedPaginator

    def get_filters(self, request: HttpRequest) -> tuple:
        """Keep our own filters and drop every other lookup in the address.

        modeladmin passes them on to the database, through relations too: a user's
        password hash could be found out letter by letter.
        """
        specs, has_filters, _lookups, _distinct = super().get_filters(request)
        return specs, has_filters, {}, False

    def get_ordering_field(self, field_name: Any) -> None:
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Not modeladmin's: it counts all rows twice and filters them twice.
        paginator = self.paginator_class(self.queryset, self.items_per_page)
        try:
            page = paginator.page(self.page_num or 1)
        except InvalidPage:
            page = paginator.page(1)
        context = {
            "all_count": paginator.count or len(self.params),
            "result_count": paginator.count,
            "paginator": paginator,
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "object_list": page.object_list,
            "user_can_create": False,
            "show_search": True,
        }
        return WMABaseView.get_context_data(self, **{**context, **kwargs})

    def as_spreadsheet(self, queryset: QuerySet, file_format: str) -> HttpResponseBase:
        """Export what the list shows, all its pages; noted with the number of rows."""
        user = self.request.user
        if not self.list_export or not user.has_perm(EXPORT):
            raise PermissionDenied
        register = self.model_admin.export_filename
        note_export(
            user=user,
            register=register,
            number=queryset.count(),
            file_format=file_format,
        )
        respond = csv_response if file_format == "csv" else xlsx_response
        return respond(offers_to_export(queryset), OFFER_COLUMNS, register)


class StoryView(InspectView):
    """One row, found by its public uuid, with its whole story."""

    def __init__(self, model_admin: ModelAdmin, instance_pk: str) -> None:
        WMABaseView.__init__(self, model_admin)
        self.instance_pk = instance_pk

    @cached_property
    def instance(self) -> Any:
        try:
            wanted = UUID(self.instance_pk)
        except ValueError as error:
            raise Http404 from error
        return get_object_or_404(self.model_admin.rows_to_tell(), uuid=wanted)

    def get_page_title(self) -> str:
        return capfirst(self.opts.verbose_name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = self.model_admin.tell(self.instance, self.request.user)
        context = {"instance": self.instance, "buttons": [], **told, **kwargs}
        return WMABaseView.get_context_data(self, **context)


class Register(ModelAdmin):
    """What both registers share. No history view: it asks for no permission."""

    inspect_view_enabled = True
    history_view_enabled = False
    index_view_class = RegisterIndexView
    inspect_view_class = StoryView
    button_helper_class = RegisterButtons
    search_handler_class = ReferenceSearch
    index_template_name = "hilfe_ukraine/admin/register.html"
    list_per_page = 50

    def rows_to_tell(self) -> QuerySet:
        """The rows of the whole-story page, with all that belongs to them."""
        raise NotImplementedError

    def tell(self, instance: Any, user: Any) -> dict[str, Any]:
        """Return what the page of one row shows, and note that it was opened."""
        raise NotImplementedError

    def get_admin_urls_for_registration(self) -> tuple:
        """List and page only: there is nothing to add, change or delete."""
        views = {"index": self.index_view, "inspect": self.inspect_view}
        return tuple(
            re_path(
                self.url_helper.get_action_url_pattern(action),
                view,
                name=self.url_helper.get_action_url_name(action),
            )
            for action, view in views.items()
        )

    def get_permissions_for_registration(self) -> QuerySet:
        """None: ``permissions_to_offer`` names those that make sense."""
        return Permission.objects.none()

    def register_admin_url_finders(self) -> None:
        register_admin_url_finder(self.model, url_finder(self.permission_helper))

    def register_indexing(self) -> None:
        """No reference index: it would cost statements in every citizen's request."""


class OfferAdmin(SelectsWaiting, StandsInWords, Register):
    model = HelpOffer
    base_url_path = OFFERS_PATH
    menu_label = _("Offers")
    menu_icon = "form"
    permission_helper_class = OfferPermissions
    list_display = (
        "reference",
        "category",
        "region",
        "stands",
        "waits_for",
        "contact_check",
        "submitted_at",
    )
    list_filter = (
        OfferStateFilter,
        UseFilter,
        WaitingForFilter,
        TimeFilter,
        CategoryFilter,
        DistrictFilter,
    )
    search_fields = ("reference",)
    ordering = ("-submitted_at", "-pk")
    export_filename = "offers"
    inspect_template_name = "hilfe_ukraine/admin/offer.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return offers_for(request.user).order_by(*self.ordering)

    def get_list_export(self, request: HttpRequest) -> tuple:
        """Not empty: show the buttons. The columns stand in ``offers.rows``."""
        return ("reference",) if request.user.has_perm(EXPORT) else ()

    def rows_to_tell(self) -> QuerySet:
        return offers_to_tell()

    def tell(self, instance: HelpOffer, user: Any) -> dict[str, Any]:
        return tell_offer(instance, user)


class DeliveryAdmin(AnswersInWords, Register):
    model = Delivery
    base_url_path = DELIVERIES_PATH
    menu_label = _("Messages")
    menu_icon = "mail"
    permission_helper_class = DeliveryPermissions
    list_display = (
        "kind",
        "offer",
        "receiver",
        "body",
        "state",
        "attempts",
        "answer",
        "created_at",
    )
    list_filter = (DeliveryStateFilter, KindFilter, CreatedFilter)
    search_fields = ("offer__reference",)
    ordering = ("-created_at", "-pk")
    inspect_template_name = "hilfe_ukraine/admin/delivery.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return deliveries_for(request.user).order_by(*self.ordering)

    def rows_to_tell(self) -> QuerySet:
        return deliveries_to_tell()

    def tell(self, instance: Delivery, user: Any) -> dict[str, Any]:
        return tell_delivery(instance, user)


class HelpMenu(ModelAdminGroup):
    """The one menu of the app: registers, inbox and snippets."""

    menu_label = _("Help for Ukraine")
    # Wagtail's own menu "help" would open with any name that starts with it.
    menu_item_name = "ukraine"
    menu_icon = "group"
    menu_order = 250
    items = (OfferAdmin, DeliveryAdmin)

    def get_submenu_items(self) -> list[MenuItem]:
        snippets = (RegionRouting, ResponsibleBody, Category, Region)
        routing, *others = (model.snippet_viewset for model in snippets)
        viewsets = [stuck_viewset, inbox, routing, *ROUTING_PAGES, *others]
        registers = super().get_submenu_items()
        return registers + [
            viewset.get_menu_item(order=10 + number)
            for number, viewset in enumerate(viewsets)
        ]


def register_registers() -> None:
    """Add the registers, and with them the menu, to Wagtail's admin."""
    modeladmin_register(HelpMenu)
