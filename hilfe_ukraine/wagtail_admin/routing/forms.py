"""Forms of a region's routing: drafts may be half-filled, publishing is strict."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from hilfe_ukraine.models import Region, RoutingRule
from hilfe_ukraine.wagtail_admin.permissions import ROUTING_POLICY

from .rule_choices import RuleChoices
from .rule_clashes import clashes


class RoutingForm(WagtailAdminModelForm):
    """The whole routing; hands the choices down to its rules.

    ``form_key`` becomes the uuid of a new routing, so that whatever this form sends
    once more, while its first draft is already stored, is known as the same routing.
    """

    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = self.formsets["rules"]
        rules.form_kwargs["choices"] = RuleChoices()
        rules.form_kwargs["keys"] = {
            rule.uuid for rule in rules.get_queryset() if rule.pk is None
        }
        if "region" in self.fields:
            own = Region.objects.filter(pk=self.instance.region_id)
            self.fields["region"].queryset = Region.objects.choosable() | own
        self.initial["form_key"] = self.instance.uuid

    def clean_region(self) -> Region:
        """Refuse a region outside the reach of the user's groups."""
        region = self.cleaned_data["region"]
        user = self.for_user
        needed = ["change"] if self.instance.pk else ["add"]
        if user and not ROUTING_POLICY.covers(user, region, needed):
            raise ValidationError(
                _("Your permission does not cover this region: %(region)s")
                % {"region": region}
            )
        return region

    def clean(self) -> dict[str, Any]:
        super().clean()
        key = self.cleaned_data.get("form_key")
        if key and not self.instance.pk:
            self.instance.uuid = key
        return self.cleaned_data

    def is_valid(self) -> bool:
        """Publishing also asks whether the rules agree with each other."""
        if not super().is_valid() or self.is_deferred_validation:
            return super().is_valid()
        rows = self.formsets["rules"].ordered_forms
        for row, complaint in clashes(rows):
            row.add_error(None, complaint)
        return super().is_valid()


class _KeyField(forms.UUIDField):
    """Says which rule a row is, and is no change of it."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class RuleForm(WagtailAdminModelForm):
    """One rule with its conditions and texts.

    A rule that is in a revision only has no number to be known by; from its form it
    comes back as a new row. ``rule_key`` says which one it was, so that it keeps its
    uuid. Rows that are new carry none: the browser makes them all of one empty form.
    """

    rule_key = _KeyField(required=False)

    def __init__(
        self,
        *args: Any,
        choices: RuleChoices | None = None,
        keys: set[UUID] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if kwargs.get("instance"):
            self.initial["rule_key"] = self.instance.uuid
        self.keys = keys if keys is not None else set()
        self.choices = choices or RuleChoices()
        chosen = [body.pk for body in self.initial.get("bodies") or ()]
        self.fields["categories"].choices = self.choices.category_choices
        self.fields["bodies"].choices = self.choices.body_choices(chosen)
        for rows in ("conditions", "texts"):
            self.formsets[rows].form_kwargs["choices"] = self.choices

    def clean(self) -> dict[str, Any]:
        super().clean()
        self._keep_key()
        if not self.is_deferred_validation:
            self._check_outcome()
            self._check_conditions()
            self._check_validity()
        return self.cleaned_data

    def _keep_key(self) -> None:
        """Only what this version of the routing has, and each key for one row."""
        key = self.cleaned_data.get("rule_key")
        if self.instance.pk is None and key in self.keys:
            self.keys.remove(key)
            self.instance.uuid = key

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """Autosave leaves the page as it is: what it stored gets its key now."""
        updates = super().get_field_updates_for_resave()
        return [*updates, (self.add_prefix("rule_key"), str(self.instance.uuid))]

    def _check_validity(self) -> None:
        first = self.cleaned_data.get("valid_from")
        last = self.cleaned_data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day is before the first one."))

    def _check_outcome(self) -> None:
        outcome = self.cleaned_data.get("outcome")
        forwards = outcome == RoutingRule.Outcomes.FORWARD
        if forwards and not self.cleaned_data.get("bodies"):
            self.add_error("bodies", _("Choose at least one body to forward to."))
        texts = (row.get("text", "").strip() for row in self.rows("texts"))
        if outcome and not forwards and not any(texts):
            self.add_error(
                "outcome",
                _("Enter the text that the citizen reads, in at least one language."),
            )

    def _check_conditions(self) -> None:
        asked = self.choices.questions_for(self.cleaned_data.get("categories") or ())
        known = self.choices.questions_for(())
        for row in self.rows("conditions"):
            name = row.get("fact")
            if name in known and name not in asked:
                self.add_error(
                    "categories",
                    _("None of these categories asks for “%(fact)s”.") % {"fact": name},
                )

    def rows(self, relation: str) -> Iterator[dict[str, Any]]:
        """The valid rows of an inline form that will not be deleted."""
        formset = self.formsets[relation]
        for form in formset.forms:
            if form.is_valid() and not formset._should_delete_form(form):
                yield form.cleaned_data
