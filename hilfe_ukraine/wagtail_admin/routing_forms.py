"""Forms of a region's routing: drafts may be half-filled, publishing is strict."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from hilfe_ukraine.domain.facts import Operator, Question
from hilfe_ukraine.models import Region, RoutingRule

from .permissions import ROUTING_POLICY
from .rule_choices import RuleChoices


class RoutingForm(WagtailAdminModelForm):
    """The whole routing; hands the choices down to its rules."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.formsets["rules"].form_kwargs["choices"] = RuleChoices()
        if "region" in self.fields:
            self.fields["region"].queryset = Region.objects.choosable()

    def clean_region(self) -> Region:
        """Refuse a region outside the reach of the user's groups."""
        region = self.cleaned_data["region"]
        user = self.for_user
        if user and not ROUTING_POLICY.covers(user, region, ["add"]):
            raise ValidationError(
                _("Your permission does not cover this region: %(region)s")
                % {"region": region}
            )
        return region


class RuleForm(WagtailAdminModelForm):
    """One rule with its conditions and texts."""

    def __init__(
        self, *args: Any, choices: RuleChoices | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices or RuleChoices()
        chosen = [body.pk for body in self.initial.get("bodies") or ()]
        self.fields["categories"].choices = self.choices.category_choices
        self.fields["bodies"].choices = self.choices.body_choices(chosen)
        for rows in ("conditions", "texts"):
            self.formsets[rows].form_kwargs["choices"] = self.choices

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.is_deferred_validation:
            self._check_outcome()
            self._check_conditions()
        return self.cleaned_data

    def _check_outcome(self) -> None:
        outcome = self.cleaned_data.get("outcome")
        forwards = outcome == RoutingRule.Outcomes.FORWARD
        if forwards and not self.cleaned_data.get("bodies"):
            self.add_error("bodies", _("Choose at least one body to forward to."))
        texts = (row.get("text", "").strip() for row in self._rows("texts"))
        if outcome and not forwards and not any(texts):
            self.add_error(
                "outcome",
                _("Enter the text that the citizen reads, in at least one language."),
            )

    def _check_conditions(self) -> None:
        asked = self.choices.questions_for(self.cleaned_data.get("categories") or ())
        known = self.choices.questions_for(())
        for row in self._rows("conditions"):
            name = row.get("fact")
            if name in known and name not in asked:
                self.add_error(
                    "categories",
                    _("None of these categories asks for “%(fact)s”.") % {"fact": name},
                )

    def _rows(self, relation: str) -> Iterator[dict[str, Any]]:
        """The valid rows of an inline form that will not be deleted."""
        formset = self.formsets[relation]
        for form in formset.forms:
            if form.is_valid() and not formset._should_delete_form(form):
                yield form.cleaned_data


class RuleTextForm(WagtailAdminModelForm):
    """What the citizen reads, in one language."""

    def __init__(
        self, *args: Any, choices: RuleChoices | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if choices:
            self.fields["locale"].choices = choices.locale_choices


class ConditionForm(WagtailAdminModelForm):
    """One condition; the value must fit the fact."""

    fact = forms.ChoiceField(label=gettext_lazy("Fact"))

    def __init__(
        self, *args: Any, choices: RuleChoices | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices or RuleChoices()
        offered = [("", "---------"), *self.choices.fact_choices]
        stored = self.instance.fact
        if stored and stored not in dict(offered):
            # Shown, so that nobody changes the condition without noticing.
            offered.append((stored, _("%(fact)s (no longer asked)") % {"fact": stored}))
        self.fields["fact"].choices = offered

    def clean(self) -> dict[str, Any]:
        super().clean()
        name = self.cleaned_data.get("fact")
        if self.is_deferred_validation or not name:
            return self.cleaned_data
        question = self.choices.questions_for(()).get(name)
        if question is None:
            self.add_error("fact", _("This question is no longer asked."))
        else:
            self._check_value(question)
        return self.cleaned_data

    def _check_value(self, question: Question) -> None:
        value = self.cleaned_data.get("value") or ""
        operator = self.cleaned_data.get("operator")
        texts = [part.strip() for part in value.split(",") if part.strip()]
        compares = operator in (Operator.AT_LEAST, Operator.AT_MOST)
        if compares and question.choices:
            self.add_error("operator", _("Only numbers can be compared like this."))
        elif compares and len(texts) != 1:
            self.add_error("value", _("Enter one whole number."))
        elif not texts:
            self.add_error("value", _("Enter at least one value."))
        else:
            self._check_each(question, texts)

    def _check_each(self, question: Question, texts: list[str]) -> None:
        unknown = [text for text in texts if not _fits(question, text)]
        if not unknown:
            return
        if question.choices:
            message = _("Unknown: %(unknown)s. Possible values: %(choices)s.") % {
                "unknown": ", ".join(unknown),
                "choices": ", ".join(question.choices),
            }
        else:
            message = _("Enter whole numbers from 1 on; this is none: %(unknown)s.") % {
                "unknown": ", ".join(unknown)
            }
        self.add_error("value", message)


def _fits(question: Question, text: str) -> bool:
    try:
        question.parse(text)
    except ValueError:
        return False
    return True
