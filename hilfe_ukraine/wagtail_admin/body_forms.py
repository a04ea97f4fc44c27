"""The form of a responsible body."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.delivery.channels.registry import channels
from hilfe_ukraine.models import ResponsibleBody


_States = ResponsibleBody.ContactStates


class BodyForm(WagtailAdminModelForm):
    """A body that has an e-mail address, whatever its channel.

    "Confirmed" needs a day and a way, and doubt a reason to end.
    """

    channel = forms.ChoiceField(
        label=gettext_lazy("How offers are sent"),
        choices=channels.choices,
        initial=EmailChannel.id,
        help_text=gettext_lazy(
            "Choose “Webhook” only after the body has a system that takes them. If it "
            "cannot be reached, offers go by e-mail."
        ),
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("contact_state") == _States.CONFIRMED:
            self._check_confirmation()
        self._check_doubt()
        if not self.cleaned_data.get("email") and "email" not in self.errors:
            # Other channels fall back to it, and letters go there in any case.
            self.add_error("email", _("Enter the address offers are sent to."))
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

    def _check_doubt(self) -> None:
        """Whoever had the form open when mail came back must not end the doubt."""
        state = self.cleaned_data.get("contact_state")
        stored = ResponsibleBody.objects.filter(pk=self.instance.pk)
        if not stored.filter(contact_state=_States.SUSPECT).exists():
            return
        if state == _States.SUSPECT and "email" in self.changed_data:
            words = _("The address is another one now: choose its new state.")
            self.add_error("contact_state", words)
        is_news = {"email", "confirmed_on", "confirmed_by"} & set(self.changed_data)
        if state in (_States.CONFIRMED, _States.UNCONFIRMED) and not is_news:
            words = _(
                "Mail to this address came back. Correct the address, or enter when "
                "and how it was confirmed again."
            )
            self.add_error("confirmed_on", words)
