"""The list of all routing, with what needs a look."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.widgets import BaseButton, Button

from hilfe_ukraine.models import RegionRouting
from hilfe_ukraine.wagtail_admin.permissions import ROUTING_POLICY
from hilfe_ukraine.wagtail_admin.routing_urls import routing_url
from hilfe_ukraine.wagtail_admin.snippet_views import PlainIndexView

from .copy_links import copy_rules_button, copy_rules_url
from .rule_warnings import Surroundings, warnings_of
from .what_if_views import TITLE


class RoutingIndexView(PlainIndexView):
    """One row for each region; warnings are those of the rules that were saved."""

    @cached_property
    def columns(self) -> list[BaseColumn]:
        warnings = Column(
            "warnings", label=_("To look at"), accessor=self._number_of_warnings
        )
        return [*super().columns, warnings]

    @cached_property
    def _surroundings(self) -> Surroundings:
        return Surroundings.now()

    def _number_of_warnings(self, routing: RegionRouting) -> int | str:
        return len(warnings_of(routing, self._surroundings)) or ""

    def get_list_more_buttons(self, instance: RegionRouting) -> list[BaseButton]:
        buttons = super().get_list_more_buttons(instance)
        if self._may(instance, "add", "change"):
            buttons.append(copy_rules_button(copy_rules_url(instance)))
        if instance.has_unpublished_changes and self._may(instance, "change"):
            url = routing_url("what_if", instance.pk)
            buttons.append(Button(TITLE, url=url, icon_name="view", priority=15))
        return buttons

    def _may(self, routing: RegionRouting, *actions: str) -> bool:
        """Whether the user may do any of this to the routing."""
        return ROUTING_POLICY.user_has_any_permission_for_instance(
            self.request.user, actions, routing
        )
