"""The rows of a rule: its conditions and its texts for the citizen."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from hilfe_ukraine.domain.facts import Operator, Question

from .rule_choices import RuleChoices


class RuleTextForm(WagtailAdminModelForm):
    """What the citizen reads, in one language."""

    def __init__(
        self, *args: Any, choices: RuleChoices | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if choices:
            self.fields["locale"].choices = choices.locale_choices

    def has_changed(self) -> bool:
        """A new row without a text says nothing yet, whatever language it shows."""
        text = self["text"].value() or ""
        return super().has_changed() and bool(self.instance.pk or text.strip())

    def clean(self) -> dict[str, Any]:
        super().clean()
        text = self.cleaned_data.get("text") or ""
        if self.is_deferred_validation and not self.instance.pk and not text.strip():
            # Begun in a draft: it must not clash with the text of its language.
            self.cleaned_data.pop("locale", None)
            self.fields["locale"].required = False
            self.deferred_required_fields.append("locale")  # Wagtail restores it.
        return self.cleaned_data


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
