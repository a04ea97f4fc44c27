"""Parts of the routing's form that Wagtail has no panel for."""

from functools import partial
from typing import Any

from wagtail.admin.panels import InlinePanel, Panel

from hilfe_ukraine.wagtail_admin.inline_forms import FormInlinePanel

from .rule_comparison import RulesComparison
from .rule_warnings import warnings_of


class WarningsPanel(Panel):
    """What is wrong with the rules as they are stored, above the form."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "hilfe_ukraine/admin/routing_warnings.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and super().is_shown())

        def get_context_data(
            self, parent_context: dict[str, Any] | None = None
        ) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return {**context, "warnings": warnings_of(self.instance)}


class RulesPanel(FormInlinePanel):
    """The rules; two versions of them are compared as sentences."""

    class BoundPanel(InlinePanel.BoundPanel):
        def get_comparison(self) -> list[Any]:
            return [partial(RulesComparison, label=self.heading)]
