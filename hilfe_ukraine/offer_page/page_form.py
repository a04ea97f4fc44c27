"""The editor's form of the page: drafts may be half-filled, publishing is strict."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class HelpOfferPageForm(WagtailAdminPageForm):
    """Refuses to publish what citizens could not use, or were not told."""

    def clean(self) -> dict[str, Any]:
        """Ask for categories and for who is responsible for the data."""
        cleaned = super().clean()
        if self.is_deferred_validation:
            return cleaned
        missing = {
            "categories": _("Choose at least one kind of help."),
            "controller": _("Say who is responsible for the data. Citizens read it."),
            "privacy_text": _("Tell citizens what happens with their data."),
        }
        for name, message in missing.items():
            if name in self.fields and not cleaned.get(name):
                self.add_error(name, message)
        return cleaned
