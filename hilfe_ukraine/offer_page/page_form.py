"""The editor's form of the page: drafts may be half-filled, publishing is strict."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminPageForm

from hilfe_ukraine.conf import conf


class HelpOfferPageForm(WagtailAdminPageForm):
    """Refuses to publish what citizens could not use, or were not told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, days in _longest().items():
            if field := self.fields.get(name):
                field.widget.attrs["min"] = 1
                field.help_text = f"{field.help_text} {_at_most(days)}"

    def clean(self) -> dict[str, Any]:
        """Ask for categories and for who is responsible for the data.

        Days that are too many are refused in a draft as well.
        """
        cleaned = super().clean()
        self._check_days(cleaned)
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

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        """A page may keep data for less time than the settings say, never for more."""
        for name, days in _longest().items():
            if (cleaned.get(name) or 0) > days:
                self.add_error(name, _at_most(days))


def _longest() -> dict[str, int]:
    """How many days a page may ask for at most, by field."""
    return {
        "unconfirmed_days": conf.retention.unconfirmed.days,
        "ended_days": conf.retention.ended.days,
    }


def _at_most(days: int) -> str:
    words = ngettext(
        "The portal keeps them for at most %d day.",
        "The portal keeps them for at most %d days.",
        days,
    )
    return words % days
