"""An inline panel whose rows use a form class of ours."""

from typing import Any

from wagtail.admin.panels import InlinePanel
from wagtail.admin.panels.base import get_form_for_model


class FormInlinePanel(InlinePanel):
    """``InlinePanel`` that follows ``base_form_class``, a ``WagtailAdminModelForm``.

    Wagtail looks at it for whole edit handlers only.
    """

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        deferred = self.child_edit_handler.get_form_options().get(
            "defer_required_on_fields", []
        )
        options["formsets"][self.relation_name]["form"] = get_form_for_model(
            self.db_field.related_model,
            form_class=self.base_form_class,
            defer_required_on_fields=deferred,
        )
        return options
