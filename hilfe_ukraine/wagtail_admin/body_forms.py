"""The form of a responsible body."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from hilfe_ukraine.models import ResponsibleBody


class BodyForm(WagtailAdminModelForm):
    """A body; "confirmed" needs a day and a way."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        confirmed = ResponsibleBody.ContactStates.CONFIRMED
        if self.cleaned_data.get("contact_state") == confirmed:
            self._check_confirmation()
        deputy = self.cleaned_data.get("deputy")
        if deputy and deputy.pk == self.instance.pk:
            self.add_error("deputy", _("A body cannot stand in for itself."))
        return self.cleaned_data

    def _check_confirmation(self) -> None:
        if "contact_state" not in self.changed_data and self.instance.pk:
            return
        if not self.cleaned_data.get("confirmed_on"):
            self.add_error("confirmed_on", _("Enter when the address was confirmed."))
        if not self.cleaned_data.get("confirmed_by"):
            self.add_error("confirmed_by", _("Enter how, and by whom."))
