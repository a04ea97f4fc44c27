"""The snippets: routing, responsible bodies, categories, and the regions to look at."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from hilfe_ukraine.models import Category, Region, RegionRouting, ResponsibleBody

from .bodies.panels import existing_body, new_body
from .bodies.status import body_status, is_in_use
from .bodies.usage_view import BodyUsageView
from .bodies.views import BodyCreateView, BodyEditView, BodyHistoryView, BodyIndexView
from .category_panels import existing_category, new_category
from .permissions import ROUTING_POLICY
from .region_filters import RegionFilterSet
from .routing.copy_views import CopyRulesView
from .routing.index import RoutingIndexView
from .routing.panels import existing_routing, new_routing
from .routing.rule_words import ALL_OF_A_RULE
from .routing.status import routing_status, with_status
from .routing.views import (
    RoutingCreateView,
    RoutingEditView,
    RoutingUnpublishView,
    WithinReach,
)
from .routing.what_if_views import WhatIfView
from .snippet_views import (
    CreateChangesRouting,
    EditChangesRouting,
    OurSnippetViewSet,
)


class RoutingViewSet(OurSnippetViewSet):
    """Who gets what, one snippet per region; limited to the reach of the user."""

    model = RegionRouting
    icon = "redirect"
    menu_label = _("Routing")
    index_view_class = RoutingIndexView
    add_view_class = RoutingCreateView
    edit_view_class = RoutingEditView
    unpublish_view_class = RoutingUnpublishView
    list_display = [
        "__str__",
        Column("region.get_level_display", label=_("Level")),
        Column("number_of_rules", label=_("Rules")),
        DateColumn("latest_revision.created_at", label=_("Last change"), width="12%"),
        StatusTagColumn(
            "status",
            label=_("Status"),
            accessor=routing_status,
            primary=lambda routing: routing.live,
        ),
    ]
    list_filter = ["region__level", "live"]
    search_fields = ["region__label", "region__key"]
    ordering = ["region__key"]
    edit_handler = new_routing
    handler_of_existing = existing_routing

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = ROUTING_POLICY.instances_user_has_any_permission_for(
            request.user, ["add", "change", "delete", "view"]
        )
        rows = rows.select_related("region__successor", "latest_revision")
        rows = rows.prefetch_related(*ALL_OF_A_RULE)
        return with_status(rows).annotate(number_of_rules=Count("rules", distinct=True))

    def construct_view(self, view_class: type[View], **kwargs: object) -> Any:
        """Build every view with the check of the user's reach before it."""
        checked = type(view_class.__name__, (WithinReach, view_class), {})
        return super().construct_view(checked, **kwargs)

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        draft = {"panel_of_draft": self._edit_handler}
        return super().get_edit_view_kwargs(**draft, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        own: dict[str, Any] = {"copy_rules": CopyRulesView, "what_if": WhatIfView}
        patterns = [
            path(
                f"{name.replace('_', '-')}/<{self.pk_path_converter}:pk>/",
                self.construct_view(view_class),
                name=name,
            )
            for name, view_class in own.items()
        ]
        return [*super().get_urlpatterns(), *patterns]

    def register_chooser_viewset(self) -> None:
        """Nothing points to a routing, and a chooser would list every region's."""


class BodyViewSet(OurSnippetViewSet):
    """Responsible bodies."""

    model = ResponsibleBody
    icon = "group"
    index_view_class = BodyIndexView
    add_view_class = BodyCreateView
    edit_view_class = BodyEditView
    history_view_class = BodyHistoryView
    usage_view_class = BodyUsageView
    list_display = [
        "name",
        Column("region", label=_("Region")),
        StatusTagColumn(
            "status", label=_("State"), accessor=body_status, primary=is_in_use
        ),
        "email",
        Column("deputy", label=_("Deputy")),
    ]
    list_filter = ["kind", "contact_state"]
    search_fields = ["name", "key", "email"]
    # A string: the view compares it with what the address asks for.
    ordering = "name"
    edit_handler = new_body
    handler_of_existing = existing_body

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return ResponsibleBody.objects.select_related("parent", "region", "deputy")


def _statewide(category: Category) -> str:
    return gettext("yes") if category.allows_statewide else gettext("no")


class CategoryViewSet(OurSnippetViewSet):
    """Kinds of help."""

    model = Category
    icon = "tag"
    add_view_class = CreateChangesRouting
    edit_view_class = EditChangesRouting
    list_display = [
        "__str__",
        "key",
        "position",
        # Wagtail's own column is a picture that says "True".
        Column("allows_statewide", label=_("statewide"), accessor=_statewide),
    ]
    list_filter = ["allows_statewide"]
    search_fields = ["key", "texts__title"]
    ordering = ["position", "key"]
    edit_handler = new_category
    handler_of_existing = existing_category

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return Category.objects.prefetch_related("texts__locale").distinct()


class RegionChooserViewSet(SnippetChooserViewSet):
    """Choosing one of some hundred regions, each place once."""

    per_page = 20

    def get_object_list(self) -> QuerySet:
        return Region.objects.choosable()


class RegionViewSet(OurSnippetViewSet):
    """The official register, to look at: rows come from ``hilfe_import_regions``."""

    model = Region
    icon = "site"
    chooser_viewset_class = RegionChooserViewSet
    list_display = ["label", "key", "level", "valid_until", "successor"]
    filterset_class = RegionFilterSet
    index_template_name = "hilfe_ukraine/admin/regions.html"
    search_fields = ["label", "key"]
    ordering = ["key"]
    edit_handler = handler_of_existing = ObjectList([FieldPanel("label")])
    inspect_view_enabled = True
    inspect_view_fields = [
        "label",
        "key",
        "level",
        "parent",
        "valid_until",
        "successor",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return Region.objects.select_related("successor")

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """None: ``permissions_to_offer`` names the one that makes sense."""
        return Permission.objects.none()


def register_snippets() -> None:
    """Register all snippets; the order is that of the menu."""
    for viewset in (RoutingViewSet, BodyViewSet, CategoryViewSet, RegionViewSet):
        register_snippet(viewset)
