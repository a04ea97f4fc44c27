"""The forms of the matrix: what is shown, who gets it, and who decided so."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from hilfe_ukraine.actions.routing.give_category import DecidedBy
from hilfe_ukraine.conf import conf
from hilfe_ukraine.models import Region, ResponsibleBody, RoutingRule
from hilfe_ukraine.wagtail_admin.routing.rule_choices import body_label


class ShownForm(forms.Form):
    """Which rows are shown; what is not valid shows all of them."""

    q = forms.CharField(
        label=_("District or independent city"), required=False, max_length=100
    )

    def __init__(self, data: Any, states: list[Region]) -> None:
        choices = [
            ("", _("all states")),
            *((state.key, state.label) for state in states),
        ]
        own = [state.key for state in states if state.key == conf.state_key]
        shown = {"state": data.get("state", *own or [""]), "q": data.get("q", "")}
        super().__init__(shown)
        self.fields["state"] = forms.ChoiceField(
            label=_("Federal state"),
            required=False,
            choices=choices,
            widget=forms.Select if len(states) > 1 else forms.HiddenInput,
        )
        self.order_fields(["state", "q"])


class _BodyField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return body_label(obj)


class BodyChoiceForm(forms.Form):
    """Who gets the ticked cells. A plain list: it works without JavaScript."""

    body = _BodyField(
        ResponsibleBody.objects.filter(parent=None).exclude(
            contact_state=ResponsibleBody.ContactStates.RETIRED
        ),
        to_field_name="key",
        label=_("Body that gets what is ticked"),
        empty_label=_("Choose a body"),
        error_messages={
            "required": _("Choose the body that is to get the offers."),
            "invalid_choice": _("This body can no longer be chosen. Choose another."),
        },
    )


class DecisionForm(forms.Form):
    """Who decided it, once for all rules that are added."""

    office = forms.CharField(
        label=_("Decided by"),
        required=False,
        max_length=RoutingRule._meta.get_field("decided_by").max_length,
        help_text=_("Office or person."),
    )
    day = forms.DateField(label=_("Decided on"), required=False, widget=AdminDateInput)
    letter = forms.CharField(
        label=_("Letter"),
        required=False,
        max_length=RoutingRule._meta.get_field("decision_letter").max_length,
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=5000,
        widget=AdminAutoHeightTextInput,
        help_text=_("For your colleagues; nobody else sees it."),
    )

    @classmethod
    def entered(cls, data: QueryDict) -> dict[str, str]:
        """Return what was entered before, to be carried from step to step."""
        return {name: str(data[name]) for name in cls.base_fields if data.get(name)}

    @property
    def decided(self) -> DecidedBy:
        """What was entered; the form must be valid."""
        return DecidedBy(**self.cleaned_data)
